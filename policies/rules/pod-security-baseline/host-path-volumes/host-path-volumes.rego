# METADATA
# title: Do not mount folders of the node
# description: >-
#   A hostPath volume puts the node's files into the pod: many paths (the container runtime's socket, the kubelet's
#   folder, /etc, /proc) are a way to root on the node, and no path is limited to the pod's own data.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Use a PersistentVolumeClaim, an emptyDir, a ConfigMap or a CSI driver; if the pod needs the node's
#     files, waive the finding and give the reason.
#   kinds: [Pod]
#   sets: [default, baseline, restricted, nsa, cis]
#   standards:
#     - "PSS baseline: HostPath Volumes"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.11"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   level:
#     standard: pod-security
#     name: baseline
#     control: HostPath Volumes
#     check: hostPathVolumes
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"]["host-path-volumes"]

import data.plimsoll.lib.host_path
import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

# Allowed: unset, null.
findings contains finding if {
	some volume in pod.volumes
	shape.is_set(volume.source, "hostPath")
	folder := shape.string_at(volume.source, ["hostPath", "path"])
	finding := object.union_n([overridden(volume), better_said(volume), weight(volume), {
		"path": array.concat(volume.path, ["hostPath"]),
		"entries": [key | some key in ["path"]; folder != ""],
		"message": concat("", [volume.label, " mounts ", wording(folder), " of the node", in_use(mounts_of(volume.name)), "."]),
		"extent": {"host_paths": reach(folder, mounts_of(volume.name))},
		"fix": [],
		"no_fix": "Which volume can take its place depends on what the program does with the files of the node.",
	}])
}

# Programs, libraries and lists of names that every user of the node may read, mounted read-only.
weight(volume) := {"severity": "low"} if {
	mounts := mounts_of(volume.name)
	count(mounts) > 0
	every mount in mounts {
		mount.is_read_only
		not propagates_in(mount)
		is_public(host_path.mounted(shape.string_at(volume.source, ["hostPath", "path"]), mount))
	}
} else := {}

is_public(folder) if {
	not ".." in split(folder, "/")
	some each in public_folders
	startswith(concat("", [trim_suffix(folder, "/"), "/"]), concat("", [each, "/"]))
}

public_folders := {
	"/bin",
	"/boot",
	"/etc/group",
	"/etc/hostname",
	"/etc/hosts",
	"/etc/localtime",
	"/etc/machine-id",
	"/etc/os-release",
	"/etc/passwd",
	"/etc/resolv.conf",
	"/etc/ssl/certs",
	"/etc/timezone",
	"/lib",
	"/lib64",
	"/opt/cni/bin",
	"/sbin",
	"/usr",
}

better_said(volume) := {"left_to": "workload/runtime-socket"} if {
	volume.path in host_path.volumes_with_sockets
} else := {"left_to": "workload/sensitive-host-path"} if {
	volume.path in host_path.sensitive_volumes
} else := {}

# A volume is of one type. Of several, the restricted level looks for one that it allows.
overridden(volume) := {"overridden": true} if {
	count(pod_security.types_of(volume) & pod_security.restricted_volume_types) > 0
} else := {}

wording("") := "a path"

wording(folder) := folder if folder != ""

# Read-only is said only if it holds for every mount.
in_use(mounts) := " read-only" if {
	count(mounts) > 0
	every mount in mounts { mount.is_read_only }
} else := ""

mounts_of(name) := object.get(host_path.mounts_of, name, set())

# What of the node containers can read and write, and whether mounts made later pass in and out.
reach(folder, mounts) := {
	"not_mounted": [folder | count(mounts) == 0],
	"read": sort({host_path.mounted(folder, mount) | some mount in mounts}),
	"written": sort({host_path.mounted(folder, mount) | some mount in mounts; not mount.is_read_only}),
	"written_below": sort({host_path.mounted(folder, mount) | some mount in mounts; not is_read_only_below(mount)}),
	"passed_in": sort({host_path.mounted(folder, mount) | some mount in mounts; propagates_in(mount)}),
	"passed_out": sort({host_path.mounted(folder, mount) | some mount in mounts; passes_out(mount)}),
}

# Mounts that lie below on the node stay writable otherwise.
is_read_only_below(mount) if {
	mount.is_read_only
	mount.spec.recursiveReadOnly in {"Enabled", "IfPossible"}
}

propagates_in(mount) if mount.spec.mountPropagation in {"HostToContainer", "Bidirectional"}

passes_out(mount) if mount.spec.mountPropagation == "Bidirectional"
