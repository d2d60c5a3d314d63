# METADATA
# title: Folders and sockets of the node
# description: >-
#   Which paths of the node give up the node or the cluster, and what containers and PersistentVolumes mount of them. Paths
#   are compared by segments: a trailing slash, a double one and `.` change nothing.
package plimsoll.lib.host_path

import data.plimsoll.lib.meta
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

# The path of the node that a volume or a PersistentVolume stands for, and where that is written: {path, at, key,
# is_read_only}. Drivers for local storage take it in their attributes; that of other drivers is on a server.
on_node(source) := [found |
	some type in ["hostPath", "local", "csi", "flexVolume"]
	found := part_on_node(source, type)
][0]

part_on_node(source, type) := found if {
	type in {"hostPath", "local"}
	path := shape.string_at(source, [type, "path"])
	is_absolute(path)
	found := {"path": path, "at": [type], "key": "path", "is_read_only": is_mounted_read_only(source, type)}
}

part_on_node(source, type) := found if {
	list := {"csi": "volumeAttributes", "flexVolume": "options"}[type]
	regex.match(`(?i)host-?path|(?:^|[./_-])local`, shape.string_at(source, [type, "driver"]))
	values := shape.object_at(source, [type, list])
	key := min({key | some key, value in values; is_string(value); is_absolute(value)})
	read_only := object.get(source, [type, "readOnly"], null) == true
	found := {"path": values[key], "at": [type, list], "key": key, "is_read_only": read_only}
}

# The kubelet mounts a local volume with these options, and refuses them for hostPath.
default is_mounted_read_only(_, _) := false

is_mounted_read_only(source, "local") if "ro" in shape.strings_at(source, ["mountOptions"])

is_absolute(path) if startswith(path, "/")

is_absolute(path) if regex.match(`^(?:[A-Za-z]:|\\\\)`, path)

# What each volume of the pod is on the node, by the path of the volume.
volumes_on_node[volume.path] := found if {
	some volume in pod.volumes
	found := on_node(volume.source)
}

# What containers see of each of them: {path, container, is_read_only}.
uses[volume.path] contains use if {
	some volume in pod.volumes
	found := volumes_on_node[volume.path]
	some mount in mounts_of[volume.name]
	use := {
		"path": mounted(found.path, mount),
		"container": mount.container,
		"is_read_only": true in {mount.is_read_only, found.is_read_only},
	}
}

# What a PersistentVolume is on the node. Whether its pods mount it read-only is theirs to say.
persistent := on_node(shape.object_at(input.object, ["spec"])) if {
	meta.group == ""
	input.object.kind == "PersistentVolume"
}

# Whether it is the first disk of the node, or a part of it: what the node itself runs from. As a block volume, a container
# reads and writes it without any right.
is_first_disk if {
	shape.is_set(shape.object_at(input.object, ["spec"]), "local")
	parts := segments(persistent.path)
	parts[0] == "dev"
	count(parts) == 2
	trim_right(trim_right(parts[1], "0123456789"), "p") in first_disks
}

# Without the numbers of their ends.
first_disks := {"hda", "mmcblk", "mmcblk0", "nvme0n", "nvme0n1", "sda", "vda", "xvda"}

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
	"/run/containerd/containerd.sock.ttrpc",
	"/run/cri-dockerd.sock",
	"/run/crio/crio.sock",
	"/run/docker.sock",
	"/run/dockershim.sock",
	"/run/k3s/containerd/containerd.sock",
	"/run/isulad.sock",
	"/run/k0s/containerd.sock",
	"/run/nri/nri.sock",
	"/run/podman/podman.sock",
	"/windows-pipes/containerd-containerd",
	"/windows-pipes/docker_engine",
}

# Every path that a mount shows, once: thousands of mounts may show the same.
paths := {use.path | some some_uses in uses; some use in some_uses} | {path | path := persistent.path}

# Of these, the sockets, and folders of which little else is known than that they hold one.
paths_of_sockets := {path |
	some path in paths
	wanted := segments(path)
	count(wanted) > 0
	some socket in parts_of(sockets)
	wanted == array.slice(socket, 0, count(wanted))
}

secret_paths := {path | some path in paths; is_secret(segments(path))}

is_secret(parts) if reaches(parts, parts_of(secret_folders))

# The files of a person who administers the node, and what contains them.
is_secret(["home"])

is_secret(["home", _])

is_secret(parts) if {
	parts[0] == "home"
	parts[2] in {".aws", ".azure", ".config", ".docker", ".gnupg", ".kube", ".ssh"}
}

program_paths := {path | some path in paths; reaches(segments(path), parts_of(program_folders))}

