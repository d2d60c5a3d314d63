# METADATA
# title: Do not share the host's namespaces
# description: >-
#   A pod in the node's network namespace reaches the node's loopback and sees its traffic, bypassing every
#   NetworkPolicy; in its PID namespace it sees and may signal the node's processes and read their environment;
#   in its IPC namespace it shares their memory.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Remove `hostNetwork`, `hostPID` and `hostIPC`; publish ports through a Service instead.
#   kinds: [Pod]
#   sets: [default, baseline, restricted, nsa, cis]
#   standards:
#     - "PSS baseline: Host Namespaces"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.3"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.4"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.5"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   level:
#     standard: pod-security
#     name: baseline
#     control: Host Namespaces
#     check: hostNamespaces
#   fix_risk: may-break
#   fix_check: >-
#     The workload does not configure, watch or debug the node (network plugins, node exporters and ingress
#     controllers on host ports do).
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"]["host-namespaces"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

host_namespaces := {"hostIPC": "IPC", "hostNetwork": "network", "hostPID": "PID"}

# Allowed: unset, false.
findings contains finding if {
	some field, namespace in host_namespaces
	value := object.get(pod.spec, field, null)
	not value in {false, null}
	path := array.concat(pod.spec_path, [field])
	finding := object.union(weight(field), {
		"path": path,
		"message": concat("", ["The pod", wording(field, namespace, value)]),
		"extent": {},
		"fix": [{"op": "remove", "path": path}],
	})
}

# Shared memory and queues are those of other programs of the node: less than their processes or their network.
weight("hostIPC") := {"severity": "high"}

weight(field) := {} if field != "hostIPC"

wording(_, namespace, true) := concat("", [" shares the host's ", namespace, " namespace."])

wording(field, _, value) := shape.type_fault(field, value, "true or false") if value != true
