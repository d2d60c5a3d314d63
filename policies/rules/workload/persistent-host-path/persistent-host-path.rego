# METADATA
# title: Do not make volumes out of the node's own folders
# description: >-
#   Pod Security admission does not look at PersistentVolumes: a pod at the restricted level that claims such a volume
#   reads and writes the folder of the node, such as its logs or the programs of its network. Folders that give up the node
#   or the cluster are reported by sensitive-host-path, sockets by runtime-socket.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
#   - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Use a folder or a disk that holds nothing but the volume's data, or a CSI driver.
#   kinds: [PersistentVolume]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K01"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.workload["persistent-host-path"]

import data.plimsoll.lib.host_path
import data.plimsoll.lib.meta

# Allowed: any other folder, such as /mnt/disks/1 or /data.
findings contains finding if {
	on_node := host_path.persistent
	reached := sort({folder | some folder in folders; reaches(host_path.segments(on_node.path), folder)})
	count(reached) > 0
	finding := object.union(better_said(on_node), {
		"path": array.concat(["spec"], on_node.at),
		"entries": [on_node.key],
		"message": concat("", [meta.label, " is ", on_node.path, " of the node."]),
		"extent": {"folders": reached},
		"fix": [],
		"no_fix": "Which other folder or disk holds the data is for the cluster's administrator to decide.",
	})
}

better_said(on_node) := {"left_to": "workload/runtime-socket"} if {
	on_node.path in host_path.paths_of_sockets
} else := {"left_to": "workload/sensitive-host-path"} if {
	host_path.gives_control(on_node)
} else := {}

folders := whole | below

# Sensitive as a whole; a folder in it may be of one program alone.
whole := {
	"/dev",
	"/etc",
	"/home",
	"/lib",
	"/opt",
	"/run",
	"/usr",
	"/var/lib/containers",
	"/var/lib/docker",
	"/var/lib/k0s",
	"/var/lib/rancher",
	"/var/log",
	"/var/snap/microk8s",
}

# Sensitive with everything in it.
below := {
	"/bin",
	"/boot",
	"/etc/cni",
	"/etc/kubernetes",
	"/lib/modules",
	"/opt/cni/bin",
	"/proc",
	"/sbin",
	"/sys",
	"/usr/bin",
	"/usr/local/bin",
	"/usr/local/sbin",
	"/usr/sbin",
	"/var/lib/containerd",
	"/var/lib/etcd",
	"/var/lib/kubelet",
	"/var/log/containers",
	"/var/log/pods",
}

# Whether a path is the folder, or contains it.
reaches(path, folder) if path == array.slice(host_path.segments(folder), 0, count(path))

# Whether it is in the folder.
reaches(path, folder) if {
	folder in below
	parts := host_path.segments(folder)
	parts == array.slice(path, 0, count(parts))
}
