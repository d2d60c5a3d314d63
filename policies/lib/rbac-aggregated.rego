# METADATA
# title: Dangerous rights that a ClusterRole adds to admin, edit or view
package plimsoll.lib.rbac_aggregated

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_identity
import data.plimsoll.lib.rbac_powers
import data.plimsoll.lib.shape

# The rights that are more than the role has anyway, in words.
gained(role) := {word | some word in rights; not word in usual[role]}

# The rules that the role adds: its own or, if it aggregates others in turn, theirs.
rules := rbac.rules if {
	not rbac.is_aggregated
} else := [rule |
	role := data.facts.targets[input.source.target].rbac.roles[""][meta.name]
	role.exists == "yes"
	some spec in role.rules
	rule := {"spec": spec, "path": [], "grant": rbac_powers.granted(spec).grant}
]

limited_rules := [rule | some rule in rules; not rbac.grants_everything(rule)]

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
	some rule in rules
	rbac.grants_everything(rule)
	word := everything(rule.grant.apiGroups)
}

everything(groups) := "do everything" if {
	"*" in groups
} else := "do everything with core resources"

rights contains "grant rights that they do not have" if {
	some rule in limited_rules
	rbac_identity.escalation(rule)
}

rights contains "impersonate users and groups" if {
	some rule in limited_rules
	count(rbac_identity.impersonation(rule).resources & {"groups", "users", "*"}) > 0
}

rights contains pretend if {
	some rule in limited_rules
	"serviceaccounts" in rbac_identity.impersonation(rule).resources
}

# In the whole cluster, for those who are bound there.
rights contains word if some word in rbac_powers.said_once(widely)

widely := {power.word |
	some power in rbac_powers.powers
	power.word in {
		"approve certificates of any user",
		"become any node",
		"run commands on every node",
		rbac_powers.use_constraints,
		rbac_powers.see_or_change,
		rbac_powers.see_or_refuse,
	}
	rbac_powers.give([rule.spec | some rule in limited_specs], power.rights)
	rbac_powers.has_besides([rule.spec | some rule in limited_specs], power)
}

# In the form of the facts, where every list is there.
limited_specs := [{"spec": spec} |
	some rule in limited_rules
	spec := {field: shape.array_at(rule.spec, [field]) | some field in ["apiGroups", "nonResourceURLs", "resourceNames", "resources", "verbs"]}
]

rights contains read if unlimited({"secrets", "*"}, {"get", "list", "watch", "*"})

rights contains enter if unlimited({"pods/attach", "pods/exec", "*/attach", "*/exec", "*"}, {"create", "*"})

rights contains issue if unlimited({"serviceaccounts/token", "*/token", "*"}, {"create", "*"})

rights contains enter if unlimited({"pods/ephemeralcontainers", "*/ephemeralcontainers", "*"}, {"patch", "update", "*"})

rights contains deploy if {
	some rule in limited_rules
	granted := rbac.right_on_workloads(rule, {"create", "patch", "update", "*"})
	granted != {"resources": {"pods"}, "verbs": granted.verbs - {"create", "*"}}
	rbac.names_none_for(rule, granted.verbs)
}

# Whether a rule without names grants one of these in the core API group.
unlimited(resources, verbs) if {
	some rule in limited_rules
	granted := rbac.right(rule, "", resources, verbs)
	names_none(rule, granted.verbs)
}

names_none(rule, verbs) if rbac.names_none_for(rule, verbs)

# Who lists asks for the name "".
names_none(rule, verbs) if {
	"" in shape.array_at(rule.spec, ["resourceNames"])
	count(verbs & {"list", "watch"}) > 0
}
