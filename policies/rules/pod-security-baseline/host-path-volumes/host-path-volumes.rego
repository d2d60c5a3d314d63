# METADATA
# title: Do not mount folders of the node
# description: >-
#   A hostPath volume puts the node's files into the pod. Many paths (the container runtime's socket, the
#   kubelet's folder, /etc, /proc) are a way to root on the node, and no path is bound to the pod's own data.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Use a PersistentVolumeClaim, an emptyDir, a ConfigMap or a CSI driver; where the node's files are the
#     point, waive the finding with the reason.
#   kinds: [Pod]
#   standards:
#     - "PSS baseline: HostPath Volumes"
#     - "CIS Kubernetes Benchmark 1.8: 5.2.12"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"]["host-path-volumes"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: unset, null.
findings contains finding if {
	some volume in pod.volumes
	shape.is_set(volume.source, "hostPath")
	host_path := shape.string_at(volume.source, ["hostPath", "path"])
	finding := {
		"path": array.concat(volume.path, ["hostPath"]),
		"message": concat("", [volume.label, " mounts ", wording(host_path), " of the node."]),
		"extent": {"host_paths": [host_path]},
		"fix": [],
	}
}

wording("") := "a path"

wording(host_path) := host_path if host_path != ""
