# METADATA
# title: Deny traffic by default in every namespace
# description: >-
#   Pods that no NetworkPolicy selects accept connections from everywhere in the cluster. A policy that selects
#   all pods and allows nothing changes the default: each connection that is needed must then be allowed.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Add a NetworkPolicy with an empty `podSelector` and the policy type Ingress to the namespace, then allow
#     what is needed.
#   kinds: [Namespace]
#   facts: [namespaces]
#   sets: [nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.3.2"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Network policies"
#     - "MITRE ATT&CK: T1046 Network Service Discovery"
#   parameters:
#     excused_namespaces:
#       type: strings
#       default: []
#       description: Names of namespaces that need no such policy.
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["network-policy"]["default-deny"]

import data.plimsoll.lib.meta

# Only what is known counts: a namespace, its workloads or its policies may live in another repository.
findings contains finding if {
	meta.group == ""
	input.object.kind == "Namespace"
	not meta.name in input.parameters["network-policy/default-deny"].excused_namespaces
	facts := data.facts.targets[input.source.target].namespaces[meta.name]
	facts.defined == "yes"
	facts.filled == "yes"
	facts.default_deny_ingress == "no"
	finding := {
		"path": ["metadata", "name"],
		"message": concat("", [meta.label, " has workloads, but no NetworkPolicy that denies ingress by default."]),
		"extent": {},
		"fix": [],
		"no_fix": "The policy would also stop traffic that the workloads need, and the repository does not say which traffic that is.",
	}
}
