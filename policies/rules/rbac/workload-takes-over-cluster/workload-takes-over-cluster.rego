# METADATA
# title: Do not give a workload rights to take over the cluster
# description: >-
#   A program that is broken into has the rights of its service account. With some of them, alone or together, whoever broke
#   in gets every other right. Only roles, bindings and pods together show who has them.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#service-account-permissions
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Bind a role with what the program uses, in the namespaces where it uses it, or give the pods that do not use the rights
#     a service account of their own.
#   kinds:
#     - authorization.openshift.io/ClusterRoleBinding
#     - authorization.openshift.io/RoleBinding
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/RoleBinding
#   facts: [identities, rbac]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "MITRE ATT&CK: T1098.006 Account Manipulation: Additional Container Cluster Roles"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["workload-takes-over-cluster"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_powers
import data.plimsoll.lib.shape

# Allowed: accounts that no workload runs as, or none with a token; roles that are not known. Bindings of cluster-admin are
# reported by rbac/cluster-admin-binding, bindings to the groups of all accounts by rbac/public-binding. What is dangerous
# about a role of the repository is reported there; here, which pods have it.
findings contains finding if {
	rbac.is_binding
	not is_said
	some index, subject in shape.array_at(input.object, ["subjects"])
	able := {account: words |
		some account in accounts(shape.object_or_empty(subject))
		words := powers(account)
		count(words) > 0
	}
	count(able) > 0
	pods := sort({pod | some account, _ in able; some pod in pods_of(account)})
	gained := sort({word | some words in able; some word in words})
	finding := {
		"path": ["subjects", index],
		"message": concat("", [
			meta.label,
			" gives ",
			few(pods),
			", through ",
			shape.string_at(subject, ["kind"]),
			" \"",
			shape.string_at(subject, ["name"]),
			"\", the ",
			role.kind,
			" \"",
			role.name,
			"\": whoever breaks in there can ",
			rbac_powers.listed(gained),
			place[scope],
			".",
		]),
		"extent": {"pods": pods, "rights": gained},
		"fix": [],
		"no_fix": "The repository does not say which rights the pods use.",
	}
}

# By rbac/cluster-admin-binding.
is_said if role.name == "cluster-admin"

is_said if {
	input.object.kind == "ClusterRoleBinding"
	is_known(role)
	rbac_powers.everything(rules_of(role)) == "do everything"
}

facts := data.facts.targets[input.source.target].rbac

identities := data.facts.targets[input.source.target].identities.known

namespace := "" if {
	input.object.kind == "ClusterRoleBinding"
} else := shape.string_at(input.object, ["metadata", "namespace"])

# Where the binding gives its role.
scope := "cluster" if {
	input.object.kind == "ClusterRoleBinding"
} else := "kube-system" if {
	namespace == "kube-system"
}

place := {"cluster": "", "kube-system": " in kube-system"}

role := object.union(rbac.role_ref, {"namespace": {"ClusterRole": "", "Role": namespace}[rbac.role_ref.kind]})

# What the binding gives an account that no other binding gives it: of two that give the same, the first by name is told.
powers(account) := {word | some word in given(account); not has_anyway(account, word)}

# Roles that Kubernetes defines itself are known.
given(account) := {rbac_powers.everything(rules_of(role))} if {
	is_known(role)
} else := {power.word |
	some power in rbac_powers.powers
	scope in power.scopes
	rbac_powers.give(rules_of(role), power.rights)
	has_besides(account, power)
} if {
	is_known(role)
} else := {power.word |
	some power in rbac_powers.powers
	scope in power.scopes
	power.word in rbac_powers.built_in[role.name]
} if {
	role.namespace == ""
}

has_besides(_, power) if not power.besides

has_besides(account, power) if {
	some grant in grants(account)
	rbac_powers.give(rules_of(grant.role), power.besides)
}

has_anyway(account, word) if {
	some grant in grants(account)
	[grant.namespace, grant.name] < [namespace, meta.name]
	gives(grant.role, word)
}

has_anyway(account, word) if {
	word != "do everything"
	some grant in grants(account)
	[grant.namespace, grant.name] != [namespace, meta.name]
	gives(grant.role, "do everything")
}

gives({"namespace": "", "name": "cluster-admin"}, _)

gives(reference, word) if word == rbac_powers.everything(rules_of(reference))

gives(reference, word) if {
	some power in rbac_powers.powers
	power.word == word
	rbac_powers.give(rules_of(reference), power.rights)
}

gives(reference, word) if {
	not is_known(reference)
	reference.namespace == ""
	word in rbac_powers.built_in[reference.name]
}

is_known(reference) if facts.roles[reference.namespace][reference.name].exists == "yes"

rules_of(reference) := facts.roles[reference.namespace][reference.name].rules if is_known(reference)

# The bindings of an account that count where this one does.
grants(account) := [grant |
	some grant in facts.accounts[account.namespace][account.name].grants
	grant.namespace in {"", namespace}
	facts.bindings[grant.namespace][grant.name].exists == "yes"
]

# The service accounts that a subject is, of those whose token a workload has.
accounts(subject) := ({account |
	subject.kind == "ServiceAccount"
	account := {"namespace": in_namespace(subject), "name": shape.string_at(subject, ["name"])}
	is_used(account)
} | {account |
	subject.kind == "User"
	[_, _, of, name] := split(shape.string_at(subject, ["name"]), ":")
	subject.name == concat(":", ["system:serviceaccount", of, name])
	account := {"namespace": of, "name": name}
	is_used(account)
}) | {account |
	subject.kind == "Group"
	of := trim_prefix(shape.string_at(subject, ["name"]), "system:serviceaccounts:")
	of != subject.name
	some name, _ in identities[of]
	account := {"namespace": of, "name": name}
	is_used(account)
}

in_namespace(subject) := of if {
	of := shape.string_at(subject, ["namespace"])
	of != ""
} else := namespace

is_used(account) if {
	found := identities[account.namespace][account.name]
	found.used == "yes"
	found.token == "yes"
}

pods_of(account) := {concat(" in ", [workload, account.namespace]) |
	some workload in identities[account.namespace][account.name].workloads
}

# The first of them, if there are many.
few(pods) := rbac_powers.listed(pods) if {
	count(pods) < 4
} else := concat("", [concat(", ", array.slice(pods, 0, 3)), " and ", format_int(count(pods) - 3, 10), " more"])
