# METADATA
# title: Do not make volumes out of the node's own folders
# description: >-
#   Pod Security admission does not look at PersistentVolumes: a pod at the restricted level that claims such a volume
#   reads and writes the folder of the node. With folders of the kubelet, the container runtime, the kernel or the
#   control plane, it controls the node.
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
import data.plimsoll.lib.shape

# Allowed: any other folder, such as /mnt/disks/1 or /data.
findings contains finding if {
	some type in ["hostPath", "local"]
	written := shape.string_at(input.object, ["spec", type, "path"])
	startswith(written, "/")
	reached := sort({folder | some folder in folders; reaches(host_path.plain_segments(written), folder)})
	count(reached) > 0
	finding := {
		"path": ["spec", type, "path"],
		"message": concat("", [meta.label, " is ", written, " of the node."]),
		"extent": {"folders": reached},
		"fix": [],
		"no_fix": "Which other folder or disk holds the data is for the cluster's administrator to decide.",
	}
}

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
	"/var/run",
	"/var/snap/microk8s",
}

# Sensitive with everything in it: sockets of runtimes and single files too.
below := {
	"/bin",
	"/boot",
	"/etc/cni",
	"/etc/cron.d",
	"/etc/passwd",
	"/etc/shadow",
	"/etc/sudoers",
	"/etc/sudoers.d",
	"/etc/kubernetes",
	"/etc/ssh",
	"/etc/systemd",
	"/lib/modules",
	"/opt/cni/bin",
	"/proc",
	"/root",
	"/run/containerd",
	"/run/crio",
	"/run/docker.sock",
	"/run/k3s",
	"/run/podman",
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
	"/var/run/containerd",
	"/var/run/crio",
	"/var/run/docker.sock",
	"/var/run/k3s",
	"/var/run/podman",
	"/var/spool/cron",
}

# Whether a path is the folder, or contains it.
reaches(path, folder) if path == array.slice(host_path.plain_segments(folder), 0, count(path))

# Whether it is in the folder.
reaches(path, folder) if {
	folder in below
	parts := host_path.plain_segments(folder)
	parts == array.slice(path, 0, count(parts))
}
