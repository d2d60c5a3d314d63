# METADATA
# title: Constraints of Gatekeeper
package plimsoll.lib.gatekeeper

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
