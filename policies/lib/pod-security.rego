# METADATA
# title: What both levels of the Pod Security Standards name
# description: >-
#   The groups pod-security-baseline and pod-security-restricted are the standard as Kubernetes 1.0 to 1.37 enforces it
#   (k8s.io/pod-security-admission v0.37): a pod without findings of the first meets baseline, without findings of both
#   restricted. Where the standard's restricted level repeats a baseline control more strictly, the restricted rule says
#   only what the baseline rule leaves out. Where it repeats one and allows more, the finding of the baseline rule is
#   marked "overridden": the pod may meet restricted, and does not meet baseline.
package plimsoll.lib.pod_security

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# The minor version of the Kubernetes whose standard applies to the object; null for the newest.
default version := null

version := input.source.pod_security_version

# Whether the standard is that of Kubernetes 1.<minor> or of a newer one.
from(_) if version == null

from(minor) if {
	is_number(version)
	version >= minor
}

# Windows has no Linux capabilities, seccomp or privilege escalation: since 1.25 the restricted level leaves them out.
exempts_windows if {
	pod.is_windows
	from(25)
}

# Root of a user namespace is nobody on the node: since 1.35 the standard relaxes what keeps root out.
exempts_user_namespace if {
	pod.in_user_namespace
	from(35)
}

# Put into a finding of a baseline rule whose restricted counterpart leaves out pods of Windows.
overridden_on_windows := {"overridden": true} if {
	exempts_windows
} else := {}

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

# A finding of the restricted level in a test of a chart decides the level alone: the pod is gone before anybody gets far in it.
judged(finding) := object.union(finding, {"only_level": true}) if {
	pod.is_chart_test
} else := finding

seccomp_types := {"Localhost", "RuntimeDefault"}

# The types of volumes that the restricted level allows.
restricted_volume_types := {
	"configMap",
	"csi",
	"downwardAPI",
	"emptyDir",
	"ephemeral",
	"image",
	"persistentVolumeClaim",
	"projected",
	"secret",
}

# The types that a volume is given.
types_of(volume) := {type | some type, value in volume.source; value != null}

# The operation that leaves only the allowed ones of the capabilities that a container adds, in their order.
keep_capabilities(container, allowed) := {"op": "set", "path": path, "value": kept} if {
	path := added_path(container)
	kept := [item | some item in shape.array_at(container.security, ["capabilities", "add"]); item in allowed]
	count(kept) > 0
} else := {"op": "remove", "path": added_path(container)}

added_path(container) := array.concat(container.security_path, ["capabilities", "add"])

# The entries of a list in a container's `capabilities` whose texts are among the given ones, by index.
entries_of(container, list, names) := [index |
	some index, item in shape.array_at(container.security, ["capabilities", list])
	item in names
]
