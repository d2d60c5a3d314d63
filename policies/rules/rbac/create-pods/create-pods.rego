# METADATA
# title: Limit who may create workloads
# description: >-
#   Whoever creates a pod chooses its service account, the Secrets that it mounts and, without Pod Security, its
#   place on the node: they have what every account of the namespace has.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Grant it in the namespaces where it is used, with a RoleBinding, and keep strong service accounts out of these.
#     Enforce Pod Security there.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   facts: [rbac]
#   sets: [restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.4"
#     - "MITRE ATT&CK: T1610 Deploy Container"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["create-pods"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_reach

# Allowed: other verbs, which rbac/modify-pods looks at; Kubernetes' own roles. The verb or resource * is reported by
# rbac/wildcard or rbac/any-any.
findings contains finding if {
	not rbac.is_own_of_workloads
	some rule in rbac.limited_rules
	granted := rbac.right_on_workloads(rule, {"create"})
	rbac.names_none_for(rule, granted.verbs)
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			", by which its subjects run pods as any service account of ",
			rbac_reach.namespaces,
			".",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say which workloads are created.",
	}
}
