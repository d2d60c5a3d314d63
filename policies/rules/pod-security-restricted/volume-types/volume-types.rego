# METADATA
# title: Use only the restricted volume types
# description: >-
#   Old volume types access storage directly from the node, with the node's rights and often with secrets in
#   plain text. The restricted level allows only types that belong to the pod or use a claim.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Move the storage behind a PersistentVolumeClaim or a CSI driver. With a type that Kubernetes removed, the pod does not start.
#   kinds: [Pod]
#   sets: [restricted, nsa]
#   standards:
#     - "PSS restricted: Volume Types"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#   level:
#     standard: pod-security
#     name: restricted
#     control: Volume Types
#     check: restrictedVolumes
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["pod-security-restricted"]["volume-types"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security

# Allowed: the types that the library lists. A volume without any type becomes an emptyDir; hostPath is the baseline rule's to say.
findings contains pod_security.judged(finding) if {
	some volume in pod.volumes
	types := pod_security.types_of(volume)
	count(types & pod_security.restricted_volume_types) == 0
	some type in (types - {"hostPath"})
	finding := {
		"path": array.concat(volume.path, [type]),
		"message": concat("", [volume.label, " is of the type ", type, ", which ", fault(type), "."]),
		"extent": {"volume_types": [type]},
		"fix": [],
		"no_fix": "Which claim or driver can take its place depends on the storage of the cluster.",
	}
}

# Without the driver, the pod does not start. Types whose work a CSI driver took over are still there.
fault(type) := concat("", ["Kubernetes removed in 1.", format_int(removed[type], 10), ": the pod does not start"]) if {
	is_gone_from(removed[type])
} else := "the restricted level does not allow"

is_gone_from(_) if input.source.kubernetes_version == null

is_gone_from(minor) if input.source.kubernetes_version >= minor

# The minor version of the first release without the driver.
removed := {
	"cephfs": 31,
	"flocker": 25,
	"glusterfs": 26,
	"quobyte": 25,
	"rbd": 31,
	"scaleio": 22,
	"storageos": 25,
}
