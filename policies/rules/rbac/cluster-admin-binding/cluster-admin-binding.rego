# METADATA
# title: Bind a smaller role than cluster-admin
# description: >-
#   cluster-admin allows everything on everything. Bound to a service account, every pod that runs as it, and
#   everyone who can create such a pod, controls the cluster (or, with a RoleBinding, the namespace).
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Bind a Role or ClusterRole with the verbs and resources that are used.
#   kinds:
#     - authorization.openshift.io/ClusterRoleBinding
#     - authorization.openshift.io/RoleBinding
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/RoleBinding
#   sets: [default, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.8: 5.1.1"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1098.006 Account Manipulation: Additional Container Cluster Roles"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["cluster-admin-binding"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# A binding without subjects gives nothing to anyone.
findings contains finding if {
	rbac.is_binding
	rbac.role_ref == {"kind": "ClusterRole", "name": "cluster-admin"}
	subjects := sort(rbac.subjects)
	count(subjects) > 0
	finding := {
		"path": ["roleRef", "name"],
		"message": concat("", [meta.label, " binds cluster-admin to ", concat(", ", subjects), "."]),
		"extent": {"subjects": subjects},
		"extent_at": {"subjects": rbac.subject_paths},
		"fix": [],
		"no_fix": "The repository does not say which permissions the subjects use.",
	}
}
