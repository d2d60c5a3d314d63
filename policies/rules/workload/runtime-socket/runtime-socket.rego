# METADATA
# title: Do not mount the container runtime's socket
# description: >-
#   Whoever can write to the socket of the container runtime starts any container on the node, privileged and with the
#   node's files: it is root on the node. A read-only mount does not help, because a socket is not a file that is written.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
#   - ref: https://docs.docker.com/engine/security/#docker-daemon-attack-surface
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Remove the volume. Build images with a tool that needs no daemon, and read logs and metrics from the kubelet's API.
#   kinds: [PersistentVolume, Pod]
#   sets: [default, baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1610 Deploy Container"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K01"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.workload["runtime-socket"]

import data.plimsoll.lib.host_path
import data.plimsoll.lib.meta
import data.plimsoll.lib.pod

# Allowed: volumes that no container mounts, and folders that hold no socket of a runtime. The node's root folder is
# reported by sensitive-host-path.
findings contains finding if {
	some volume in pod.volumes
	volume.path in host_path.volumes_with_sockets
	uses := [use | some use in host_path.uses[volume.path]; use.path in host_path.paths_of_sockets]
	shown := sort({use.path | some use in uses})
	on_node := host_path.volumes_on_node[volume.path]
	finding := {
		"path": array.concat(volume.path, on_node.at),
		"entries": [on_node.key],
		"message": concat("", [volume.label, " gives ", host_path.users(uses), " the container runtime of the node: ", concat(", ", shown), "."]),
		"extent": {"host_paths": shown, "containers": sort({use.container | some use in uses})},
		"fix": [],
		"no_fix": "What can take its place depends on what the program does with the container runtime.",
	}
}

# The same for PersistentVolumes, which Pod Security does not look at.
findings contains finding if {
	on_node := host_path.persistent
	on_node.path in host_path.paths_of_sockets
	finding := {
		"path": array.concat(["spec"], on_node.at),
		"entries": [on_node.key],
		"message": concat("", [meta.label, " gives every pod that claims it the container runtime of the node: ", on_node.path, "."]),
		"extent": {"host_paths": [on_node.path], "containers": []},
		"fix": [],
		"no_fix": "What can take its place depends on what the program does with the container runtime.",
	}
}
