# METADATA
# title: Limit who may create persistent volumes
# description: >-
#   Whoever may create PersistentVolumes can mount any folder of a node into a pod, at every level of Pod Security:
#   one of the type hostPath is such a folder, and pods mount it by a claim.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation
#   - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Let a provisioner create volumes from a StorageClass, and give others PersistentVolumeClaims.
#   kinds: [authorization.openshift.io/ClusterRole, rbac.authorization.k8s.io/ClusterRole]
#   sets: [restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.9"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["persistent-volumes"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Allowed: other verbs, because where a volume is cannot be changed; claims; Kubernetes' own roles. The verb or
# resource * is reported by rbac/wildcard or rbac/any-any.
findings contains finding if {
	input.object.kind == "ClusterRole"
	not rbac.is_bootstrapped({
		"system:controller:persistent-volume-binder",
		"system:persistent-volume-provisioner",
	})
	some rule in rbac.limited_rules
	granted := rbac.right(rule, "", {"persistentvolumes"}, {"create"})
	rbac.names_none_for(rule, granted.verbs)
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			", by which its subjects reach the files of nodes.",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say which volumes are created.",
	}
}
