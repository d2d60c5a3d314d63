# METADATA
# title: Limit who may connect to every workload
# description: >-
#   Pods that no NetworkPolicy selects accept connections from everywhere in the cluster. Where a namespace limits its other
#   workloads, one that was forgotten is the way in.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Add a NetworkPolicy that selects the labels of its pods, or one that selects all pods of the namespace.
#   kinds: [Pod]
#   facts: [network_policies, services]
#   sets: [nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.3.2"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Network policies"
#     - "MITRE ATT&CK: T1046 Network Service Discovery"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["network-policy"]["workload-unselected"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Only beside workloads that are limited, and only of what a Service leads to. Allowed: pods in the node's network, for which
# policies do not count.
findings contains finding if {
	object.get(pod.spec, "hostNetwork", null) != true
	network_policies.limited[meta.namespace]
	network_policies.workloads[meta.namespace][name].ingress == "no"
	some service in services
	service.exists == "yes"
	name in service.workloads
	finding := {
		"path": array.concat(input.pod.metadata, ["labels"]),
		"message": concat("", [
			meta.label, " accepts connections from everyone: no NetworkPolicy selects its pods, as they do others of the namespace \"",
			meta.namespace, "\".",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say who needs to connect.",
	}
}

name := concat("/", [shape.string_at(input.object, ["kind"]), meta.name])

network_policies := data.facts.targets[input.source.target].network_policies

services := data.facts.targets[input.source.target].services.known[meta.namespace]
