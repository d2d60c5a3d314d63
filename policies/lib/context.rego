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

all_powers contains word if some word in rbac_powers.words(rules("cluster"), "cluster")

all_powers contains word if {
	some word in rbac_powers.words(rules("kube-system"), "kube-system")
	word != "do everything"
}

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
