# METADATA
# title: Forbid privilege escalation
# description: >-
#   Unless escalation is forbidden, a process can gain more rights than its parent through setuid programs or
#   file capabilities, and so become root in the container. Pod Security has this control from Kubernetes 1.8
#   on, and exempts Windows pods from 1.25 on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Set `allowPrivilegeEscalation` to false on the container.
#   kinds: [Pod]
#   sets: [restricted, nsa, cis]
#   standards:
#     - "PSS restricted: Privilege Escalation"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.6"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1548.001 Abuse Elevation Control Mechanism: Setuid and Setgid"
#   level:
#     standard: pod-security
#     name: restricted
#     control: Privilege Escalation
#     check: allowPrivilegeEscalation
#   fix_risk: none
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["pod-security-restricted"]["privilege-escalation"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

# Allowed: false; anything before 1.8, and since 1.25 on Windows.
findings contains pod_security.judged(finding) if {
	pod_security.from(8)
	not pod_security.exempts_windows
	some container in pod.containers
	allowed := object.get(container.security, "allowPrivilegeEscalation", null)
	allowed != false
	path := array.concat(container.security_path, ["allowPrivilegeEscalation"])
	finding := object.union(fix(container, path), {
		"path": path,
		"message": concat("", [container.label, wording(allowed)]),
		"extent": {},
	})
}

wording(true) := " allows privilege escalation."

wording(allowed) := " does not forbid privilege escalation." if allowed == null

wording(allowed) := shape.type_fault("allowPrivilegeEscalation", allowed, "true or false") if shape.is_no_truth(allowed)

# Where capabilities are added, the program may get them through its file, which this would stop; on a privileged
# container the API server refuses it. Both are for a person to decide.
fix(container, path) := {"fix": [], "no_fix": no_fix} if {
	container.security.privileged == true
	no_fix := concat(" ", [
		"The container is privileged, and Kubernetes refuses a privileged container that forbids escalation.",
		"First set `privileged` to false.",
	])
} else := {"fix": [], "no_fix": no_fix} if {
	count(shape.array_at(container.security, ["capabilities", "add"])) > 0
	no_fix := concat(" ", [
		"The container adds capabilities, and its program may need escalation to use them.",
		"Set `allowPrivilegeEscalation` to false by hand if the program works without it, or first remove the capabilities in `add`.",
	])
} else := {"fix": [{"op": "set", "path": path, "value": false}]}
