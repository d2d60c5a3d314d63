# METADATA
# title: Bind nothing to a default service account
# description: >-
#   Every pod of a namespace that names no service account runs as default, with its token. A role that default has
#   is a role of all of them, and of every pod that is added later.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#service-account-permissions
#   - ref: https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Create a service account for the program that uses the role, name it in `serviceAccountName` of its pods, and
#     bind the role to it.
#   kinds:
#     - authorization.openshift.io/ClusterRoleBinding
#     - authorization.openshift.io/RoleBinding
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/RoleBinding
#   sets: [baseline, restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.5"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Protecting Pod service account tokens"
#     - "MITRE ATT&CK: T1078.001 Valid Accounts: Default Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["default-service-account-bound"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Allowed: other accounts and other subjects of that name. A binding of cluster-admin is reported by
# rbac/cluster-admin-binding.
findings contains finding if {
	rbac.is_binding
	not is_cluster_admin
	subjects := sort({subject | some subject in rbac.subjects; is_default(subject)})
	count(subjects) > 0
	finding := {
		"path": ["subjects"],
		"entries": sort([rbac.subject_paths[subject][1] | some subject in subjects]),
		"message": concat("", [
			meta.label,
			" grants ",
			rbac.role_label,
			" to ",
			concat(" and ", subjects),
			", as which pods run that name no service account.",
		]),
		"extent": {"role": [concat("/", [rbac.role_ref.kind, rbac.role_ref.name])], "subjects": subjects},
		"extent_at": {"subjects": {subject: rbac.subject_paths[subject] | some subject in subjects}},
		"fix": [],
		"no_fix": "The repository does not say which pods use the role.",
	}
}

is_default("ServiceAccount default")

is_default(subject) if {
	startswith(subject, "ServiceAccount ")
	endswith(subject, "/default")
}

is_default(subject) if {
	startswith(subject, "User system:serviceaccount:")
	endswith(subject, ":default")
}

is_cluster_admin if {
	rbac.role_ref.kind == "ClusterRole"
	rbac.role_ref.name == "cluster-admin"
}
