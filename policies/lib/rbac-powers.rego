# METADATA
# title: What rights take over the cluster
# description: >-
#   The rules are those that the facts have of roles. They count as granted in the whole cluster, or in kube-system, whose
#   service accounts and pods run the cluster.
package plimsoll.lib.rbac_powers

import data.plimsoll.lib.rbac

# Whether rules of the facts give one of these rights without limiting it by name, or for one of the names.
give(rules, rights) if {
	some rule in rules
	some right in rights
	rbac.right(granted(rule), right.group, right.resources | {"*"}, right.verbs | {"*"})
	reaches(rule, right.names)
}

# A rule of the facts in the form of those that lib/rbac has.
granted(rule) := {"grant": {field: {item | some item in rule[field]} | some field in rbac.grant_fields}}

reaches(rule, _) if count(rule.resourceNames) == 0

reaches(rule, names) if {
	some name in rule.resourceNames
	name in names
}

# What rules allow that allow everything; undefined for others.
everything(rules) := "do everything" if {
	"*" in groups_of_everything(rules)
} else := "do everything with core resources" if {
	"" in groups_of_everything(rules)
}

groups_of_everything(rules) := {group |
	some rule in rules
	"*" in rule.verbs
	"*" in rule.resources
	count(rule.resourceNames) == 0
	some group in rule.apiGroups
}

anywhere := {"cluster", "kube-system"}

# Where a power takes two rights, `besides` is the one that does not decide: the subject may have it by another role.
powers := [
	{
		"word": "read all Secrets",
		"scopes": anywhere,
		"rights": [{"group": "", "resources": {"secrets"}, "verbs": {"get", "list", "watch"}, "names": set()}],
	},
	{
		"word": "create tokens of every service account",
		"scopes": anywhere,
		"rights": [{"group": "", "resources": {"serviceaccounts/token", "*/token"}, "verbs": {"create"}, "names": set()}],
	},
	{
		"word": "impersonate every service account",
		"scopes": anywhere,
		"rights": [{"group": "", "resources": {"serviceaccounts"}, "verbs": {"impersonate"}, "names": set()}],
	},
	{
		"word": "impersonate administrators",
		"scopes": {"cluster"},
		"rights": [
			{
				"group": "",
				"resources": {"groups"},
				"verbs": {"impersonate"},
				"names": {"kubeadm:cluster-admins", "system:masters"},
			},
			{"group": "", "resources": {"users"}, "verbs": {"impersonate"}, "names": set()},
		],
	},
	{
		"word": "run commands in every pod",
		"scopes": anywhere,
		"rights": [
			{
				"group": "",
				"resources": {"pods/attach", "pods/exec", "*/attach", "*/exec"},
				"verbs": {"create"},
				"names": set(),
			},
			{
				"group": "",
				"resources": {"pods/ephemeralcontainers", "*/ephemeralcontainers"},
				"verbs": {"patch", "update"},
				"names": set(),
			},
		],
	},
	{
		"word": "run commands on every node",
		"scopes": {"cluster"},
		"rights": [{"group": "", "resources": {"nodes/proxy", "*/proxy"}, "verbs": {"create", "get"}, "names": set()}],
	},
	{
		"word": "run pods as any service account",
		"scopes": anywhere,
		"rights": [
			{"group": "", "resources": {"pods", "replicationcontrollers"}, "verbs": {"create"}, "names": set()},
			{
				"group": "apps",
				"resources": {"daemonsets", "deployments", "replicasets", "statefulsets"},
				"verbs": {"create", "patch", "update"},
				"names": set(),
			},
			{"group": "batch", "resources": {"cronjobs", "jobs"}, "verbs": {"create"}, "names": set()},
		],
	},
	{
		"word": "give itself every right",
		"scopes": {"cluster"},
		"rights": [{
			"group": "rbac.authorization.k8s.io",
			"resources": {"clusterroles"},
			"verbs": {"escalate"},
			"names": set(),
		}],
		"besides": [{
			"group": "rbac.authorization.k8s.io",
			"resources": {"clusterroles"},
			"verbs": {"patch", "update"},
			"names": set(),
		}],
	},
	{
		"word": "give itself every right",
		"scopes": {"cluster"},
		"rights": [{
			"group": "rbac.authorization.k8s.io",
			"resources": {"clusterroles"},
			"verbs": {"bind"},
			"names": {"cluster-admin"},
		}],
		"besides": [{
			"group": "rbac.authorization.k8s.io",
			"resources": {"clusterrolebindings", "rolebindings"},
			"verbs": {"create"},
			"names": set(),
		}],
	},
	{
		"word": "approve certificates of any user",
		"scopes": {"cluster"},
		"rights": [{
			"group": "certificates.k8s.io",
			"resources": {"signers"},
			"verbs": {"approve"},
			"names": {"kubernetes.io/*", "kubernetes.io/kube-apiserver-client"},
		}],
		"besides": [{
			"group": "certificates.k8s.io",
			"resources": {"certificatesigningrequests/approval", "*/approval"},
			"verbs": {"patch", "update"},
			"names": set(),
		}],
	},
]

# The powers of ClusterRoles that the API server of Kubernetes 1.37 creates. cluster-admin is left to rbac/cluster-admin-binding.
built_in := {
	"admin": editing,
	"edit": editing,
	"system:aggregate-to-edit": editing,
	"system:controller:clusterrole-aggregation-controller": {"give itself every right"},
	"system:kube-controller-manager": {"create tokens of every service account", "read all Secrets"},
	"system:kubelet-api-admin": {"run commands on every node"},
	"system:node": {"run pods as any service account", "create tokens of every service account", "read all Secrets"},
}

editing := {
	"run pods as any service account",
	"create tokens of every service account",
	"impersonate every service account",
	"read all Secrets",
	"run commands in every pod",
}

# Words as a list in a sentence.
listed(words) := words[0] if {
	count(words) == 1
} else := concat("", [concat(", ", array.slice(words, 0, count(words) - 1)), " and ", words[count(words) - 1]])
