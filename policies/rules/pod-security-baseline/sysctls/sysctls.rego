# METADATA
# title: Set only safe sysctls
# description: >-
#   Sysctls that are not bound to the pod's own namespaces change the kernel for every pod of the node, and some
#   turn protections off. Kubernetes 1.27, 1.29, 1.32 and 1.37 each allow more of them.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Remove the sysctl, or set it on dedicated nodes by the node's own configuration.
#   kinds: [Pod]
#   sets: [baseline, restricted]
#   standards:
#     - "PSS baseline: Sysctls"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   level:
#     standard: pod-security
#     name: baseline
#     control: Sysctls
#     check: sysctls
#   fix_risk: may-break
#   fix_check: >-
#     The program works with the node's value of this sysctl.
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"].sysctls

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

# By the Kubernetes version that added them; each is bound to the pod.
safe_since := {
	0: {
		"kernel.shm_rmid_forced",
		"net.ipv4.ip_local_port_range",
		"net.ipv4.ip_unprivileged_port_start",
		"net.ipv4.ping_group_range",
		"net.ipv4.tcp_syncookies",
	},
	27: {"net.ipv4.ip_local_reserved_ports"},
	29: {
		"net.ipv4.tcp_fin_timeout",
		"net.ipv4.tcp_keepalive_intvl",
		"net.ipv4.tcp_keepalive_probes",
		"net.ipv4.tcp_keepalive_time",
	},
	32: {"net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"},
	37: {"net.ipv4.tcp_notsent_lowat", "net.ipv4.tcp_slow_start_after_idle"},
}

safe := {name |
	some minor, names in safe_since
	pod_security.from(minor)
	some name in names
}

findings contains finding if {
	some index, sysctl in shape.array_at(pod.spec, ["securityContext", "sysctls"])
	name := shape.string_at(shape.object_or_empty(sysctl), ["name"])
	not name in safe
	path := array.concat(pod.spec_path, ["securityContext", "sysctls", index])
	finding := {
		"path": array.concat(path, ["name"]),
		"message": concat("", ["The pod sets the sysctl \"", name, "\", which is not among the safe ones."]),
		"extent": {"sysctls": {name: object.get(shape.object_or_empty(sysctl), "value", null)}},
		"fix": [{"op": "remove", "path": path}],
	}
}
