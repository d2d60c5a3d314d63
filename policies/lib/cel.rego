# METADATA
# title: Expressions in CEL that decide nothing
# description: >-
#   Only constants are known, and what follows from them: `true`, `1 == 2`, `x == x`, a variable that is one of these. Everything
#   else may be true or false. What is inside of parentheses is not looked at.
package plimsoll.lib.cel

import data.plimsoll.lib.shape

# Whether an expression is false, whatever the object is.
never(expression, constants) if known(expression, constants) == false

# The value of an expression; undefined if it depends on anything. `constants` has the values of variables, by name.
known(expression, constants) if {
	text := stripped(expression)
	not is_choice(text)
	some term in parts(text, "||")
	factors := parts(term, "&&")
	every factor in factors { is_true(factor, constants) }
	concat("&&", factors) == term
} else if {
	text := stripped(expression)
	not is_choice(text)
	terms := parts(text, "||")
	some term in terms
	concat("", ["!", term]) in terms
} else := false if {
	text := stripped(expression)
	not is_choice(text)
	terms := parts(text, "||")
	concat("||", terms) == text
	every term in terms { has_false(term, constants) }
}

has_false(term, constants) if {
	some factor in parts(term, "&&")
	is_false(factor, constants)
}

has_false(term, _) if {
	factors := parts(term, "&&")
	some factor in factors
	concat("", ["!", factor]) in factors
}

# Optional fields are written with the same sign.
is_choice(text) if contains(replace(replace(text, ".?", "."), "[?", "["), "?")

# What stands between the signs, outside of parentheses and texts.
parts(text, sign) := [part |
	all := split(text, sign)
	some index, part in all
	is_closed(part)
	is_closed(concat("", array.slice(all, 0, index)))
]

is_closed(text) if {
	every pair in [["(", ")"], ["[", "]"], ["{", "}"]] {
		times(text, pair[0]) == times(text, pair[1])
	}
	times(text, "'") % 2 == 0
}

times(text, sign) := count(split(text, sign)) - 1

is_true("true", _)

is_true("!false", _)

is_true("object!=null", _)

is_true("request!=null", _)

is_true(factor, constants) if constants[trim_prefix(factor, "variables.")] == true

is_true(factor, constants) if constants[trim_prefix(factor, "!variables.")] == false

# Every object has these.
is_true(factor, _) if {
	startswith(factor, "has(object.")
	trim_suffix(trim_prefix(factor, "has(object."), ")") in {"apiVersion", "kind", "metadata", "metadata.name"}
}

is_true(factor, _) if compared(factor)

is_false("false", _)

is_false("!true", _)

is_false("object==null", _)

is_false(factor, constants) if constants[trim_prefix(factor, "variables.")] == false

is_false(factor, constants) if constants[trim_prefix(factor, "!variables.")] == true

is_false(factor, _) if compared(factor) == false

# The result of a comparison of two literals, of something with itself, or of a size with zero.
compared(factor) := result if {
	[left, sign, right] := comparison(factor)
	left == right
	result := sign in {"==", ">=", "<="}
} else := result if {
	[left, sign, right] := comparison(factor)
	sign in {"!=", "=="}
	is_literal(left)
	is_literal(right)
	result := sign == "!="
} else := result if {
	[left, sign, right] := comparison(factor)
	is_number_text(left)
	is_number_text(right)
	result := holds(to_number(left), sign, to_number(right))
} else := result if {
	[left, sign, right] := comparison(factor)
	right == "0"
	is_size(left)
	sign in {">=", "<"}
	result := sign == ">="
}

comparison(factor) := found[0] if {
	found := [[sides[0], sign, sides[1]] |
		some sign in ["==", "!=", ">=", "<=", ">", "<"]
		sides := split(factor, sign)
		count(sides) == 2
		every side in sides {
			side != ""
			is_closed(side)
			not startswith(side, "=")
		}
	]
	count(found) > 0
}

holds(left, ">", right) := left > right

holds(left, "<", right) := left < right

holds(left, ">=", right) := left >= right

holds(left, "<=", right) := left <= right

is_size(text) if startswith(text, "size(")

is_size(text) if endswith(text, ".size()")

is_literal(text) if text in {"false", "null", "true"}

is_literal(text) if is_number_text(text)

is_literal(text) if {
	startswith(text, "'")
	endswith(text, "'")
	times(text, "'") == 2
}

is_number_text(text) if {
	text != ""
	trim(text, "0123456789") == ""
}

# Without blanks, with one kind of quotes.
stripped(expression) := unwrapped(replace(
	replace(
		replace(
			strings.replace_n({" ": "", "\n": "", "\r": "", "\t": "", "\"": "'"}, expression),
			"!!", "",
		),
		"!(true)", "false",
	),
	"!(false)", "true",
))

unwrapped(text) := inner if {
	startswith(text, "(")
	endswith(text, ")")
	inner := substring(text, 1, count(text) - 2)
	is_closed(split(inner, "(")[0])
	not contains(split(inner, "(")[0], ")")
	is_closed(inner)
} else := text

# The values of variables, by name, as far as they are constant: {name, expression}. One may stand for another.
constants(variables) := object.union(direct, {name: value |
	some item in variables
	fields := shape.object_or_empty(item)
	name := shape.string_at(fields, ["name"])
	value := known(shape.string_at(fields, ["expression"]), direct)
}) if {
	direct := {name: value |
		some item in variables
		fields := shape.object_or_empty(item)
		name := shape.string_at(fields, ["name"])
		value := known(shape.string_at(fields, ["expression"]), {})
	}
}

# The items of a list of {expression}, as texts.
expressions(items) := [text |
	some item in items
	text := shape.string_at(shape.object_or_empty(item), ["expression"])
]

# Whether a list of validations refuses anything.
refuse(items, constants) if {
	some expression in expressions(items)
	expression != ""
	not always(expression, constants)
}

always(expression, constants) if known(expression, constants)

# Whether one of a list of conditions, which must all hold, never does.
match_nothing(items, constants) if {
	some expression in expressions(items)
	never(expression, constants)
}
