# METADATA
# title: Do not let a container trace every process of the node
# description: >-
#   The node's processes become a container's prey when it both sees them and may trace them: it reads their memory, with
#   all keys and passwords in it, and makes them run its own code.
# related_resources:
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
#   - ref: https://attack.mitre.org/techniques/T1055/008/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Set hostPID to false, or remove the capability SYS_PTRACE. A debugger can run in the pod that it looks at, with
#     `shareProcessNamespace` or as an ephemeral container.
#   kinds: [Pod]
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K01"
#   fix_risk: may-break
#   fix_check: >-
#     The program traces no processes outside of its pod.
#   since: "0.1.0"
package plimsoll.rules.ebpf["host-visibility"]

import data.plimsoll.lib.capabilities
import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security

# Allowed: either of both alone, which other rules report; privileged containers, which need no capability.
findings contains finding if {
	pod.spec.hostPID == true
	some container in pod.containers
	may := capabilities.added_of(container, {"SYS_PTRACE"})
	count(may) > 0
	finding := {
		"path": array.concat(container.security_path, ["capabilities", "add"]),
		"entries": pod_security.entries_of(container, "add", may),
		"message": concat("", [container.label, " sees every process of the node (hostPID) and may trace them (SYS_PTRACE)."]),
		"extent": {},
		"fix": [pod_security.keep_capabilities(container, capabilities.added(container) - may)],
	}
}
