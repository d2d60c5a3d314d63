# METADATA
# title: Whether a policy applies to less than it did at the base
# description: >-
#   Lists of what is meant are larger if they have more items, lists of conditions that must all hold are smaller. What
#   cannot be compared, such as two expressions, counts as changed only where it is new.
package plimsoll.lib.narrowing

import data.plimsoll.lib.shape

at_base(path) := object.get(input.base, path, null)

at_head(path) := object.get(input.object, path, null)

# The strings that a list has at head and not at the base, sorted.
added(path) := sort(shape.strings_at(input.object, path) - shape.strings_at(input.base, path))

# The indexes of given strings in a list.
indexes(items, wanted) := [index | some index, item in items; item in wanted]

# The terms of a label selector, each as what must hold; a selector selects less with more of them.
terms(selector) := ({[key, "In", {value}] | some key, value in shape.object_at(shape.object_or_empty(selector), ["matchLabels"])} | {[shape.string_at(item, ["key"]), "NotIn", {value}] |
	some item in expressions(selector)
	shape.string_at(item, ["operator"]) == "NotIn"
	some value in shape.array_at(item, ["values"])
}) | {[shape.string_at(item, ["key"]), operator, {value | some value in shape.array_at(item, ["values"])}] |
	some item in expressions(selector)
	operator := shape.string_at(item, ["operator"])
	operator != "NotIn"
}

expressions(selector) := [item |
	some item in shape.array_at(shape.object_or_empty(selector), ["matchExpressions"])
	is_object(item)
]

# What a selector demands that it did not demand at the base, in words.
demanded(before, after) := sort({words |
	some term in terms(after)
	not is_demanded(term, terms(before))
	words := in_words(term)
})

is_demanded(term, before) if term in before

is_demanded([key, "In", values], before) if {
	some [other, "In", fewer] in before
	other == key
	count(fewer - values) == 0
}

is_demanded([key, "Exists", _], before) if {
	some [other, "In", _] in before
	other == key
}

in_words([key, "In", values]) := concat("", [key, " is ", listed(values)])

in_words([key, "NotIn", values]) := concat("", [key, " is not ", listed(values)])

in_words([key, operator, _]) := concat("", [key, " exists"]) if operator == "Exists"

in_words([key, operator, _]) := concat("", [key, " does not exist"]) if operator == "DoesNotExist"

in_words([key, operator, _]) := concat("", [key, " ", operator]) if not operator in {"DoesNotExist", "Exists", "In", "NotIn"}

listed(values) := concat(" or ", sort([text | some value in values; text := worded(value)]))

worded(value) := value if {
	is_string(value)
} else := json.marshal(value)

# Filters of Kyverno: each of a list of `any`, those of `all` as one, and those without either.
filters(block) := ({item | some item in shape.array_at(shape.object_or_empty(block), ["any"]); is_object(item)} | {{"all": items} |
	items := shape.array_at(shape.object_or_empty(block), ["all"])
	count(items) > 0
}) | {own |
	own := {key: value | some key, value in shape.object_or_empty(block); not key in {"all", "any"}; value != null}
	count(own) > 0
}

# Whether the first filter matches nothing that the second does not match.
is_within(narrow, wide) if narrow == wide

is_within(narrow, wide) if {
	count({item | some item in shape.array_at(wide, ["all"])} - {item | some item in shape.array_at(narrow, ["all"])}) == 0
	count(shape.array_at(wide, ["all"])) > 0
}

is_within(narrow, wide) if {
	count(shape.array_at(wide, ["all"])) == 0
	count(shape.array_at(narrow, ["all"])) == 0
	loose := [key |
		some key, value in wide
		key != "resources"
		not is_subset(object.get(narrow, key, null), value)
	]
	count(loose) == 0
	loose_resources := [key |
		some key, value in shape.object_at(wide, ["resources"])
		not is_subset(object.get(shape.object_at(narrow, ["resources"]), key, null), value)
	]
	count(loose_resources) == 0
}

is_subset(one, other) if one == other

is_subset(one, other) if {
	is_array(one)
	is_array(other)
	count({item | some item in one} - {item | some item in other}) == 0
}
