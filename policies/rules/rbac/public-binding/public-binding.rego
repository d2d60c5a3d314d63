# METADATA
# title: Grant nothing to anonymous or all authenticated users
# description: >-
#   system:unauthenticated and system:anonymous are whoever reaches the API server; system:authenticated is every
#   account that it accepts (on GKE, every Google account); system:serviceaccounts is every pod with a
#   token. No later decision about one user takes these rights back.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#hardening
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Bind the role to the groups, users or service accounts that use it.
#   kinds:
#     - authorization.openshift.io/ClusterRoleBinding
#     - authorization.openshift.io/RoleBinding
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/RoleBinding
#   sets: [default, baseline, restricted, nsa, cis]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Authentication"
#     - "MITRE ATT&CK: T1078.001 Valid Accounts: Default Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["public-binding"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.shape

# Allowed: other subjects; the roles by which Kubernetes itself lets clients find out what an API server offers.
findings contains finding if {
	rbac.is_binding
	not is_for_discovery
	subjects := sort(rbac.subjects & public)
	count(subjects) > 0
	finding := {
		"path": ["subjects"],
		"entries": sort([rbac.subject_paths[subject][1] | some subject in subjects]),
		"message": concat("", [meta.label, " grants ", rbac.role_label, " to ", concat(" and ", subjects), "."]),
		"extent": {"role": [concat("/", [rbac.role_ref.kind, rbac.role_ref.name])], "subjects": subjects},
		"extent_at": {"subjects": {subject: rbac.subject_paths[subject] | some subject in subjects}},
		"fix": [],
		"no_fix": "The repository does not say who uses the rights.",
	}
}

public := {
	"Group system:authenticated",
	"Group system:serviceaccounts",
	"Group system:unauthenticated",
	"User system:anonymous",
}

is_for_discovery if {
	rbac.role_ref.kind == "ClusterRole"
	rbac.role_ref.name in {
		"system:basic-user",
		"system:cluster-trust-bundle-discovery",
		"system:discovery",
		"system:public-info-viewer",
		"system:service-account-issuer-discovery",
	}
}

# A kubeadm cluster lets joining nodes read its address.
is_for_discovery if {
	rbac.role_ref.kind == "Role"
	rbac.role_ref.name == "kubeadm:bootstrap-signer-clusterinfo"
	shape.string_at(input.object, ["metadata", "namespace"]) == "kube-public"
}
