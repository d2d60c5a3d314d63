# METADATA
# title: Mount folders of the node read-only
# description: >-
#   A container that writes to the node leaves there what survives it, such as scripts that the node runs or links
#   that other programs follow.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Set `readOnly` on the mount, or use another kind of volume.
#   kinds: [Pod]
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   fix_risk: may-break
#   fix_check: The program only reads the folder.
#   since: "0.1.0"
package plimsoll.rules.workload["writable-host-path"]

import data.plimsoll.lib.host_path
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: true; what runtime-socket and sensitive-host-path report. Sockets and devices are used by writing, which readOnly does not stop.
findings contains finding if {
	some container in pod.containers
	some index, item in shape.array_at(container.spec, ["volumeMounts"])
	mount := shape.object_or_empty(item)
	object.get(mount, "readOnly", null) != true
	name := shape.string_at(mount, ["name"])
	name != ""
	some volume in host_path.volumes_of[name]
	not volume.path in host_path.reported_volumes
	folder := shape.string_at(volume.source, ["hostPath", "path"])
	folder != ""
	not shape.string_at(volume.source, ["hostPath", "type"]) in {"BlockDevice", "CharDevice", "Socket"}
	not regex.match(`\.sock$|^/dev(?:/|$)`, folder)
	path := array.concat(container.path, ["volumeMounts", index, "readOnly"])
	finding := {
		"path": path,
		"message": concat("", [container.label, " can write to ", folder, " of the node."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": true}],
	}
}
