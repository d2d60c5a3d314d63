# METADATA
# title: Do not accept all traffic in policies that come first
# description: >-
#   What a policy of the Admin tier accepts is allowed, whatever the NetworkPolicies of the namespaces say: it is
#   evaluated before them.
# related_resources:
#   - ref: https://network-policy-api.sigs.k8s.io/api-overview/
#   - ref: https://network-policy-api.sigs.k8s.io/reference/spec/
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Name the namespaces or the ports, or use the action Pass, which leaves it to the NetworkPolicies.
#   kinds: [policy.networking.k8s.io/AdminNetworkPolicy, policy.networking.k8s.io/ClusterNetworkPolicy]
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Network policies"
#     - "MITRE ATT&CK: T1046 Network Service Discovery"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["network-policy"]["admin-policy-too-wide"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: the Baseline tier, which comes after NetworkPolicies; Pass and Deny; rules for some namespaces, pods or ports.
findings contains finding if {
	is_first
	some direction, words in directions
	some index, item in shape.array_at(input.object, ["spec", direction])
	rule := shape.object_or_empty(item)
	shape.string_at(rule, ["action"]) in {"Accept", "Allow"}
	is_every_port(rule)
	some peer in shape.array_at(rule, [words.peers])
	is_everyone(peer)
	finding := {
		"path": ["spec", direction, index],
		"message": concat("", [
			words.rule, " rule ", name_of(rule), "of ", meta.label, " accepts all traffic ", words.peers, " ", who(peer),
			", whatever the NetworkPolicies say.",
		]),
		"extent": {},
		"fix": [],
		"left_to": "network-policy/default-deny-undone",
		"no_fix": "The repository does not say which traffic is needed.",
	}
}

is_first if {
	meta.group == "policy.networking.k8s.io"
	input.object.kind == "AdminNetworkPolicy"
}

is_first if {
	meta.group == "policy.networking.k8s.io"
	input.object.kind == "ClusterNetworkPolicy"
	shape.string_at(input.object, ["spec", "tier"]) == "Admin"
}

directions := {
	"egress": {"peers": "to", "rule": "The egress"},
	"ingress": {"peers": "from", "rule": "The ingress"},
}

is_every_port(rule) if {
	count(shape.array_at(rule, ["ports"])) == 0
	count(shape.array_at(rule, ["protocols"])) == 0
}

is_everyone(peer) if selects_all(peer.namespaces)

# The form of the first releases.
is_everyone(peer) if selects_all(peer.namespaces.namespaceSelector)

is_everyone(peer) if {
	selects_all(peer.pods.namespaceSelector)
	selects_all(peer.pods.podSelector)
}

is_everyone(peer) if {
	some range in shape.array_at(peer, ["networks"])
	range in {"0.0.0.0/0", "::/0"}
}

who(peer) := "every address" if {
	is_array(peer.networks)
} else := "every namespace"

name_of(rule) := concat("", ["\"", name, "\" "]) if {
	name := shape.string_at(rule, ["name"])
	name != ""
} else := ""

selects_all(selector) if {
	is_object(selector)
	count(object.keys(selector) - {"matchExpressions", "matchLabels"}) == 0
	count(shape.object_at(selector, ["matchLabels"])) == 0
	count(shape.array_at(selector, ["matchExpressions"])) == 0
}
