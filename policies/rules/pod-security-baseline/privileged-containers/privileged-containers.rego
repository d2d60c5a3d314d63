# METADATA
# title: Do not run privileged containers
# description: >-
#   A privileged container has every capability, every device of the node and no seccomp, AppArmor or SELinux
#   confinement: root in it is root on the node.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://kubernetes.io/docs/concepts/security/linux-kernel-security-constraints/#privileged-containers
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Remove `privileged`, or set it to false, and add the one capability or device that is needed.
#   kinds: [Pod]
#   sets: [default, baseline, restricted, nsa, cis]
#   standards:
#     - "PSS baseline: Privileged Containers"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.2"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   level:
#     standard: pod-security
#     name: baseline
#     control: Privileged Containers
#     check: privileged
#   fix_risk: may-break
#   fix_check: >-
#     The container does not need devices, kernel settings or mounts of the node.
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"]["privileged-containers"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: unset, false.
findings contains finding if {
	some container in pod.containers
	value := object.get(container.security, "privileged", null)
	not value in {false, null}
	path := array.concat(container.security_path, ["privileged"])
	finding := {
		"path": path,
		"message": concat("", [container.label, wording(value)]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": false}],
	}
}

wording(true) := " runs privileged."

wording(value) := shape.type_fault("privileged", value, "true or false") if value != true
