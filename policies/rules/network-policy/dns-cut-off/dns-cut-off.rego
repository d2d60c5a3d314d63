# METADATA
# title: Allow DNS where egress is limited
# description: >-
#   Services and hosts are not found by their names any more, although connections to them are allowed: as soon as a
#   policy for egress selects a pod, what no policy allows is denied, DNS too.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
#   - ref: https://docs.aws.amazon.com/eks/latest/best-practices/network-security.html
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Allow the ports 53 of UDP and TCP to the pods that serve DNS, in this policy or in one that selects all pods.
#   kinds: [networking.k8s.io/NetworkPolicy]
#   facts: [network_policies, workloads]
#   sets: [restricted]
#   standards: []
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["network-policy"]["dns-cut-off"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.network_policy

# Allowed: policies that allow nothing, or ranges alone: what needs no name needs no DNS. Policies add up, so all that select
# the workload count, and those of other kinds make it unknown.
findings contains finding if {
	network_policy.is_policy
	count(network_policy.egress) > 0
	cut := sort([name |
		some name, limits in policies.workloads[meta.namespace]
		is_cut_off(name, limits)
		is_first(limits)
	])
	count(cut) > 0
	finding := {
		"path": ["spec", "egress"],
		"message": concat("", [
			meta.label, " limits where ", listed(cut),
			" may connect, and no policy allows DNS, which the names of Services and hosts need.",
		]),
		"extent": {"workloads": cut},
		"fix": [],
		"no_fix": "The repository does not say where the cluster's DNS is.",
	}
}

policies := data.facts.targets[input.source.target].network_policies

workloads := data.facts.targets[input.source.target].workloads

is_cut_off(name, limits) if {
	limits.egress == "yes"
	limits.dns == "no"
	workload := workloads.known[meta.namespace][name]
	workload.exists == "yes"
	workload.host_network == false
}

# Of the policies that select the workload and need DNS, the first one is reported.
is_first(limits) if {
	needing := [name |
		some name in limits.policies
		policies.known[meta.namespace][name].needs_dns == true
	]
	needing[0] == meta.name
}

listed(names) := concat(" and ", names) if {
	count(names) < 3
} else := concat("", [names[0], " and ", format_int(count(names) - 1, 10), " other workloads"])
