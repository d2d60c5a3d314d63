# METADATA
# title: Do not mount the runtime's socket into the nodes of a local cluster
# description: >-
#   With the socket of the container runtime in the node of a kind or k3d cluster, every pod that mounts paths of its node
#   controls the computer that the cluster runs on. It is only a development's cluster, and the computer is a developer's.
# related_resources:
#   - ref: https://kind.sigs.k8s.io/docs/user/configuration/#extra-mounts
#   - ref: https://k3d.io/stable/usage/configfile/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Remove the mount. Load images with `kind load docker-image` or `k3d image import`.
#   kinds: [k3d.io/Simple, kind.x-k8s.io/Cluster]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K01"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.components["local-node-socket"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: other paths.
findings contains finding if {
	some mount in mounts
	regex.match(`(?:^|/)(?:docker|containerd|crio|podman)\.sock$|^/(?:var/)?run/?$|^/$`, mount.host_path)
	finding := {
		"path": mount.path,
		"message": concat("", [meta.label, " mounts ", mount.host_path, " of the computer into a node."]),
		"extent": {},
		"fix": [],
		"no_fix": "What runs in the cluster may need the socket, which the repository does not say.",
	}
}

mounts contains {"path": ["nodes", node, "extraMounts", index, "hostPath"], "host_path": shape.string_at(mount, ["hostPath"])} if {
	meta.group == "kind.x-k8s.io"
	some node, each in shape.array_at(input.object, ["nodes"])
	some index, item in shape.array_at(shape.object_or_empty(each), ["extraMounts"])
	mount := shape.object_or_empty(item)
}

mounts contains {"path": ["volumes", index, "volume"], "host_path": split(text, ":")[0]} if {
	meta.group == "k3d.io"
	some index, item in shape.array_at(input.object, ["volumes"])
	text := shape.string_at(shape.object_or_empty(item), ["volume"])
}
