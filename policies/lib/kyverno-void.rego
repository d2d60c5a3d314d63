# METADATA
# title: Rules of Kyverno that refuse nothing
# description: >-
#   What a rule asks for may hold of every object: an empty pattern, a condition that compares two texts, a loop over nothing. Only
#   what is constant is known.
package plimsoll.lib.kyverno_void

import data.plimsoll.lib.cel
import data.plimsoll.lib.shape

# Where a rule asks for nothing, from the rule; undefined if it may refuse something.
field(item) := ["validate", key] if {
	validate := shape.object_at(item, ["validate"])
	count(validate) > 0
	written := {key | some key in checks; object.get(validate, key, null) != null}
	every key in written { asks_nothing(key, validate[key]) }
	key := min(written)
} else := ["validate", "pattern"] if {
	validate := shape.object_at(item, ["validate"])
	count(validate) > 0
	every key in checks { object.get(validate, key, null) == null }
} else := ["verifyImages"] if {
	count(shape.object_at(item, ["validate"])) == 0
	verifications := shape.array_at(item, ["verifyImages"])
	count(verifications) > 0
	every verification in verifications { verifies_nothing(shape.object_or_empty(verification)) }
}

asks_nothing(key, value) if is_open(key, value)

asks_nothing("foreach", loops) if {
	is_array(loops)
	every each in loops { loops_over_nothing(shape.object_or_empty(each)) }
}

checks := {"anyPattern", "assert", "cel", "deny", "foreach", "manifests", "pattern", "podSecurity"}

is_open("pattern", pattern) if demands_nothing(pattern)

is_open("anyPattern", patterns) if {
	is_array(patterns)
	some pattern in patterns
	demands_nothing(pattern)
}

# A rule that denies without conditions denies everything.
is_open("deny", deny) if never_met(object.get(shape.object_or_empty(deny), "conditions", null))

is_open("cel", block) if {
	is_object(block)
	not cel.refuse(shape.array_at(block, ["expressions"]), cel.constants(shape.array_at(block, ["variables"])))
}

is_open("podSecurity", block) if {
	is_object(block)
	block.level == "privileged"
}

is_open("assert", {})

loops_over_nothing(each) if strings.replace_n({" ": "", "`": "", "{": "", "}": ""}, shape.string_at(each, ["list"])) == "[]"

loops_over_nothing(each) if {
	some key in ["anyPattern", "deny", "pattern"]
	value := object.get(each, key, null)
	value != null
	is_open(key, value)
}

# Anchors in parentheses are conditions; `=(x)` is only looked at if it is there, and `*` accepts every value.
demands_nothing(pattern) if {
	demands := [path |
		walk(pattern, [path, value])
		not is_object(value)
		not is_array(value)
		not is_condition(path)
		not holds_always(last_keys(path), value)
	]
	count(demands) == 0
}

is_condition(path) if {
	some step in path
	is_string(step)
	some start in ["(", "<("]
	startswith(step, start)
}

# The last two keys, without the places in lists.
last_keys(path) := array.slice(keys, count(keys) - 2, count(keys)) if {
	keys := array.concat(["", ""], [step | some step in path; is_string(step)])
}

holds_always(keys, value) if {
	accepts_all(value)
	keys in always_there
}

holds_always(keys, value) if {
	accepts_all(value)
	startswith(keys[1], "=(")
}

accepts_all(value) if {
	is_string(value)
	choices := {trim_space(choice) | some choice in split(value, "|")}
	some all in [{"*"}, {"false", "true"}]
	count(all - choices) == 0
}

always_there := {
	["", "apiVersion"], ["", "kind"], ["", "metadata"], ["", "spec"], ["containers", "image"], ["containers", "name"], ["metadata", "name"],
	["spec", "containers"],
}

never_met(conditions) if {
	is_array(conditions)
	some condition in conditions
	never_holds(condition)
}

never_met(conditions) if {
	is_object(conditions)
	some condition in shape.array_at(conditions, ["all"])
	never_holds(condition)
}

never_met(conditions) if {
	is_object(conditions)
	is_array(conditions.any)
	every condition in conditions.any { never_holds(condition) }
}

# Texts are compared with patterns.
never_holds(condition) if {
	[operator, key, value] := constant(condition)
	operator in {"equal", "equals"}
	key != value
	not has_pattern(key)
	not has_pattern(value)
}

never_holds(condition) if {
	[operator, key, value] := constant(condition)
	operator in {"notequal", "notequals"}
	key == value
}

never_holds(condition) if {
	[operator, key, value] := constant(condition)
	operator in {"allin", "anyin", "in"}
	is_array(value)
	not key in value
	every item in array.concat([key], value) { not has_pattern(item) }
}

never_holds(condition) if {
	[operator, key, value] := constant(condition)
	operator in {"allnotin", "anynotin", "notin"}
	is_array(value)
	key in value
}

constant(condition) := [lower(shape.string_at(condition, ["operator"])), condition.key, condition.value] if {
	is_object(condition)
	not contains(json.marshal([condition.key, condition.value]), "{{")
	not is_array(condition.key)
	not is_object(condition.key)
}

has_pattern(value) if {
	is_string(value)
	some sign in ["*", "?", "|", "!", "<", ">", "-"]
	contains(value, sign)
}

has_pattern(value) if is_object(value)

verifies_nothing(verification) if {
	count(shape.array_at(verification, ["attestations"])) == 0
	entries := [entry |
		some attestor in shape.array_at(verification, ["attestors"])
		some entry in shape.array_at(shape.object_or_empty(attestor), ["entries"])
	]
	count(entries) == 0
	every key in ["issuer", "key", "roots", "subject"] {
		object.get(verification, key, null) == null
	}
}

verifies_nothing(verification) if {
	skipped := shape.strings_at(verification, ["skipImageReferences"])
	count(skipped) > 0
	every reference in shape.array_at(verification, ["imageReferences"]) {
		some skip in skipped
		skip in {"*", reference}
	}
}
