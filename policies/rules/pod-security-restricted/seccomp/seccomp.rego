# METADATA
# title: Set a seccomp profile
# description: >-
#   Without a seccomp profile, system calls that containers hardly need and that most kernel exploits go through are
#   not filtered, unless the kubelet's `seccompDefault` is on. Dropped capabilities refuse only what asks for a
#   capability. Pod Security has this control from Kubernetes 1.19 on, and exempts Windows pods from 1.25 on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://kubernetes.io/docs/tutorials/security/seccomp/
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Set `seccompProfile.type` to RuntimeDefault, on the pod or on each container.
#   kinds: [Pod]
#   sets: [restricted, nsa, cis]
#   standards:
#     - "PSS restricted: Seccomp"
#     - "CIS Kubernetes Benchmark 1.12: 5.6.2"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Hardening container environments"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   level:
#     standard: pod-security
#     name: restricted
#     control: Seccomp
#     check: seccompProfile_restricted
#   fix_risk: none
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["pod-security-restricted"].seccomp

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

# Allowed: RuntimeDefault, Localhost; unset on a container when the pod sets one; anything before 1.19, and since 1.25 on
# Windows. Other types are the baseline rule's to say.
findings contains pod_security.judged(finding) if {
	pod_security.from(19)
	not pod_security.exempts_windows
	not has_profile(shape.object_at(pod.spec, ["securityContext"]))
	some container in pod.containers
	not has_profile(container.security)
	path := array.concat(container.security_path, ["seccompProfile"])
	finding := {
		"path": array.concat(path, ["type"]),
		"message": concat("", [container.label, " has no seccomp profile."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": {"type": "RuntimeDefault"}}],
	}
}

has_profile(security) if is_object(security.seccompProfile)
