# METADATA
# title: Bind a smaller role than cluster-admin
# description: >-
#   cluster-admin allows everything on everything, and so does a role that is written so. Bound to a service account, every pod that runs as it, and
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
#   facts: [rbac]
#   sets: [default, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.1"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1098.006 Account Manipulation: Additional Container Cluster Roles"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["cluster-admin-binding"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_powers

# A role of the repository that allows everything is as much. Where the role itself is new, rbac/any-any reports it as well:
# the lines differ, and taking away one of both is enough.
findings contains finding if {
	rbac.is_binding
	input.object.kind == "ClusterRoleBinding"
	allows_everything
	subjects := sort(rbac.subjects)
	count(subjects) > 0
	finding := {
		"path": ["roleRef", "name"],
		"message": concat("", [
			meta.label, " binds the ClusterRole \"", rbac.role_ref.name, "\", which allows everything, to ",
			concat(", ", subjects), ".",
		]),
		"extent": {"subjects": subjects},
		"extent_at": {"subjects": rbac.subject_paths},
		"fix": [],
		"no_fix": "The repository does not say which permissions the subjects use.",
	}
}

allows_everything if {
	rbac.role_ref.kind == "ClusterRole"
	rbac.role_ref.name != "cluster-admin"
	role := data.facts.targets[input.source.target].rbac.roles[""][rbac.role_ref.name]
	role.exists == "yes"
	rbac_powers.everything(role.rules) == "do everything"
}

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
