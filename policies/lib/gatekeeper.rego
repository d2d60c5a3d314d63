# METADATA
# title: Constraints of Gatekeeper
package plimsoll.lib.gatekeeper

import data.plimsoll.lib.cel
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

is_constraint if meta.group == "constraints.gatekeeper.sh"

action := object.get(input.object, ["spec", "enforcementAction"], null)

# Whether it keeps out what violates it: the action is deny, by default too, or scoped with deny where objects are
# admitted.
refuses if {
	is_constraint
	action in {null, "", "deny"}
}

refuses if {
	is_constraint
	denies_at_admission(action)
}

# The webhook and the ValidatingAdmissionPolicy that Gatekeeper makes of the constraint.
denies_at_admission("scoped") if {
	some scope in shape.array_at(input.object, ["spec", "scopedEnforcementActions"])
	shape.string_at(scope, ["action"]) == "deny"
	some point in shape.array_at(scope, ["enforcementPoints"])
	shape.string_at(point, ["name"]) in {"*", "validation.gatekeeper.sh", "vap.k8s.io"}
}

is_template if {
	meta.group == "templates.gatekeeper.sh"
	input.object.kind == "ConstraintTemplate"
}

# Whether a template can find a violation: its Rego has a rule of that name with something in it that is not false, or it
# has validations in CEL.
template_refuses if {
	is_template
	some target in shape.array_at(input.object, ["spec", "targets"])
	some rego in regos(shape.object_or_empty(target))
	some rule in definitions(without_comments(rego))
	rule.name == "violation"
	not rule.is_dead
}

template_refuses if {
	is_template
	some target in shape.array_at(input.object, ["spec", "targets"])
	some code in shape.array_at(shape.object_or_empty(target), ["code"])
	source := shape.object_at(shape.object_or_empty(code), ["source"])
	cel.refuse(shape.array_at(source, ["validations"]), cel.constants(shape.array_at(source, ["variables"])))
}

regos(target) := {text | text := shape.string_at(target, ["rego"]); text != ""} | {text |
	some code in shape.array_at(target, ["code"])
	text := shape.string_at(shape.object_or_empty(code), ["source", "rego"])
	text != ""
}

without_comments(text) := concat("\n", [split(line, "#")[0] | some line in split(text, "\n")])

# The rules of a module: {name, is_dead}. One is dead if a line of it never holds, or if all that it takes from is dead.
definitions(text) := {{"name": rule.name, "is_dead": count({true | some line in rule.lines; is_stopped_by(line, dead)}) > 0} |
	all := rules_of(text)
	dead := ({rule.name | some rule in all; stops(rule)} - {rule.name | some rule in all; not stops(rule)}) - {"violation"}
	some rule in all
}

stops(rule) if {
	some line in rule.lines
	never_holds(line)
}

is_stopped_by(line, _) if never_holds(line)

is_stopped_by(line, dead) if {
	some name in dead
	takes_from(line, name)
}

# A rule begins where a line is not indented, or less than all others.
rules_of(text) := [{"name": name, "lines": body} |
	lines := [line | some line in split(text, "\n"); trim_space(line) != ""]
	starts := starts_of(lines)
	some place, start in starts
	next := array.concat(starts, [count(lines)])[place + 1]
	own := array.slice(lines, start, next)
	name := name_of(trim_space(own[0]))
	joined := concat(";", own)
	body := [trim_space(part) |
		some part in split(replace(replace(text_after(joined, name), "{", ";"), "}", ";"), ";")
	]
]

text_after(text, name) := substring(text, indexof(text, name) + count(name), -1)

starts_of(lines) := [index |
	some index, line in lines
	indents[index] == least
	not startswith(trim_space(line), "}")
] if {
	indents := [indent(line) | some line in lines]
	least := min(indents)
}

indent(line) := count(line) - count(trim_left(line, " \t"))

# Up to what may follow the name of a rule.
name_of(line) := split(replace(replace(replace(replace(line, "[", " "), "(", " "), ":", " "), "{", " "), " ")[0]

never_holds(line) if line in {"false", "not true", "[][_]", "false == true", "true == false"}

never_holds(line) if endswith(line, ":= [][_]")

never_holds(line) if cel.never(line, {})

takes_from(line, name) if {
	not startswith(line, "not ")
	some sign in ["[", "("]
	contains(line, concat("", [name, sign]))
}

takes_from(line, name) if line == name
