# METADATA
# title: Keep /proc masked in user namespaces too
# description: >-
#   With an unmasked /proc, a process in the container can read and change the kernel's state. The restricted level
#   forbids it even in a user namespace, where the baseline level allows it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#proc-access
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Remove `procMount`, or set it to Default.
#   kinds: [Pod]
#   sets: [restricted]
#   standards:
#     - "PSS restricted: /proc Mount Type"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   level:
#     standard: pod-security
#     name: restricted
#     control: /proc Mount Type
#     check: procMount_restricted
#   fix_risk: may-break
#   fix_check: >-
#     The container does not run containers of its own.
#   since: "0.1.0"
package plimsoll.rules["pod-security-restricted"]["proc-mount"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security

# Allowed: unset, null, Default. Where the baseline rule does not leave out user namespaces, it says it.
findings contains pod_security.judged(finding) if {
	pod_security.exempts_user_namespace
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
