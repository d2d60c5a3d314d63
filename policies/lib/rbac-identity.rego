# METADATA
# title: Rules of a role by which its subjects gain more rights than the role lists
# description: >-
#   Each function gives what a rule grants of its kind as {verbs, resources}, and is undefined if it grants nothing of
#   it. Verbs keep the `*` that includes them.
package plimsoll.lib.rbac_identity

import data.plimsoll.lib.rbac

# Escalate: write a right into a role without having it. Bind: grant a role without having its rights.
escalation(rule) := {"verbs": verbs, "resources": resources} if {
	rbac.in_group(rule, "rbac.authorization.k8s.io")
	pairs := {[verb, resource] |
		some verb in rule.grant.verbs
		some resource in rule.grant.resources
		may_escalate(rule, verb, resource)
	}
	verbs := {verb | some [verb, _] in pairs}
	resources := {resource | some [_, resource] in pairs}
	count(verbs) > 0
}

# escalate with resourceNames still puts any right into the roles named. A Role reaches no ClusterRole by it.
may_escalate(_, verb, resource) if {
	verb in {"escalate", "*"}
	resource in escalatable[input.object.kind]
}

# bind with resourceNames is how Kubernetes limits what may be granted, unless a role is named that lifts every limit.
may_escalate(rule, verb, resource) if {
	verb in {"bind", "*"}
	resource in {"clusterroles", "roles", "*"}
	rbac.names_none(rule)
}

may_escalate(rule, verb, resource) if {
	verb in {"bind", "*"}
	resource in {"clusterroles", "*"}
	some name in {"cluster-admin", "system:controller:clusterrole-aggregation-controller"}
	rbac.reaches(rule, name)
}

escalatable := {
	"ClusterRole": {"clusterroles", "roles", "*"},
	"Role": {"roles", "*"},
}

# Impersonate: act as another user, group or service account. userextras and uids only add to a user.
impersonation(rule) := {"verbs": verbs, "resources": resources} if {
	rbac.in_group(rule, "")
	verbs := rule.grant.verbs & {"impersonate", "*"}
	count(verbs) > 0
	resources := {resource | some resource in rule.grant.resources; may_impersonate(rule, resource)}
	count(resources) > 0
}

# resourceNames limits it, unless they name a group that is allowed everything: always, or in clusters of kubeadm.
may_impersonate(rule, resource) if {
	resource in impersonatable[input.object.kind]
	rbac.names_none(rule)
}

may_impersonate(rule, resource) if {
	input.object.kind == "ClusterRole"
	resource in {"groups", "*"}
	some name in administrators
	rbac.reaches(rule, name)
}

administrators := {"kubeadm:cluster-admins", "system:masters"}

# Users and groups have no namespace, so a Role reaches none of them.
impersonatable := {
	"ClusterRole": {"groups", "serviceaccounts", "users", "*"},
	"Role": {"serviceaccounts", "*"},
}
