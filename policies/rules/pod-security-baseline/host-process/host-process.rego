# METADATA
# title: Do not run Windows HostProcess containers
# description: >-
#   A HostProcess container runs as a process of the Windows node itself, with its file system, network and
#   accounts. Whoever takes over the container controls the node.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Remove `hostProcess`, or set it to false, and give the container only what it needs through volumes and a
#     group managed service account.
#   kinds: [Pod]
#   sets: [default, baseline, restricted, nsa, cis]
#   standards:
#     - "PSS baseline: HostProcess"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.10"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   level:
#     standard: pod-security
#     name: baseline
#     control: HostProcess
#     check: windowsHostProcess
#   fix_risk: may-break
#   fix_check: >-
#     The container does not manage the Windows node (network plugins, storage drivers, monitoring agents do).
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"]["host-process"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: unset, false.
findings contains finding if {
	some context in pod.security_contexts
	value := object.get(context.security, ["windowsOptions", "hostProcess"], null)
	not value in {false, null}
	path := array.concat(context.security_path, ["windowsOptions", "hostProcess"])
	finding := {
		"path": path,
		"message": concat("", [context.label, wording(value)]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": false}],
	}
}

wording(true) := " runs as a process of the Windows node."

wording(value) := shape.type_fault("windowsOptions.hostProcess", value, "true or false") if value != true
