# METADATA
# title: Add exceptions from policies only where they are needed
# description: >-
#   What an exception matches is no longer refused by the policy, however strict that is. It is an object of its own, often in
#   another folder than the policy, so that it is easily missed.
# related_resources:
#   - ref: https://kyverno.io/docs/guides/exceptions/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Name single objects, single rules and the conditions that they may miss, and say in the pull request for how long.
#   kinds:
#     - kyverno.io/PolicyException
#     - policies.kyverno.io/PolicyException
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   report: added
package plimsoll.rules["guard-rails"]["exception-added"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: an exception that names no policy. What is added to one is said by guard-rails/exclusion-added.
findings contains {
	"path": ["spec"],
	"message": concat("", [meta.label, " exempts ", what, " from ", concat(", ", policies), "."]),
	"extent": {},
	"fix": [],
	"no_fix": "Whether the exception is needed is your decision.",
} if {
	meta.group in {"kyverno.io", "policies.kyverno.io"}
	input.object.kind == "PolicyException"
	policies := sort(named)
	count(policies) > 0
}

named contains words if {
	some path, name in {["spec", "exceptions"]: "policyName", ["spec", "policyRefs"]: "name"}
	some each in shape.array_at(input.object, path)
	item := shape.object_or_empty(each)
	policy := shape.string_at(item, [name])
	policy != ""
	words := concat("", [policy, of_rules(shape.strings_at(item, ["ruleNames"]))])
}

of_rules(rules) := "" if count(rules) == 0

of_rules(rules) := concat("", [" (", concat(", ", sort(rules)), ")"]) if count(rules) > 0

# Names and namespaces narrow it; kinds alone do not.
what := "some objects" if {
	narrows
} else := "every object of its kinds"

narrows if {
	walk(shape.object_at(input.object, ["spec", "match"]), [path, value])
	path[count(path) - 1] in {"names", "name", "namespaces", "selector", "namespaceSelector", "subjects"}
	not value in [null, "", "*", [], {}, ["*"]]
}

narrows if {
	some condition in shape.array_at(input.object, ["spec", "matchConditions"])
	shape.string_at(shape.object_or_empty(condition), ["expression"]) != ""
}