# Folders that give up the node or the cluster to whoever reads them: keys, tokens, files of all containers.
secret_folders := {
	"/dev",
	"/etc/gshadow",
	"/etc/k0s",
	"/etc/kubernetes",
	"/etc/origin",
	"/etc/rancher",
	"/etc/shadow",
	"/etc/srv/kubernetes",
	"/etc/ssh",
	"/root",
	"/run/dbus/system_bus_socket",
	"/run/systemd/private",
	"/srv/kubernetes",
	"/var/lib/cloud",
	"/var/lib/containerd",
	"/var/lib/containers",
	"/var/lib/docker",
	"/var/lib/etcd",
	"/var/lib/k0s",
	"/var/lib/kubelet/bootstrap-kubeconfig",
	"/var/lib/kubelet/kubeconfig",
	"/var/lib/kubelet/pki",
	"/var/lib/kubelet/pods",
	"/var/lib/kubernetes",
	"/var/lib/lxd",
	"/var/lib/minikube",
	"/var/lib/rancher",
	"/var/snap/lxd",
	"/var/snap/microk8s",
}

# Folders that give up the node to whoever writes to them: its programs, its configuration, its kernel.
program_folders := {
	"/bin",
	"/boot",
	"/etc",
	"/home",
	"/k",
	"/lib",
	"/lib64",
	"/proc",
	"/program files",
	"/programdata",
	"/sbin",
	"/sys/kernel",
	"/usr",
	"/var/lib/kubelet/config.yaml",
	"/var/lib/kubelet/kubeadm-flags.env",
	"/var/spool/at",
	"/var/spool/cron",
	"/windows",
}

# A single device in it is of use only to a container that may open devices.
as_a_whole := {"/dev"}

# What contains them mostly holds other things.
below_only := {"/k", "/srv/kubernetes"}

# Parts of them that one program may well own, or that hold nothing of the kind.
harmless := {
	"/etc/cni/net.d",
	"/etc/localtime",
	"/etc/machine-id",
	"/etc/os-release",
	"/etc/ssh/ssh_config",
	"/etc/ssh/ssh_known_hosts",
	"/etc/ssl/certs",
	"/etc/timezone",
	"/lib/modules",
	"/usr/lib/modules",
	"/usr/share/zoneinfo",
	"/usr/src",
	"/var/lib/docker/containers",
	"/var/lib/minikube/hostpath-provisioner",
	"/var/lib/rancher/k3s/storage",
	"/var/snap/microk8s/common/default-storage",
}

# Whether a mount gives control of the node, or credentials of it or of the cluster.
gives_control(use) if use.path in secret_paths

gives_control(use) if {
	not use.is_read_only
	use.path in program_paths
}

# Whether a path contains one of the folders, or is in one and not in a harmless part of it.
reaches(parts, folders) if {
	some folder in (folders - parts_of(below_only))
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

# Data that lies with a person: programs and keys are in the folder itself, or in hidden ones.
is_harmless(parts) if {
	parts[0] == "home"
	not startswith(parts[2], ".")
}

is_harmless(parts) if {
	parts[0] == "root"
	not startswith(parts[1], ".")
}

parts_of(folders) := {segments(folder) | some folder in folders}

# A path as its parts, with /var/run as /run, which it is on every node. Links of a process lead to the node's root.
segments(path) := array.concat(["run"], array.slice(parts, 2, count(parts))) if {
	parts := past_links(past_links(plain_segments(path)))
	array.slice(parts, 0, 2) == ["var", "run"]
} else := past_links(past_links(plain_segments(path)))

past_links(parts) := array.slice(parts, 3, count(parts)) if {
	parts[0] == "proc"
	parts[2] == "root"
} else := array.slice(parts, 5, count(parts)) if {
	parts[0] == "proc"
	parts[2] == "task"
	parts[4] == "root"
} else := [] if {
	parts[0] == "proc"
	parts[2] in {"cwd", "fd", "map_files"}
} else := parts

plain_segments(path) := [part | some part in split(slashed(path), "/"); not part in {"", "."}]

# Windows: drives, either slash, names in any case, and pipes in the place of sockets.
slashed(path) := path if {
	startswith(path, "/")
	not startswith(path, "//./pipe/")
} else := concat("/", ["", "windows-pipes", substring(name, count("//./pipe/"), -1)]) if {
	name := lower(replace(path, `\`, "/"))
	startswith(name, "//./pipe/")
} else := substring(name, 2, -1) if {
	name := lower(replace(path, `\`, "/"))
	regex.match(`^[a-z]:`, name)
} else := path
