# METADATA
# title: Do not mount folders of the node
# description: >-
#   A hostPath volume puts the node's files into the pod. Many paths (the container runtime's socket, the
#   kubelet's folder, /etc, /proc) are a way to root on the node, and no path is limited to the pod's own data.
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
#     - "CIS Kubernetes Benchmark 1.8: 5.2.12"
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

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

# Allowed: unset, null.
findings contains finding if {
	some volume in pod.volumes
	shape.is_set(volume.source, "hostPath")
	host_path := shape.string_at(volume.source, ["hostPath", "path"])
	finding := object.union(overridden(volume), {
		"path": array.concat(volume.path, ["hostPath"]),
		"entries": [key | some key in ["path"]; host_path != ""],
		"message": concat("", [volume.label, " mounts ", wording(host_path), " of the node."]),
		"extent": {"host_paths": reach(host_path, mounts_of(volume.name))},
		"fix": [],
		"no_fix": "Which volume can take its place depends on what the program does with the files of the node.",
	})
}

# A volume is of one type. Of several, the restricted level looks for one that it allows.
overridden(volume) := {"overridden": true} if {
	count(pod_security.types_of(volume) & pod_security.restricted_volume_types) > 0
} else := {}

wording("") := "a path"

wording(host_path) := host_path if host_path != ""

mounts_of(name) := [mount |
	some container in pod.containers
	some item in shape.array_at(container.spec, ["volumeMounts"])
	mount := shape.object_or_empty(item)
	mount.name == name
]

# What of the node containers can read and write, and whether mounts made later pass in and out.
reach(host_path, mounts) := {
	"not_mounted": [host_path | count(mounts) == 0],
	"read": sort({path_of(host_path, mount) | some mount in mounts}),
	"written": sort({path_of(host_path, mount) | some mount in mounts; not is_read_only(mount)}),
	"written_below": sort({path_of(host_path, mount) | some mount in mounts; not is_read_only_below(mount)}),
	"passed_in": sort({path_of(host_path, mount) | some mount in mounts; propagates_in(mount)}),
	"passed_out": sort({path_of(host_path, mount) | some mount in mounts; mount.mountPropagation == "Bidirectional"}),
}

# What subPathExpr becomes is known to the cluster alone.
path_of(host_path, mount) := concat("/", [host_path, sub]) if {
	sub := shape.string_at(mount, ["subPath"])
	sub != ""
} else := host_path

is_read_only(mount) if mount.readOnly == true

# Mounts that lie below on the node stay writable otherwise.
is_read_only_below(mount) if {
	is_read_only(mount)
	mount.recursiveReadOnly in {"Enabled", "IfPossible"}
}

propagates_in(mount) if mount.mountPropagation in {"HostToContainer", "Bidirectional"}
