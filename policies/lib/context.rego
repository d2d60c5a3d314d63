# METADATA
# title: What stands around an object
# description: >-
#   What leads to a workload or a Service from outside, and what the workload's service account can do: for rules about
#   combinations, and for the reasons beside findings. Only what this repository proves counts.
package plimsoll.lib.context

import data.plimsoll.lib.identity
import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.rbac_powers
import data.plimsoll.lib.workload

ways := data.facts.targets[input.source.target].exposure.workloads[workload.namespace][workload.key] if pod.spec

ways := data.facts.targets[input.source.target].exposure.services[workload.namespace][meta.name] if {
	input.object.kind == "Service"
	meta.group == ""
}

# What the account of a pod that mounts its token can do, over all of its bindings.
powers := sort({word | identity.has_token; some word in all_powers})

all_powers contains rbac_powers.everything(rules("cluster"))

all_powers contains power.word if {
	some power in rbac_powers.powers
	some scope in power.scopes
	rbac_powers.give(rules(scope), power.rights)
	has_besides(power, rules(scope))
}

# Roles that Kubernetes defines itself are known.
all_powers contains word if {
	some name in built_in_roles
	some word in rbac_powers.built_in[name]
}

all_powers contains "do everything" if "cluster-admin" in built_in_roles

built_in_roles contains grant.role.name if {
	some grant in grants
	grant.namespace == ""
	grant.role.namespace == ""
	not rbac.roles[""][grant.role.name].exists == "yes"
}

has_besides(power, _) if not power.besides

has_besides(power, all) if rbac_powers.give(all, power.besides)

rbac := data.facts.targets[input.source.target].rbac

grants := rbac.accounts[workload.namespace][workload.account].grants

# The powers in words; who can do everything needs no list.
power_words := "do everything" if {
	"do everything" in powers
} else := rbac_powers.listed(powers) if {
	count(powers) > 0
}

# The rules that count in the whole cluster, or besides in kube-system.
rules(scope) := [rule |
	some grant in grants
	grant.namespace in places[scope]
	rbac.bindings[grant.namespace][grant.name].exists == "yes"
	some rule in rbac.roles[grant.role.namespace][grant.role.name].rules
]

places := {"cluster": {""}, "kube-system": {"kube-system"}}
