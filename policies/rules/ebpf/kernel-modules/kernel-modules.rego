# METADATA
# title: Do not let a container load kernel modules
# description: >-
#   A kernel module is code in the kernel: whoever loads one controls the node and every container on it, and can hide
#   from every sensor.
# related_resources:
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
#   - ref: https://attack.mitre.org/techniques/T1547/006/
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Remove the capability SYS_MODULE. Load the modules when the node starts, for instance by /etc/modules-load.d.
#   kinds: [Pod]
#   sets: [default, baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1547.006 Kernel Modules and Extensions"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K01"
#   fix_risk: may-break
#   fix_check: >-
#     The program loads no kernel modules, or they are loaded when the node starts.
#   since: "0.1.0"
package plimsoll.rules.ebpf["kernel-modules"]

import data.plimsoll.lib.capabilities
import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security

# Allowed: privileged containers and the capability ALL, which other rules report; /lib/modules without the capability.
findings contains finding if {
	some container in pod.containers
	may := capabilities.added_of(container, {"SYS_MODULE"})
	count(may) > 0
	finding := {
		"path": array.concat(container.security_path, ["capabilities", "add"]),
		"entries": pod_security.entries_of(container, "add", may),
		"message": concat("", [container.label, " may load modules into the node's kernel."]),
		"extent": {},
		"fix": [pod_security.keep_capabilities(container, capabilities.added(container) - may)],
	}
}
