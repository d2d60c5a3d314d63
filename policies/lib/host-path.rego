# METADATA
# title: Folders and sockets of the node
# description: >-
#   Which paths of the node give up the node or the cluster, and what containers mount of them. Paths are compared by
#   segments: a trailing slash, a double one and `.` change nothing.
package plimsoll.lib.host_path

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Each mount of a volume: {volume, container, spec, is_read_only}.
mounts := [mount |
	some container in pod.containers
	some item in shape.array_at(container.spec, ["volumeMounts"])
	spec := shape.object_or_empty(item)
	mount := {
		"volume": shape.string_at(spec, ["name"]),
		"container": container.label,
		"spec": spec,
		"is_read_only": object.get(spec, "readOnly", null) == true,
	}
]

# The path of the node that a mount shows. What subPathExpr becomes is known to the cluster alone.
mounted(path, mount) := concat("/", [path, sub]) if {
	sub := shape.string_at(mount.spec, ["subPath"])
	sub != ""
} else := path

# The mounts by the name of their volume.
mounts_of[name] contains mount if {
	some mount in mounts
	name := mount.volume
}

# The volumes by name.
volumes_of[volume.name] contains volume if some volume in pod.volumes

# Those that runtime-socket and sensitive-host-path report.
reported_volumes := volumes_with_sockets | sensitive_volumes

# What containers see of each hostPath volume, by the path of the volume: {path, container, is_read_only}.
uses[volume.path] contains use if {
	some volume in pod.volumes
	folder := shape.string_at(volume.source, ["hostPath", "path"])
	startswith(folder, "/")
	some mount in mounts_of[volume.name]
	use := {"path": mounted(folder, mount), "container": mount.container, "is_read_only": mount.is_read_only}
}

# The containers of some uses, for the middle of a sentence: `container "web" and init container "first"`.
users(some_uses) := concat(" and ", sort({name |
	some use in some_uses
	name := concat("", [lower(substring(use.container, 0, 1)), substring(use.container, 1, -1)])
}))

volumes_with_sockets contains volume if {
	some volume, some_uses in uses
	some use in some_uses
	use.path in paths_of_sockets
}

sensitive_volumes contains volume if {
	some volume, some_uses in uses
	some use in some_uses
	gives_control(use)
}

# The sockets of container runtimes. Whoever may write to one starts any container on the node; a read-only mount of a
# socket does not prevent this.
sockets := {
	"/run/buildkit/buildkitd.sock",
	"/run/containerd/containerd.sock",
	"/run/cri-dockerd.sock",
	"/run/crio/crio.sock",
	"/run/docker.sock",
	"/run/dockershim.sock",
	"/run/k3s/containerd/containerd.sock",
	"/run/podman/podman.sock",
}

# Every path that a mount shows, once: thousands of mounts may show the same.
paths := {use.path | some some_uses in uses; some use in some_uses}

# Of these, the sockets, and folders of which little else is known than that they hold one.
paths_of_sockets := {path |
	some path in paths
	wanted := segments(path)
	count(wanted) > 0
	some socket in parts_of(sockets)
	wanted == array.slice(socket, 0, count(wanted))
}

secret_paths := {path | some path in paths; reaches(segments(path), parts_of(secret_folders))}

program_paths := {path | some path in paths; reaches(segments(path), parts_of(program_folders))}

# Folders that give up the node or the cluster to whoever reads them: keys, tokens, files of all containers.
secret_folders := {
	"/dev",
	"/etc/kubernetes",
	"/root",
	"/var/lib/containerd",
	"/var/lib/containers",
	"/var/lib/docker",
	"/var/lib/etcd",
	"/var/lib/k0s",
	"/var/lib/kubelet/pki",
	"/var/lib/kubelet/pods",
	"/var/lib/rancher",
	"/var/snap/microk8s",
}

# Folders that give up the node to whoever writes to them: its programs, its configuration, its kernel.
program_folders := {
	"/bin",
	"/boot",
	"/etc",
	"/home",
	"/lib",
	"/proc",
	"/sbin",
	"/sys/kernel",
	"/usr",
	"/var/spool/cron",
}

# A single device in it is of use only to a container that may open devices.
as_a_whole := {"/dev"}

# Parts of them that one program may well own, or that hold nothing of the kind.
harmless := {
	"/etc/cni/net.d",
	"/etc/localtime",
	"/etc/machine-id",
	"/etc/os-release",
	"/etc/ssl/certs",
	"/etc/timezone",
	"/lib/modules",
	"/usr/share/zoneinfo",
	"/usr/src",
	"/var/lib/docker/containers",
}

# Whether a mount gives control of the node, or credentials of it or of the cluster.
gives_control(use) if use.path in secret_paths

gives_control(use) if {
	not use.is_read_only
	use.path in program_paths
}

# Whether a path contains one of the folders, or is in one and not in a harmless part of it.
reaches(parts, folders) if {
	some folder in folders
	parts == array.slice(folder, 0, count(parts))
}

reaches(parts, folders) if {
	some folder in (folders - parts_of(as_a_whole))
	folder == array.slice(parts, 0, count(folder))
	not is_harmless(parts)
}

is_harmless(parts) if {
	some folder in parts_of(harmless)
	folder == array.slice(parts, 0, count(folder))
}

parts_of(folders) := {segments(folder) | some folder in folders}

# A path as its parts, with /var/run as /run, which it is on every node.
segments(path) := array.concat(["run"], array.slice(parts, 2, count(parts))) if {
	parts := plain_segments(path)
	array.slice(parts, 0, 2) == ["var", "run"]
} else := plain_segments(path)

plain_segments(path) := [part | some part in split(path, "/"); not part in {"", "."}]
