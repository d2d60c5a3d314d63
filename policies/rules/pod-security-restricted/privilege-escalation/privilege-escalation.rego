# METADATA
# title: Forbid privilege escalation
# description: >-
#   Unless escalation is forbidden, a process can gain more rights than its parent through setuid programs or
#   file capabilities, and so become root in the container.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Set `allowPrivilegeEscalation` to false on the container.
#   kinds: [Pod]
#   standards:
#     - "PSS restricted: Privilege Escalation"
#     - "CIS Kubernetes Benchmark 1.8: 5.2.6"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1548.001 Abuse Elevation Control Mechanism: Setuid and Setgid"
#   fix_risk: none
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["pod-security-restricted"]["privilege-escalation"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: false; anything on Windows.
findings contains finding if {
	not pod.is_windows
	some container in pod.containers
	allowed := object.get(container.security, "allowPrivilegeEscalation", null)
	allowed != false
	path := array.concat(container.security_path, ["allowPrivilegeEscalation"])
	finding := {
		"path": path,
		"message": concat("", [container.label, wording(allowed)]),
		"extent": {},
		"fix": fix(container, path),
	}
}

wording(true) := " allows privilege escalation."

wording(allowed) := " does not forbid privilege escalation." if allowed != true

# Where capabilities are added, the program may get them through its file, which this would stop; on a privileged
# container the API server refuses it. Both are for a person to decide.
fix(container, path) := [] if {
	count(shape.array_at(container.security, ["capabilities", "add"])) > 0
} else := [] if {
	container.security.privileged == true
} else := [{"op": "set", "path": path, "value": false}]
