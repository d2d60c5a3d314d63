# METADATA
# title: Name who may connect, or to which port
# description: >-
#   An ingress rule that names neither peers nor ports lets everyone connect to every port of the pods, also to those of
#   debuggers and administration. Policies add up, so it undoes a policy that denies by default.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-ingress-traffic
#   - ref: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     List who may connect in `from`, or, for pods that everyone may reach, the ports of their service in `ports`.
#   kinds: [networking.k8s.io/NetworkPolicy]
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Network policies"
#     - "MITRE ATT&CK: T1046 Network Service Discovery"
#     - "MITRE ATT&CK: T1133 External Remote Services"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["network-policy"]["ingress-too-wide"]

import data.plimsoll.lib.everyone
import data.plimsoll.lib.network_policy
import data.plimsoll.lib.shape

# Allowed: a rule that names ports; an empty list of rules, which allows nothing.
findings contains finding if {
	some rule in network_policy.ingress
	network_policy.allows_every_port(rule)
	some wide in too_wide(rule)
	finding := {
		"path": wide.path,
		"message": concat("", [rule.label, " lets ", wide.who, " connect to every port."]),
		"extent": {},
		"fix": [],
		"left_to": "network-policy/default-deny-undone",
		"no_fix": "The repository does not say who needs to connect.",
	}
}

too_wide(rule) := [{"path": rule.path, "who": "everyone"}] if {
	network_policy.is_empty(rule, "from")
} else := array.concat(ranges(rule), [{"path": array.concat(rule.path, ["from", index]), "who": who} |
	some index, item in shape.array_at(rule.spec, ["from"])
	peer := shape.object_or_empty(item)
	everyone.is_every_pod(peer)
	who := pods_in_words(peer)
])

pods_in_words(peer) := "every pod of the cluster" if {
	everyone.selects_all(peer.namespaceSelector)
	everyone.selects_all(object.get(peer, "podSelector", {}))
} else := "every pod of the cluster that its labels do not exclude"

# Each that is everything or half of it, or else several that are most of the Internet together.
ranges(rule) := wide if {
	wide := [{"path": block.path, "who": concat("", ["every address of ", block.cidr])} |
		some block in network_policy.blocks(rule, "from")
		block.cidr in (network_policy.everything | {"0.0.0.0/1", "128.0.0.0/1"})
		count(block.except) == 0
	]
	count(wide) > 0
} else := [{"path": array.concat(rule.path, ["from"]), "who": "most addresses of the Internet"}] if {
	blocks := [block | some block in network_policy.blocks(rule, "from"); count(block.except) == 0]
	everyone.is_internet(blocks)
} else := []
