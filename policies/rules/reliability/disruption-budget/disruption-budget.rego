# METADATA
# title: Let a PodDisruptionBudget allow one eviction
# description: >-
#   With this budget, no pod can ever be evicted: `kubectl drain` waits for ever, and upgrades of nodes stop or kill the
#   pods after all.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Allow one pod to be missing, `maxUnavailable: 1`, and run at least two replicas.
#   kinds: [policy/PodDisruptionBudget]
#   sets: []
#   standards: []
#   fix_risk: may-break
#   fix_check: The program works while one of its pods is missing.
#   since: "0.1.0"
package plimsoll.rules.reliability["disruption-budget"]

import data.plimsoll.lib.meta

# Allowed: any other number or share.
findings contains finding if {
	meta.group == "policy"
	input.object.kind == "PodDisruptionBudget"
	some field, values in {"maxUnavailable": {0, "0", "0%"}, "minAvailable": {"100%"}}
	value := input.object.spec[field]
	value in values
	finding := {
		"path": ["spec", field],
		"message": concat("", [meta.label, " allows no eviction: ", field, " is ", format(value), "."]),
		"extent": {},
		"fix": mended(field),
	}
}

format(value) := format_int(value, 10) if {
	is_number(value)
} else := value

mended("maxUnavailable") := [{"op": "set", "path": ["spec", "maxUnavailable"], "value": 1}]

mended("minAvailable") := [
	{"op": "remove", "path": ["spec", "minAvailable"]},
	{"op": "set", "path": ["spec", "maxUnavailable"], "value": 1},
]
