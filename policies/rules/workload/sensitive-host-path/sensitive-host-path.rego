# METADATA
# title: Do not mount the folders that the node is made of
# description: >-
#   Some folders of the node hold keys, tokens or the files of all containers, and reading them is enough to take over the
#   node or the cluster. Others hold its programs and configuration, and whoever writes there runs code as root. Pod
#   Security does not look at PersistentVolumes: a pod at the restricted level that claims one gets the folder, or the disk.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
#   - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Remove the volume, or mount only the one folder or file that the program needs, read-only. If it needs this folder,
#     waive the finding and give the reason.
#   kinds: [PersistentVolume, Pod]
#   sets: [default, baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1552.001 Credentials In Files"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K01"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.workload["sensitive-host-path"]

import data.plimsoll.lib.host_path
import data.plimsoll.lib.meta
import data.plimsoll.lib.pod

# Allowed: other folders; folders of programs and configuration if every mount is read-only; volumes that no container
# mounts; sockets of container runtimes, which runtime-socket reports.
findings contains finding if {
	some volume in pod.volumes
	volume.path in host_path.sensitive_volumes
	not volume.path in host_path.volumes_with_sockets
	uses := [use | some use in host_path.uses[volume.path]; host_path.gives_control(use)]
	written := sort({use.path | some use in uses; not use.is_read_only})
	on_node := host_path.volumes_on_node[volume.path]
	finding := {
		"path": array.concat(volume.path, on_node.at),
		"entries": [on_node.key],
		"message": concat("", [volume.label, " lets ", host_path.users(uses), verb(written), on_node.path, " of the node."]),
		"extent": {"read": sort({use.path | some use in uses}), "written": written, "containers": sort({use.container | some use in uses})},
		"fix": [],
		"no_fix": "Which folder is enough depends on what the program does with the files of the node.",
	}
}

# The same for PersistentVolumes, which their pods can write to unless the volume itself is read-only.
findings contains finding if {
	on_node := host_path.persistent
	not on_node.path in host_path.paths_of_sockets
	takes_over(on_node)
	written := [on_node.path | not on_node.is_read_only]
	finding := {
		"path": array.concat(["spec"], on_node.at),
		"entries": [on_node.key],
		"message": concat("", [meta.label, " lets every pod that claims it", verb(written), on_node.path, " of the node."]),
		"extent": {"read": [on_node.path], "written": written, "containers": []},
		"fix": [],
		"no_fix": "Which other folder or disk holds the data is for the cluster's administrator to decide.",
	}
}

takes_over(on_node) if host_path.gives_control(on_node)

takes_over(_) if host_path.is_first_disk

verb([]) := " read "

verb(written) := " write to " if count(written) > 0
