# METADATA
# title: Deny egress by default where ingress is denied
# description: >-
#   Pods that no policy for egress selects may connect to everything: to other namespaces, to the cloud's metadata service
#   and to the Internet. Who takes over a pod uses that to get data out.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-egress-traffic
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Add a NetworkPolicy with an empty `podSelector` and the policy type Egress to the namespace, then allow DNS and what
#     is needed.
#   kinds: [Namespace]
#   facts: [namespaces]
#   sets: [nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Network policies"
#     - "MITRE ATT&CK: T1048 Exfiltration Over Alternative Protocol"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["network-policy"]["default-deny-egress"]

import data.plimsoll.lib.meta

# A namespace that does not deny ingress either is said by network-policy/default-deny. Only what is known counts.
findings contains finding if {
	meta.group == ""
	input.object.kind == "Namespace"
	facts := data.facts.targets[input.source.target].namespaces[meta.name]
	facts.defined == "yes"
	facts.filled == "yes"
	facts.default_deny_ingress == "yes"
	facts.default_deny_egress == "no"
	finding := {
		"path": ["metadata", "name"],
		"message": concat("", [meta.label, " denies ingress by default, but not egress."]),
		"extent": {},
		"fix": [],
		"no_fix": "The policy would also stop traffic that the workloads need, and the repository does not say which traffic that is.",
	}
}
