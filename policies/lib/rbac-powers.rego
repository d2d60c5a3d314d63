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
	may := rbac.right(granted(rule), right.group, right.resources | {"*"}, right.verbs | {"*"}).verbs
	reaches(rule, right.names, may)
}

# A rule of the facts in the form of those that lib/rbac has.
granted(rule) := {"grant": {field: {item | some item in rule[field]} | some field in rbac.grant_fields}}

reaches(rule, _, _) if count(rule.resourceNames) == 0

reaches(rule, names, _) if {
	some name in rule.resourceNames
	name in names
}

reaches(_, "any", _)

# Who lists or creates asks for the name "".
reaches(rule, _, may) if {
	"" in rule.resourceNames
	count(may & {"create", "deletecollection", "list", "watch", "*"}) > 0
}

# The words of what rules can do together in a scope; who can do everything needs no list.
words(rules, scope) := {everything(rules)} if {
	everything(rules)
} else := said_once({power.word |
	some power in powers
	scope in power.scopes
	give(rules, power.rights)
	has_besides(rules, power)
})

# Whoever can change what others send can refuse it.
said_once(words) := words - {see_or_refuse} if {
	see_or_change in words
} else := words

see_or_change := "see or change what others send to the API server"

see_or_refuse := "see or refuse what others send to the API server"

has_besides(_, power) if not power.besides

has_besides(rules, power) if give(rules, power.besides)

# Constraints of OpenShift by which a pod takes over its node. OpenShift makes a ClusterRole for each.
constraints := {
	"hostaccess",
	"hostmount-anyuid",
	"hostmount-anyuid-v2",
	"node-exporter",
	"privileged",
}

use_constraints := "run privileged pods by OpenShift's security context constraints"

