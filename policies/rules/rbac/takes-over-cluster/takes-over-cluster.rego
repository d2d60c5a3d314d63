# METADATA
# title: Give nobody rights to take over the cluster
# description: >-
#   Whoever breaks into a program with these rights, or steals such a login, can take over the cluster. Only roles and
#   bindings together show who has them; neither of them may look dangerous alone.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#service-account-permissions
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Bind a role that has only the rights that are used, in the namespaces where they are used. Give pods that do not use
#     the rights a service account of their own.
#   kinds:
#     - Pod
#     - Secret
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/ClusterRoleBinding
#     - authorization.openshift.io/Role
#     - authorization.openshift.io/RoleBinding
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/Role
#     - rbac.authorization.k8s.io/RoleBinding
#     - security.openshift.io/SecurityContextConstraints
#   facts: [identities, rbac]
#   sets: [default, baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "MITRE ATT&CK: T1098.006 Account Manipulation: Additional Container Cluster Roles"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["takes-over-cluster"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_powers
import data.plimsoll.lib.security_context_constraints
import data.plimsoll.lib.shape
import data.plimsoll.lib.workload

# Allowed: roles that are not known, what Kubernetes' own bindings give anyway, and system:masters, which has everything.
# Bindings of cluster-admin are reported by rbac/cluster-admin-binding, bindings to everybody by rbac/public-binding. What is
# dangerous about a role of the repository is reported there; here, who has it.
findings contains finding if {
	rbac.is_binding
	not is_said
	gained := sort(rbac_powers.said_once({word | some words in able; some word in words}))
	count(gained) > 0
	subjects := sort({subject | some subject, _ in able})
	pods := sort({pod |
		some subject in subjects
		some holder in holders(subject)
		some pod in pods_of(holder)
	})
	finding := {
		"path": ["roleRef"],
		"message": concat("", [
			meta.label, " gives the ", role.kind, " \"", role.name, "\" to ", few(subjects), run_by(pods),
			": that is enough to ", rbac_powers.listed(gained), place[scope], ".",
		]),
		"extent": {"pods": pods, "rights": gained, "subjects": subjects},
		"extent_at": {"subjects": {subject: ["subjects", indexes[subject]] | some subject in subjects}},
		"fix": [],
		"no_fix": concat("", [
			"The rules of the ", role.kind, " \"", role.name, "\" give these rights, and the repository does not say which of them are used.",
		]),
	}
}

# A role that Kubernetes itself binds needs no binding of the repository.
findings contains finding if {
	rbac.is_role
	own := {"kind": input.object.kind, "name": meta.name, "namespace": namespace}
	known := facts.roles[own.namespace][own.name]
	at := {"": "cluster", "kube-system": "kube-system"}[namespace]
	gained := sort(rbac_powers.words(known.rules, at) - rbac_powers.words(known.built_in, at))
	count(gained) > 0
	subjects := sort({subject |
		some subject, given in facts.subjects
		not subject in public
		some grant in given
		grant.built_in
		grant.role == {"name": own.name, "namespace": own.namespace}
	})
	count(subjects) > 0
	finding := {
		"path": ["rules"],
		"message": concat("", [
			meta.label, " is Kubernetes' own, bound to ", few(subjects), ", and has more rules here: that is enough to ",
			rbac_powers.listed(gained), place[at], ".",
		]),
		"extent": {"rights": gained},
		"fix": [],
		"no_fix": "The repository does not say which rights are used.",
	}
}

# Kubernetes' own controllers have accounts in kube-system, whose rights need no binding of the repository. Allowed: pods
# without a token.
findings contains finding if {
	workload.namespace == "kube-system"
	has_token
	gained := sort({word |
		some grant in facts.accounts["kube-system"][workload.account].grants
		grant.built_in
		some word in rbac_powers.words(rules_of(grant.role), {"": "cluster", "kube-system": "kube-system"}[grant.namespace])
	})
	count(gained) > 0
	finding := {
		"path": array.concat(pod.spec_path, [account_field]),
		"message": concat("", [
			"The pod runs as ServiceAccount kube-system/", workload.account, ", the account of a controller of Kubernetes: that is enough to ",
			rbac_powers.listed(gained), ".",
		]),
		"extent": {"rights": gained},
		"fix": [],
		"no_fix": "The repository does not say which rights are used.",
	}
}

has_token if object.get(pod.spec, "automountServiceAccountToken", null) != false

has_token if {
	some volume in pod.volumes
	some source in shape.array_at(volume.source, ["projected", "sources"])
	shape.is_set(shape.object_or_empty(source), "serviceAccountToken")
}

