# METADATA
# title: What both levels of the Pod Security Standards name
# description: >-
#   The groups pod-security-baseline and pod-security-restricted are the standard as Kubernetes 1.37 enforces it
#   (k8s.io/pod-security-admission v0.37): a pod without findings of the first meets baseline, without findings of both
#   restricted. Where the standard's restricted level repeats a baseline control more strictly, the restricted rule says
#   only what the baseline rule leaves out. The relaxations for user namespaces (hostUsers: false) came with 1.35.
package plimsoll.lib.pod_security

import data.plimsoll.lib.shape

# What container runtimes give by default, and may therefore be added at the baseline level.
default_capabilities := {
	"AUDIT_WRITE",
	"CHOWN",
	"DAC_OVERRIDE",
	"FOWNER",
	"FSETID",
	"KILL",
	"MKNOD",
	"NET_BIND_SERVICE",
	"SETFCAP",
	"SETGID",
	"SETPCAP",
	"SETUID",
	"SYS_CHROOT",
}

seccomp_types := {"Localhost", "RuntimeDefault"}

# The operation that leaves only the allowed ones of the capabilities that a container adds, in their order.
keep_capabilities(container, allowed) := {"op": "set", "path": path, "value": kept} if {
	path := added_path(container)
	kept := [item | some item in shape.array_at(container.security, ["capabilities", "add"]); item in allowed]
	count(kept) > 0
} else := {"op": "remove", "path": added_path(container)}

added_path(container) := array.concat(container.security_path, ["capabilities", "add"])
