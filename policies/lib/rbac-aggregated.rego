# METADATA
# title: Dangerous rights that a ClusterRole adds to admin, edit or view
package plimsoll.lib.rbac_aggregated

import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_identity

# The rights that are more than the role has anyway, in words.
gained(role) := {word | some word in rights; not word in usual[role]}

usual := {
	"admin": {deploy, enter, issue, pretend, read},
	"edit": {deploy, enter, issue, pretend, read},
	"view": set(),
}

deploy := "run pods as any service account"

enter := "get into running containers"

issue := "create tokens of service accounts"

pretend := "impersonate service accounts"

read := "read all Secrets"

rights contains word if {
	some rule in rbac.rules
	rbac.grants_everything(rule)
	word := everything(rule.grant.apiGroups)
}

everything(groups) := "do everything" if {
	"*" in groups
} else := "do everything with core resources"

rights contains "grant rights that they do not have" if {
	some rule in rbac.limited_rules
	rbac_identity.escalation(rule)
}

rights contains "impersonate users and groups" if {
	some rule in rbac.limited_rules
	count(rbac_identity.impersonation(rule).resources & {"groups", "users", "*"}) > 0
}

rights contains pretend if {
	some rule in rbac.limited_rules
	"serviceaccounts" in rbac_identity.impersonation(rule).resources
}

rights contains read if unlimited({"secrets", "*"}, {"get", "list", "watch", "*"})

rights contains enter if unlimited({"pods/attach", "pods/exec", "*/attach", "*/exec", "*"}, {"create", "*"})

rights contains issue if unlimited({"serviceaccounts/token", "*/token", "*"}, {"create", "*"})

rights contains deploy if {
	some rule in rbac.limited_rules
	granted := rbac.right_on_workloads(rule, {"create", "*"})
	rbac.names_none_for(rule, granted.verbs)
}

# Whether a rule without names grants one of these in the core API group.
unlimited(resources, verbs) if {
	some rule in rbac.limited_rules
	rbac.names_none(rule)
	rbac.right(rule, "", resources, verbs)
}
