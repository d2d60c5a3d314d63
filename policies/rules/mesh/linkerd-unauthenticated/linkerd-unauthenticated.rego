# METADATA
# title: Refuse callers without an identity in Linkerd
# description: >-
#   The policies all-unauthenticated, cluster-unauthenticated and audit accept plain text from callers outside of the
#   mesh, which have no identity.
# related_resources:
#   - ref: https://linkerd.io/2/reference/authorization-policy/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Use all-authenticated, cluster-authenticated or deny, and allow callers without an identity only from the networks
#     that need it.
#   kinds: [Namespace, Pod, policy.linkerd.io/Server, policy.linkerd.io/ServerAuthorization]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1040 Network Sniffing"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.mesh["linkerd-unauthenticated"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: no annotation, which leaves it to the namespace or to the cluster; the control plane of Linkerd itself.
findings contains finding if {
	some path in annotated
	policy := shape.string_at(input.object, path)
	policy in accepting
	finding := {
		"path": path,
		"message": concat("", [meta.label, " accepts callers without an identity: its default for inbound traffic is ", policy, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "Callers outside of the mesh would be refused, and the repository does not say whether there are some.",
	}
}

findings contains finding if {
	is_linkerd("Server")
	path := ["spec", "accessPolicy"]
	policy := shape.string_at(input.object, path)
	policy in accepting
	finding := {
		"path": path,
		"message": concat("", [meta.label, " accepts callers without an identity: its access policy is ", policy, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "Callers outside of the mesh would be refused, and the repository does not say whether there are some.",
	}
}

# Allowed: callers without an identity of some networks, such as the probes of nodes.
findings contains finding if {
	is_linkerd("ServerAuthorization")
	path := ["spec", "client", "unauthenticated"]
	object.get(input.object, path, null) == true
	count(shape.array_at(input.object, ["spec", "client", "networks"])) == 0
	finding := {
		"path": path,
		"message": concat("", [meta.label, " allows callers without an identity, from every network."]),
		"extent": {},
		"fix": [],
		"no_fix": "Callers outside of the mesh would be refused, and the repository does not say whether there are some.",
	}
}

annotated contains ["metadata", "annotations", annotation] if {
	meta.group == ""
	input.object.kind == "Namespace"
}

annotated contains array.concat(pod.annotations_path, [annotation]) if {
	labels := shape.object_at(input.object, array.concat(input.pod.metadata, ["labels"]))
	not labels["linkerd.io/control-plane-component"]
}

annotation := "config.linkerd.io/default-inbound-policy"

accepting := {"all-unauthenticated", "audit", "cluster-unauthenticated"}

is_linkerd(kind) if {
	meta.group == "policy.linkerd.io"
	input.object.kind == kind
}
