# METADATA
# title: Keep /proc masked
# description: >-
#   With an unmasked /proc, a process in the container can read and change the kernel's state, unless it lives in a
#   user namespace. Pod Security exempts pods in user namespaces from Kubernetes 1.35 on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#proc-access
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Remove `procMount`, or set it to Default.
#   kinds: [Pod]
#   sets: [default, baseline, restricted]
#   standards:
#     - "PSS baseline: /proc Mount Type"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   level:
#     standard: pod-security
#     name: baseline
#     control: /proc Mount Type
#     check: procMount
#   fix_risk: may-break
#   fix_check: >-
#     The container does not run containers of its own.
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"]["proc-mount"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security

# Allowed: unset, null, Default; since 1.35 anything in a user namespace, for nothing there is root on the node.
findings contains finding if {
	not pod_security.exempts_user_namespace
	some container in pod.containers
	mount := container.security.procMount
	is_string(mount)
	mount != "Default"
	path := array.concat(container.security_path, ["procMount"])
	finding := {
		"path": path,
		"message": concat("", [container.label, " mounts /proc as \"", mount, "\"."]),
		"extent": {"proc_mount": mount},
		"fix": [{"op": "remove", "path": path}],
	}
}