# The constraints that a ClusterRole of OpenShift lets its subjects use, by its name; undefined for other roles.
constraints_of(name) := constraint if {
	startswith(name, "system:openshift:scc:")
	constraint := trim_prefix(name, "system:openshift:scc:")
	constraint in constraints
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

# What makes pods, in whichever namespace.
run_pods := [
	{"group": "", "resources": {"pods", "replicationcontrollers"}, "verbs": {"create"}, "names": set()},
	{
		"group": "apps",
		"resources": {"daemonsets", "deployments", "replicasets", "statefulsets"},
		"verbs": {"create"},
		"names": set(),
	},
	{"group": "batch", "resources": {"cronjobs", "jobs"}, "verbs": {"create"}, "names": set()},
]

# Where a power takes two rights, `besides` is the one that does not decide: the subject may have it by another role, and
# with `besides_anywhere` in any namespace.
powers := [
	{
		"word": "read all Secrets",
		"scopes": anywhere,
		"rights": [{"group": "", "resources": {"secrets"}, "verbs": {"get", "list", "watch"}, "names": set()}],
	},
	{
		"word": "create tokens of every service account",
		"scopes": anywhere,
		"rights": [{"group": "", "resources": {"serviceaccounts/token", "*/token"}, "verbs": {"create"}, "names": controllers}],
	},
	# Kubernetes writes a token into a Secret of that type, which then can be read by its name.
	{
		"word": "create tokens of every service account",
		"scopes": anywhere,
		"rights": [{"group": "", "resources": {"secrets"}, "verbs": {"create"}, "names": set()}],
		"besides": [{"group": "", "resources": {"secrets"}, "verbs": {"get", "list", "watch"}, "names": "any"}],
	},
	{
		"word": "impersonate every service account",
		"scopes": anywhere,
		"rights": [{"group": "", "resources": {"serviceaccounts"}, "verbs": {"impersonate"}, "names": controllers}],
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
			{
				"group": "",
				"resources": {"users"},
				"verbs": {"impersonate"},
				"names": ({"system:kube-controller-manager"} | {user | some name in controllers; user := concat("", ["system:serviceaccount:kube-system:", name])}),
			},
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
			{"group": "", "resources": {"pods"}, "verbs": {"create"}, "names": set()},
			{
				"group": "",
				"resources": {"replicationcontrollers"},
				"verbs": {"create", "patch", "update"},
				"names": set(),
			},
			{
				"group": "apps",
				"resources": {"daemonsets", "deployments", "replicasets", "statefulsets"},
				"verbs": {"create", "patch", "update"},
				"names": set(),
			},
			{"group": "batch", "resources": {"cronjobs"}, "verbs": {"create", "patch", "update"}, "names": set()},
			{"group": "batch", "resources": {"jobs"}, "verbs": {"create"}, "names": set()},
		],
	},
	# A PersistentVolume of the type hostPath, which Pod Security does not look at.
	{
		"word": "mount every folder of the nodes by PersistentVolumes",
		"scopes": {"cluster"},
		"rights": [{"group": "", "resources": {"persistentvolumes"}, "verbs": {"create"}, "names": set()}],
		"besides": run_pods,
		"besides_anywhere": true,
	},
	# The labels of a namespace say which level of Pod Security it enforces.
	{
		"word": "run privileged pods by changing the labels of namespaces",
		"scopes": {"cluster"},
		"rights": [{"group": "", "resources": {"namespaces"}, "verbs": {"patch", "update"}, "names": set()}],
		"besides": run_pods,
		"besides_anywhere": true,
	},
	{
		"word": use_constraints,
		"scopes": {"cluster", "kube-system", "namespace"},
		"rights": [{
			"group": "security.openshift.io",
			"resources": {"securitycontextconstraints"},
			"verbs": {"use"},
			"names": constraints,
		}],
	},
	{
		"word": use_constraints,
		"scopes": {"cluster"},
		"rights": [{
			"group": "security.openshift.io",
			"resources": {"securitycontextconstraints"},
			"verbs": {"create", "patch", "update"},
			"names": constraints,
		}],
	},
	{
		"word": "grant every right",
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
		"word": "grant every right",
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
	# As a node: all nodes together can read the Secrets of all pods.
	{
		"word": "become any node",
		"scopes": {"cluster"},
		"rights": [{
			"group": "certificates.k8s.io",
			"resources": {"signers"},
			"verbs": {"approve"},
			"names": {"kubernetes.io/*", "kubernetes.io/kube-apiserver-client-kubelet"},
		}],
		"besides": [{
			"group": "certificates.k8s.io",
			"resources": {"certificatesigningrequests/approval", "*/approval"},
			"verbs": {"patch", "update"},
			"names": set(),
		}],
	},
	{
		"word": "become any node",
		"scopes": {"cluster"},
		"rights": [{
			"group": "certificates.k8s.io",
			"resources": {"certificatesigningrequests/nodeclient", "*/nodeclient"},
			"verbs": {"create"},
			"names": set(),
		}],
		"besides": [{
			"group": "certificates.k8s.io",
			"resources": {"certificatesigningrequests"},
			"verbs": {"create"},
			"names": set(),
		}],
	},
	{
		"word": see_or_change,
		"scopes": {"cluster"},
		"rights": [{
			"group": "admissionregistration.k8s.io",
			"resources": {"mutatingwebhookconfigurations"},
			"verbs": {"create", "patch", "update"},
			"names": set(),
		}],
	},
	{
		"word": see_or_refuse,
		"scopes": {"cluster"},
		"rights": [{
			"group": "admissionregistration.k8s.io",
			"resources": {"validatingwebhookconfigurations"},
			"verbs": {"create", "patch", "update"},
			"names": set(),
		}],
	},
	{
		"word": see_or_change,
		"scopes": {"cluster"},
		"rights": [{
			"group": "admissionregistration.k8s.io",
			"resources": {"mutatingadmissionpolicies"},
			"verbs": {"create", "patch", "update"},
			"names": set(),
		}],
		"besides": [{
			"group": "admissionregistration.k8s.io",
			"resources": {"mutatingadmissionpolicybindings"},
			"verbs": {"create", "patch", "update"},
			"names": "any",
		}],
	},
]

# Accounts of Kubernetes' own controllers whose rights take over the cluster. They are in kube-system.
controllers := {
	"clusterrole-aggregation-controller",
	"cronjob-controller",
	"daemon-set-controller",
	"deployment-controller",
	"generic-garbage-collector",
	"job-controller",
	"legacy-service-account-token-cleaner",
	"namespace-controller",
	"persistent-volume-binder",
	"replicaset-controller",
	"replication-controller",
	"resourcequota-controller",
	"statefulset-controller",
}

# Words as a list in a sentence.
listed(words) := words[0] if {
	count(words) == 1
} else := concat("", [concat(", ", array.slice(words, 0, count(words) - 1)), " and ", words[count(words) - 1]])
