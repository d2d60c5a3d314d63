# METADATA
# title: Do not undo a policy that denies by default
# description: >-
#   A policy that selects all pods and lets everyone in leaves nothing of the default deny beside it, which still
#   looks as if it protected the namespace. Policies add up: what one of them allows, no other takes back.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-ingress-traffic
#   - ref: https://docs.cilium.io/en/stable/security/policy/intro/
#   - ref: https://network-policy-api.sigs.k8s.io/api-overview/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Select the pods that must be open to everyone, or name who may connect, and to which ports.
#   kinds:
#     - cilium.io/CiliumClusterwideNetworkPolicy
#     - cilium.io/CiliumNetworkPolicy
#     - crd.projectcalico.org/GlobalNetworkPolicy
#     - crd.projectcalico.org/NetworkPolicy
#     - networking.k8s.io/NetworkPolicy
#     - policy.networking.k8s.io/AdminNetworkPolicy
#     - policy.networking.k8s.io/ClusterNetworkPolicy
#     - projectcalico.org/GlobalNetworkPolicy
#     - projectcalico.org/NetworkPolicy
#   facts: [exposure, namespaces, workloads]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Network policies"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   report: added
package plimsoll.rules["network-policy"]["default-deny-undone"]

import data.plimsoll.lib.isolation
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: one for some peers or ports; a namespace that denies nothing as far as is known.
findings contains {
	"path": ["spec", direction],
	"message": concat("", [
		meta.label, " ", words[direction], " all pods of ", place(denied), ", where another policy denies ", direction,
		" by default.",
	]),
	"extent": {"namespaces": denied},
	"fix": [],
	"no_fix": "The repository does not say which connections are needed.",
} if {
	some direction in ["egress", "ingress"]
	comes_in_time(direction)
	isolation.opens(direction)
	denied := sort({namespace |
		some part in isolation.parts
		some namespace, facts in data.facts.targets[input.source.target].namespaces
		part.namespace in {"*", namespace}
		selects_all(part, namespace)
		facts[concat("", ["default_deny_", direction])] == "yes"
	})
	count(denied) > 0
}

# A policy for some pods is how services are opened that are reached from outside. Others have no need of every port for
# everyone.
findings contains {
	"path": ["spec", "ingress"],
	"message": concat("", [
		meta.label, " lets everyone connect to every port of ", concat(", ", opened),
		", where another policy denies ingress by default.",
	]),
	"extent": {"workloads": opened},
	"fix": [],
	"no_fix": "The repository does not say which connections are needed.",
} if {
	comes_in_time("ingress")
	isolation.opens("ingress")
	opened := sort({item |
		some part in isolation.parts
		some item in isolation.matching(part)
		[namespace, kind, name] := split(item, "/")
		not selects_all(part, namespace)
		data.facts.targets[input.source.target].namespaces[namespace].default_deny_ingress == "yes"
		workloads := data.facts.targets[input.source.target].exposure.workloads[namespace]
		workloads[concat("/", [kind, name])].exposed == "no"
	})
	count(opened) > 0
}

words := {"egress": "allows every destination to", "ingress": "lets everyone connect to"}

place([name]) := concat("", ["the namespace ", name])

place(names) := concat("", ["the namespaces ", concat(", ", names)]) if count(names) > 1

selects_all(part, _) if count(part.terms) == 0

# By labels that each known workload has, or that none has.
selects_all(part, namespace) if {
	count(part.terms) > 0
	known := data.facts.targets[input.source.target].workloads.known[namespace]
	count(known) > 0
	every name, _ in known {
		concat("/", [namespace, name]) in isolation.matching(part)
	}
	some term in part.terms
	term[1] in {"DoesNotExist", "NotIn"}
}

# What the Admin tier passes on, and what the Baseline tier allows, undoes nothing.
comes_in_time(_) if not isolation.is_of_cluster

comes_in_time(direction) if {
	isolation.is_of_cluster
	input.object.kind == "AdminNetworkPolicy"
	not passes(direction)
}

comes_in_time(direction) if {
	isolation.is_of_cluster
	shape.string_at(input.object, ["spec", "tier"]) == "Admin"
	not passes(direction)
}

passes(direction) if {
	some rule in shape.array_at(input.object, ["spec", direction])
	shape.string_at(shape.object_or_empty(rule), ["action"]) == "Pass"
}
