# METADATA
# title: Expressions in CEL that decide nothing
# description: Only constants are known. Everything else may be true or false.
package plimsoll.lib.cel

import data.plimsoll.lib.shape

# Whether an expression is true, or false, whatever the object is.
always(expression) if stripped(expression) in {"!false", "0==0", "1==1", "true", "true==true"}

always(expression) if {
	text := stripped(expression)
	not contains(text, "?")
	some start in ["true||", "||true"]
	startswith(text, start)
}

always(expression) if {
	text := stripped(expression)
	not contains(text, "?")
	not contains(text, "&&")
	endswith(text, "||true")
}

never(expression) if stripped(expression) in {"!true", "0==1", "1==0", "1==2", "false", "true==false"}

never(expression) if {
	text := stripped(expression)
	not contains(text, "||")
	not contains(text, "?")
	startswith(text, "false&&")
}

never(expression) if {
	text := stripped(expression)
	not contains(text, "||")
	not contains(text, "?")
	endswith(text, "&&false")
}

stripped(expression) := trim(strings.replace_n({" ": "", "\n": "", "\t": ""}, expression), "()")

# The items of a list of {expression}, as texts.
expressions(items) := [text |
	some item in items
	text := shape.string_at(shape.object_or_empty(item), ["expression"])
]

# Whether a list of validations refuses anything.
refuse(items) if {
	some expression in expressions(items)
	expression != ""
	not always(expression)
}

# Whether one of a list of conditions, which must all hold, never does.
match_nothing(items) if {
	some expression in expressions(items)
	never(expression)
}
