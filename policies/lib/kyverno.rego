# METADATA
# title: Policies of Kyverno
# description: >-
#   ClusterPolicy and Policy as Kyverno reads them. Fields that Kyverno moved from the policy to its rules are read from
#   both places, so that moving one changes nothing.
package plimsoll.lib.kyverno

import data.plimsoll.lib.cel
import data.plimsoll.lib.kyverno_void
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

is_policy if {
	meta.group == "kyverno.io"
	input.object.kind in {"ClusterPolicy", "Policy"}
}

# Policies in CEL, for the cluster or for a namespace.
is_cel_policy if {
	meta.group == "policies.kyverno.io"
	trim_prefix(input.object.kind, "Namespaced") in {"ImageValidatingPolicy", "MutatingPolicy", "ValidatingPolicy"}
}

# Whether Kyverno applies the policy while an object is admitted, and not only to objects that are there.
runs_at_admission if {
	is_policy
	object.get(input.object, ["spec", "admission"], null) != false
}

runs_at_admission if {
	is_cel_policy
	object.get(input.object, ["spec", "evaluation", "admission", "enabled"], null) != false
}

# Allowed: unset or empty, which stands for Deny; Deny, also with others.
cel_policy_refuses if {
	is_cel_policy
	input.object.kind != "MutatingPolicy"
	runs_at_admission
	actions := object.get(input.object, ["spec", "validationActions"], null)
	denies(actions)
}

denies(actions) if actions in {null, []}

denies(actions) if "Deny" in actions

# Whether a policy in CEL checks anything: its conditions can hold, and one of its validations can fail. Other kinds of
# images' verifications have more fields.
cel_policy_checks if {
	trim_prefix(input.object.kind, "Namespaced") == "ImageValidatingPolicy"
	count(shape.array_at(input.object, ["spec", "validations"])) == 0
	not cel.match_nothing(shape.array_at(input.object, ["spec", "matchConditions"]), constants)
}

cel_policy_checks if {
	is_cel_policy
	cel.refuse(shape.array_at(input.object, ["spec", "validations"]), constants)
	not cel.match_nothing(shape.array_at(input.object, ["spec", "matchConditions"]), constants)
}

# The variables of a policy in CEL that are constant.
constants := cel.constants(shape.array_at(input.object, ["spec", "variables"]))

# Whether a policy keeps anything out.
policy_refuses if {
	some rule in deciding_rules
	not "*" in rule.audited
	rule.nothing == null
}

# The rules that can refuse an object, each with the namespaces in which it does not, "*" for everywhere, and the field that
# checks nothing, if one does.
deciding_rules contains found if {
	is_policy
	some index, item in shape.array_at(input.object, ["spec", "rules"])
	some field in decided_by(item)
	found := {
		"index": index,
		"path": array.concat(["spec", "rules", index], field),
		"label": concat("", ["Rule \"", shape.string_at(item, ["name"]), "\" of ", meta.label]),
		"audited": audited(item),
		"nothing": object.get(checking_nothing, index, null),
		"reason": reason(item),
	}
}

# Older versions wrote both small.
enforcing := {"Enforce", "enforce"}

auditing := {"Audit", "audit"}

checking_nothing[index] := kyverno_void.field(item) if {
	some index, item in shape.array_at(input.object, ["spec", "rules"])
}

# The field that says what the rule does; none for a rule that only changes or makes objects.
decided_by(item) := {["validate", "failureAction"]} if {
	count(shape.object_at(item, ["validate"])) > 0
} else := {["verifyImages"]} if {
	count(shape.array_at(item, ["verifyImages"])) > 0
} else := set()

audited(item) := {"*"} if {
	not runs_at_admission
} else := {"*"} if {
	not action(item) in enforcing
} else := {namespace |
	some override in overrides(item)
	shape.string_at(override, ["action"]) in auditing
	some namespace in namespaces(override)
}

# Why it does not refuse, which may stand far from the rule.
reason(item) := "the policy is not applied at admission" if {
	not runs_at_admission
} else := "an override says so" if {
	action(item) in enforcing
} else := "its action is Audit" if {
	own_action(item) != ""
} else := "the action of the policy is Audit" if {
	action(item) in auditing
} else := "no action is set, and Audit is the default"

# The default is Audit.
action(item) := own if {
	own := own_action(item)
	own != ""
} else := shape.string_at(input.object, ["spec", "validationFailureAction"])

# Of several image verifications, one that enforces suffices.
own_action(item) := found if {
	found := shape.string_at(item, ["validate", "failureAction"])
	found != ""
} else := "Enforce" if {
	some verification in shape.array_at(item, ["verifyImages"])
	shape.string_at(verification, ["failureAction"]) in enforcing
} else := "Audit" if {
	some verification in shape.array_at(item, ["verifyImages"])
	shape.string_at(verification, ["failureAction"]) in auditing
} else := ""

# Those of the policy count only for rules that say nothing.
overrides(item) := array.concat(
	shape.array_at(item, ["validate", "failureActionOverrides"]),
	[override |
		own_action(item) == ""
		some override in shape.array_at(input.object, ["spec", "validationFailureActionOverrides"])
	],
)

# An override without names is for the namespaces with some labels.
namespaces(override) := named if {
	named := shape.strings_at(override, ["namespaces"])
	count(named) > 0
} else := {"with some labels"}
