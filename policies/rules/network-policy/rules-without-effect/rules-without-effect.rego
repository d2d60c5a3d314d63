# METADATA
# title: Do not write rules that have no effect
# description: >-
#   If `policyTypes` is set and a direction is not in it, the policy's rules for that direction are ignored, and the pods
#   stay open there unless another policy isolates them.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource
#   - ref: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Add the direction to `policyTypes`, or remove its rules.
#   kinds: [networking.k8s.io/NetworkPolicy]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Network policies"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: may-break
#   fix_check: The rules must list all the traffic that the pods need in that direction, because the rest is then denied.
#   since: "0.1.0"
package plimsoll.rules["network-policy"]["rules-without-effect"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.network_policy
import data.plimsoll.lib.shape

# Allowed: no policy types, from which the directions follow; an empty list of rules, which is the same as none. Types
# that do not exist are the API server's to refuse. A rule that allows everything is not missed.
findings contains finding if {
	network_policy.is_policy
	count(network_policy.types) > 0
	count(network_policy.types - {"Egress", "Ingress"}) == 0
	ignored := sort({direction |
		some field, direction in {"egress": "Egress", "ingress": "Ingress"}
		not direction in network_policy.types
		some rule in shape.array_at(input.object, ["spec", field])
		count(shape.object_or_empty(rule)) > 0
	})
	count(ignored) > 0
	finding := {
		"path": ["spec", "policyTypes"],
		"message": concat("", [
			meta.label, " has ", lower(concat(" and ", ignored)),
			" rules that are ignored, because its policy types leave them out.",
		]),
		"extent": {"ignored": ignored},
		"fix": [{
			"op": "set",
			"path": ["spec", "policyTypes"],
			"value": array.concat(sort(network_policy.types), ignored),
		}],
	}
}
