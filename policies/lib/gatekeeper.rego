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
	text := without_comments(rego)
	regex.match(`(?m)^\s*violation\b`, text)
	not is_stopped(text)
}

template_refuses if {
	is_template
	some target in shape.array_at(input.object, ["spec", "targets"])
	some code in shape.array_at(shape.object_or_empty(target), ["code"])
	cel.refuse(shape.array_at(shape.object_or_empty(code), ["source", "validations"]))
}

regos(target) := {text | text := shape.string_at(target, ["rego"]); text != ""} | {text |
	some code in shape.array_at(target, ["code"])
	text := shape.string_at(shape.object_or_empty(code), ["source", "rego"])
	text != ""
}

without_comments(text) := concat("\n", [split(line, "#")[0] | some line in split(text, "\n")])

# Every rule for violations has a line that is never true.
is_stopped(text) if {
	heads := count(regex.find_all_string_submatch_n(`(?m)^\s*violation\b`, text, -1))
	stopped := count(regex.find_all_string_submatch_n(`(?m)^\s*violation\b.*\{\s*(false|1\s*==\s*(0|2)|not true)\s*[;\n}]`, text, -1))
	stopped == heads
}
