# METADATA
# title: Do not add capabilities beyond the default set
# description: >-
#   Capabilities are pieces of root's power over the kernel. Those outside the container runtime's default set
#   let a process forge packets, load modules, trace others or mount file systems: ways out of the container.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Take the capabilities off `capabilities.add`.
#   kinds: [Pod]
#   standards:
#     - "PSS baseline: Capabilities"
#     - "CIS Kubernetes Benchmark 1.8: 5.2.8"
#     - "CIS Kubernetes Benchmark 1.8: 5.2.9"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   fix_risk: may-break
#   fix_check: >-
#     The program works without the capabilities that are taken away.
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"].capabilities

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

# Allowed: unset, empty, the default set.
findings contains finding if {
	some container in pod.containers
	added := shape.strings_at(container.security, ["capabilities", "add"])
	beyond := sort(added - pod_security.default_capabilities)
	count(beyond) > 0
	path := array.concat(container.security_path, ["capabilities", "add"])
	listed := concat(", ", beyond)
	finding := {
		"path": path,
		"message": concat("", [container.label, " adds capabilities beyond the default set: ", listed, "."]),
		"extent": {"capabilities": reach(beyond)},
		"fix": [pod_security.keep_capabilities(container, pod_security.default_capabilities)],
	}
}

# ALL covers every other one.
reach(beyond) := ["*"] if {
	"ALL" in beyond
} else := beyond
