# METADATA
# title: Name who may connect in policies of Cilium and Calico
# description: >-
#   A rule that names neither peers nor ports allows everyone, or every destination. Policies of Cilium add up, and those
#   of Calico stop at the first rule that matches, so it undoes a policy that denies by default.
# related_resources:
#   - ref: https://docs.cilium.io/en/stable/security/policy/language/
#   - ref: https://docs.tigera.io/calico/latest/reference/resources/globalnetworkpolicy
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     List the endpoints, ranges or ports that are needed.
#   kinds: [cilium.io/CiliumNetworkPolicy, cilium.io/CiliumClusterwideNetworkPolicy, projectcalico.org/NetworkPolicy, projectcalico.org/GlobalNetworkPolicy, crd.projectcalico.org/NetworkPolicy, crd.projectcalico.org/GlobalNetworkPolicy]
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Network policies"
#     - "MITRE ATT&CK: T1046 Network Service Discovery"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["network-policy"]["cni-policy-too-wide"]

import data.plimsoll.lib.address_ranges
import data.plimsoll.lib.everyone
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: rules with ports or protocols; an empty rule of Cilium, which allows nothing; all but what the policy denies first.
findings contains finding if {
	some rule in rules
	not is_after_denial(rule)
	some who in open_to(rule)
	finding := {
		"path": rule.path,
		"message": concat("", [words[rule.direction].rule, " rule of ", meta.label, " allows ", who, " on every port."]),
		"extent": {},
		"fix": [],
		"left_to": "network-policy/default-deny-undone",
		"no_fix": "The repository does not say which connections are needed.",
	}
}

# A policy has one specification, or, with Cilium, several.
rules contains {"direction": direction, "path": array.concat(path, [direction, index]), "spec": rule} if {
	some path in spec_paths
	some direction in ["ingress", "egress"]
	some index, item in shape.array_at(input.object, array.concat(path, [direction]))
	rule := shape.object_or_empty(item)
}

spec_paths := array.concat([["spec"]], [["specs", index] | some index, _ in shape.array_at(input.object, ["specs"])])

words := {
	"egress": {"cilium": "to", "everyone": "connections to every destination", "rule": "An egress"},
	"ingress": {"cilium": "from", "everyone": "connections from everyone", "rule": "An ingress"},
}

is_after_denial(rule) if {
	denied := concat("", [rule.direction, "Deny"])
	parent := array.slice(rule.path, 0, count(rule.path) - 2)
	count(shape.array_at(input.object, array.concat(parent, [denied]))) > 0
}

is_after_denial(rule) if {
	is_calico
	some index, before in shape.array_at(input.object, ["spec", rule.direction])
	index < rule.path[count(rule.path) - 1]
	shape.string_at(shape.object_or_empty(before), ["action"]) == "Deny"
}

is_cilium if meta.group == "cilium.io"

is_calico if meta.group in {"crd.projectcalico.org", "projectcalico.org"}

open_to(rule) := {words[rule.direction].everyone} if {
	is_cilium
	every field in ["toPorts", "icmps"] {
		count(shape.array_at(rule.spec, [field])) == 0
	}
	is_open_in_cilium(rule)
}

open_to(rule) := {words[rule.direction].everyone} if {
	is_calico
	shape.string_at(rule.spec, ["action"]) == "Allow"
	every field, value in rule.spec {
		limits_nothing(field, value)
	}
}

is_open_in_cilium(rule) if {
	some entity in peers(rule, "Entities")
	entity in entities[rule.direction]
}

is_open_in_cilium(rule) if {
	everyone.is_internet([block |
		some block in everyone.cilium_blocks(rule.spec, words[rule.direction].cilium)
		count(block.except) == 0
	])
}

# In a policy of a namespace, a selector that names no namespace is for the endpoints of this one.
is_open_in_cilium(rule) if {
	some selector in peers(rule, "Endpoints")
	everyone.is_every_endpoint(selector, input.object.kind == "CiliumClusterwideNetworkPolicy")
}

entities := {"egress": {"all"}, "ingress": {"all", "cluster", "world"}}

peers(rule, kind) := shape.array_at(rule.spec, [concat("", [words[rule.direction].cilium, kind])])

limits_nothing("action", _)

limits_nothing("metadata", _)

limits_nothing(_, null)

limits_nothing(field, value) if {
	field in {"destination", "source"}
	is_object(value)
	every key, given in value {
		is_every_range(key, given)
	}
}

is_every_range("nets", ranges) if {
	is_array(ranges)
	address_ranges.is_everyone(ranges)
}

is_every_range(_, null)
