# METADATA
# title: Say who may call in policies of authorization
# description: >-
#   A rule that is empty matches every request. A policy of the action ALLOW then allows everyone, and other policies that
#   allow only some are without effect.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/security/authorization-policy/
#   - ref: https://istio.io/latest/docs/concepts/security/#allow-nothing-deny-all-and-allow-all-policy
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Name the callers in `from`, or the requests in `to`. To allow nothing, leave `rules` out.
#   kinds: [security.istio.io/AuthorizationPolicy]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1046 Network Service Discovery"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.mesh["authorization-open"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: no rules, which allow nothing; rules of the other actions, which take away.
findings contains finding if {
	meta.group == "security.istio.io"
	input.object.kind == "AuthorizationPolicy"
	object.get(input.object, ["spec", "action"], null) in {null, "ALLOW"}
	some index, rule in shape.array_at(input.object, ["spec", "rules"])
	is_for_everyone(rule)
	finding := {
		"path": ["spec", "rules", index],
		"message": concat("", [meta.label, " allows every request of every caller."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say who needs to call.",
	}
}

is_for_everyone(null)

is_for_everyone(rule) if {
	is_object(rule)
	every field in ["from", "to", "when"] {
		object.get(rule, field, null) in [null, []]
	}
}