account_field := "serviceAccountName" if {
	shape.string_at(pod.spec, ["serviceAccountName"]) != ""
} else := "serviceAccount"

# Kubernetes writes a token of the account into such a Secret.
findings contains finding if {
	meta.group == ""
	input.object.kind == "Secret"
	shape.string_at(input.object, ["type"]) == "kubernetes.io/service-account-token"
	namespace == "kube-system"
	path := ["metadata", "annotations", "kubernetes.io/service-account.name"]
	name := shape.string_at(input.object, path)
	name in rbac_powers.controllers
	finding := {
		"path": path,
		"message": concat("", [
			meta.label, " gets a token of ServiceAccount kube-system/", name,
			", the account of a controller of Kubernetes: whoever reads it takes over the cluster.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say what the token is for.",
	}
}

# OpenShift's constraints name their subjects themselves. Everybody as a subject is reported by rbac/public-binding.
findings contains finding if {
	allowed := sort([words |
		some [field], words in security_context_constraints.takeovers
		field in {"allowHostDirVolumePlugin", "allowHostPID", "allowPrivilegedContainer", "allowedCapabilities"}
	])
	count(allowed) > 0
	some field, word in {"groups": "Group ", "users": "User "}
	given := {name: min(places) |
		some name in shape.strings_at(input.object, [field])
		not name in security_context_constraints.everyone
		not is_of_openshift(name)
		places := {index | some index, item in shape.array_at(input.object, [field]); item == name}
	}
	count(given) > 0
	subjects := sort({concat("", [word, name]) | some name, _ in given})
	finding := {
		"path": [field],
		"entries": sort([index | some index in given]),
		"message": concat("", [
			meta.label, " lets ", few(subjects), " run pods with ", concat(", ", allowed), ": that is enough to take over a node.",
		]),
		"extent": {"allowed": allowed, "subjects": subjects},
		"extent_at": {"subjects": {concat("", [word, name]): [field, index] | some name, index in given}},
		"fix": [],
		"no_fix": "The repository does not say which rights are used.",
	}
}

is_of_openshift(name) if name in {"system:admin", "system:cluster-admins", "system:masters", "system:nodes"}

is_of_openshift(name) if {
	some beginning in ["system:serviceaccount:openshift-", "system:serviceaccounts:openshift-", "system:serviceaccount:kube-system:"]
	startswith(name, beginning)
}

# By rbac/cluster-admin-binding.
is_said if role.name == "cluster-admin"

is_said if {
	input.object.kind == "ClusterRoleBinding"
	rbac_powers.everything(rules_of(role)) == "do everything"
}

facts := data.facts.targets[input.source.target].rbac

identities := data.facts.targets[input.source.target].identities.known

namespace := "" if {
	startswith(input.object.kind, "Cluster")
} else := named if {
	named := shape.string_at(input.object, ["metadata", "namespace"])
	named != ""
} else := input.source.namespace

# Where the binding gives its role.
scope := "cluster" if {
	input.object.kind == "ClusterRoleBinding"
} else := "kube-system" if {
	namespace == "kube-system"
} else := "namespace"

place := {"cluster": "", "kube-system": " in kube-system", "namespace": concat("", [" in ", namespace])}

role := object.union(rbac.role_ref, {"namespace": {"ClusterRole": "", "Role": namespace}[rbac.role_ref.kind]})

# By subject, what the binding gives that no other binding gives: of two that give the same, the first by name is told.
able[subject] := words if {
	some subject, _ in indexes
	words := {word |
		some holder in holders(subject)
		some word in given(holder)
		not has_anyway(holder, word)
	}
	count(words) > 0
}

# Where each subject stands first, by its name in the facts.
indexes[subject] := min(all) if {
	some subject, all in all_indexes
}

all_indexes[subject] contains index if {
	some index, item in shape.array_at(input.object, ["subjects"])
	subject := subject_of(shape.object_or_empty(item))
	not subject in silent
}

all_indexes[subject] contains index if {
	some field, kind in rbac.older_fields
	some index, name in shape.array_at(input.object, [field])
	is_string(name)
	subject := concat(" ", [kind, name])
	not subject in silent
}

subject_of(item) := concat("", ["ServiceAccount ", in_namespace(item), "/", shape.string_at(item, ["name"])]) if {
	item.kind == "ServiceAccount"
	in_namespace(item) != ""
	shape.string_at(item, ["name"]) != ""
} else := concat(" ", [item.kind, shape.string_at(item, ["name"])]) if {
	item.kind in {"Group", "User"}
	shape.string_at(item, ["name"]) != ""
}

in_namespace(item) := of if {
	of := shape.string_at(item, ["namespace"])
	of != ""
} else := namespace

silent := public | {"Group system:masters"}

public := {
	"Group system:authenticated",
	"Group system:serviceaccounts",
	"Group system:unauthenticated",
	"User system:anonymous",
}

# Who has the rights of a subject: the service account that it is, or it and those that are in a group of theirs.
holders(subject) := accounts(subject) if {
	count(accounts(subject)) > 0
	not startswith(subject, "Group ")
} else := {{"subject": subject}} | accounts(subject)

accounts(subject) := {{"namespace": of, "name": name}} if {
	[of, name] := split(trim_prefix(subject, "ServiceAccount "), "/")
	startswith(subject, "ServiceAccount ")
} else := {{"namespace": of, "name": name}} if {
	startswith(subject, "User system:serviceaccount:")
	[_, _, of, name] := split(subject, ":")
} else := {{"namespace": of, "name": name} |
	of := trim_prefix(subject, "Group system:serviceaccounts:")
	of != subject
	some name, _ in identities[of]
}

# The bindings of a holder that count where this one does.
grants(holder) := [grant |
	some grant in all_grants(holder)
	grant.namespace in {"", namespace}
	facts.bindings[grant.namespace][grant.name].exists == "yes"
]

all_grants(holder) := object.get(object.get(facts, "subjects", {}), holder.subject, [])

all_grants(holder) := facts.accounts[holder.namespace][holder.name].grants

# What the role gives. Where a power takes two rights, the one that decides has to come from this role.
given(holder) := {word |
	word := rbac_powers.everything(rules_of(role))
	scope != "namespace"
} if {
	rbac_powers.everything(rules_of(role))
} else := {rbac_powers.use_constraints} if {
	rbac_powers.constraints_of(role.name)
} else := {power.word |
	some power in rbac_powers.powers
	scope in power.scopes
	rbac_powers.give(rules_of(role), power.rights)
	has_besides(holder, power)
}

has_besides(_, power) if not power.besides

has_besides(_, power) if rbac_powers.give(rules_of(role), power.besides)

has_besides(holder, power) if {
	some grant in grants(holder)
	rbac_powers.give(rules_of(grant.role), power.besides)
}

has_besides(holder, power) if {
	power.besides_anywhere
	some grant in all_grants(holder)
	facts.bindings[grant.namespace][grant.name].exists == "yes"
	rbac_powers.give(rules_of(grant.role), power.besides)
}

# What everybody has is not left to the binding that gives it to everybody: that is reported as what it is, and may go away
# again.
has_anyway(holder, word) if {
	some grant in grants(holder)
	is_beside(grant)
	is_before(grant)
	not object.get(grant, "subject", "") in public
	gives(grant.role, word)
}

has_anyway(holder, word) if {
	word != "do everything"
	some grant in grants(holder)
	is_beside(grant)
	[grant.namespace, grant.name] != [namespace, meta.name]
	not object.get(grant, "subject", "") in public
	gives(grant.role, "do everything")
}

# Charts meet in a cluster only if somebody installs both, with the names that are assumed here: what one gives does not
# silence the other.
is_beside(_) if input.source.kind != "helm"

is_beside(grant) if object.get(grant, "source", input.source.id) == input.source.id

is_before(grant) if [grant.namespace, grant.name] < [namespace, meta.name]

is_before(grant) if grant.built_in

gives({"namespace": "", "name": "cluster-admin"}, _)

gives(reference, word) if word == rbac_powers.everything(rules_of(reference))

gives({"namespace": "", "name": name}, word) if {
	word == rbac_powers.use_constraints
	rbac_powers.constraints_of(name)
}

gives(reference, word) if {
	some power in rbac_powers.powers
	power.word == word
	rbac_powers.give(rules_of(reference), power.rights)
}

rules_of(reference) := facts.roles[reference.namespace][reference.name].rules if {
	facts.roles[reference.namespace][reference.name].exists == "yes"
}

# The workloads that mount the token of a holder; those of the binding's own chart or file, if it has some.
pods_of(holder) := {concat(" in ", [workload, holder.namespace]) |
	found := identities[holder.namespace][holder.name]
	found.used == "yes"
	found.token == "yes"
	some workload in object.get(object.get(found, "by_source", {}), input.source.id, found.workloads)
}

run_by(pods) := "" if {
	count(pods) == 0
} else := concat("", [", as which ", few(pods), " runs"]) if {
	count(pods) == 1
} else := concat("", [", as which ", few(pods), " run"])

# The first of them, if there are many.
few(items) := rbac_powers.listed(items) if {
	count(items) < 4
} else := concat("", [concat(", ", array.slice(items, 0, 3)), " and ", format_int(count(items) - 3, 10), " more"])
