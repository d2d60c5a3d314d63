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
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/ClusterRoleBinding
#     - authorization.openshift.io/RoleBinding
#     - iam.cnrm.cloud.google.com/IAMPartialPolicy
#     - iam.cnrm.cloud.google.com/IAMPolicy
#     - iam.cnrm.cloud.google.com/IAMPolicyMember
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/RoleBinding
#     - security.openshift.io/SecurityContextConstraints
#   facts: [rbac]
#   sets: [default, baseline, restricted, nsa, cis]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Authentication"
#     - "MITRE ATT&CK: T1078.001 Valid Accounts: Default Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["public-binding"]

import data.plimsoll.lib.cloud_admins
import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_powers
import data.plimsoll.lib.security_context_constraints
import data.plimsoll.lib.shape

# Allowed: other subjects; the roles by which Kubernetes itself lets clients find out what an API server offers, unless the
# repository gives them more rules.
findings contains finding if {
	rbac.is_binding
	not is_for_discovery
	subjects := sort(rbac.subjects & public)
	count(subjects) > 0
	finding := {
		"path": ["subjects"],
		"entries": sort([rbac.subject_paths[subject][1] | some subject in subjects]),
		"message": concat("", [meta.label, " grants ", rbac.role_label, " to ", concat(" and ", subjects), enough, "."]),
		"extent": {"rights": rights, "role": [concat("/", [rbac.role_ref.kind, rbac.role_ref.name])], "subjects": subjects},
		"extent_at": {"subjects": {subject: rbac.subject_paths[subject] | some subject in subjects}},
		"fix": [],
		"no_fix": "The repository does not say who uses the rights.",
	}
}

# What everybody can do by it, if it takes over the cluster.
rights := sort(rbac_powers.words(rules, scope)) if {
	role := facts.roles[{"ClusterRole": "", "Role": meta.namespace}[rbac.role_ref.kind]][rbac.role_ref.name]
	role.exists == "yes"
	rules := role.rules
} else := []

scope := "cluster" if {
	input.object.kind == "ClusterRoleBinding"
} else := "kube-system" if {
	meta.namespace == "kube-system"
} else := "namespace"

enough := concat("", [": that is enough to ", rbac_powers.listed(rights)]) if {
	count(rights) > 0
	scope == "cluster"
} else := concat("", [": that is enough to ", rbac_powers.listed(rights), " in ", meta.namespace]) if {
	count(rights) > 0
} else := ""

# OpenShift's constraints name their subjects themselves. In what it has of its own, everybody gets what gives up nothing.
findings contains finding if {
	count(security_context_constraints.takeovers) > 0
	count(security_context_constraints.given_to_everyone) > 0
	some field in {field | some given in security_context_constraints.given_to_everyone; field := given.path[0]}
	given := {one | some one in security_context_constraints.given_to_everyone; one.path[0] == field}
	subjects := sort({one.name | some one in given})
	allowed := sort([words | some words in security_context_constraints.takeovers])
	finding := {
		"path": [field],
		"entries": sort([one.path[1] | some one in given]),
		"message": concat("", [
			meta.label, " lets ", concat(" and ", subjects), " run pods with ", concat(", ", allowed), ".",
		]),
		"extent": {"allowed": allowed, "subjects": subjects},
		"extent_at": {"subjects": {one.name: one.path | some one in given}},
		"fix": [],
		"no_fix": "The repository does not say who uses the rights.",
	}
}

# Google Cloud's names for everybody, and for everybody with an account of Google's. Allowed: roles by which public files,
# images and services are published.
findings contains finding if {
	some found in cloud_admins.roles_of_google
	found.role != ""
	not found.role in published
	wide := {member | some member in found.members; member.name in cloud_admins.everybody}
	count(wide) > 0
	names := sort({member.name | some member in wide})
	finding := object.union(better_said(found.role), {
		"path": min({member.path | some member in wide}),
		"message": concat("", [meta.label, " grants ", found.role, " to ", concat(" and ", names), "."]),
		"extent": {"role": [found.role], "subjects": names},
		"fix": [],
		"no_fix": "The repository does not say who uses the rights.",
	})
}

published := {
	"roles/artifactregistry.reader",
	"roles/cloudfunctions.invoker",
	"roles/run.invoker",
	"roles/storage.legacyObjectReader",
	"roles/storage.objectViewer",
}

better_said(role) := {"left_to": "cloud/wide-trust-policy"} if {
	role in {"roles/iam.serviceAccountTokenCreator", "roles/iam.workloadIdentityUser"}
} else := {}

public := {
	"Group system:authenticated",
	"Group system:serviceaccounts",
	"Group system:unauthenticated",
	"User system:anonymous",
}

is_for_discovery if {
	rbac.role_ref.kind == "ClusterRole"
	not has_more(rbac.role_ref.name)
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

# Kubernetes binds these itself: a role of that name needs no binding of the repository.
findings contains finding if {
	rbac.is_role
	input.object.kind == "ClusterRole"
	has_more(meta.name)
	subjects := sort({subject |
		some subject in public
		some grant in facts.subjects[subject]
		grant.built_in
		grant.role == {"namespace": "", "name": meta.name}
	})
	count(subjects) > 0
	finding := {
		"path": ["rules"],
		"message": concat("", [
			meta.label, " is Kubernetes' own, bound to ", concat(" and ", subjects), ", and has more rules here.",
		]),
		"extent": {"rules": sort({json.marshal(rule) | some rule in added(meta.name)})},
		"fix": [],
		"no_fix": "The repository does not say who uses the rights.",
	}
}

facts := data.facts.targets[input.source.target].rbac

has_more(name) if count(added(name)) > 0

# The rules that the repository adds to a role of Kubernetes.
added(name) := {rule |
	role := facts.roles[""][name]
	role.exists == "yes"
	some rule in role.rules
	not is_covered(rule, role.built_in)
}

is_covered(rule, own) if {
	some other in own
	every field in ["apiGroups", "nonResourceURLs", "resources", "verbs"] {
		every item in rule[field] {
			item in other[field]
		}
	}
	count(other.resourceNames) == 0
}
