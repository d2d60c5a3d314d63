# METADATA
# title: Keep the cloud's metadata service out of reach
# description: >-
#   The metadata service answers at a fixed address of every node, and gives whoever asks the credentials of the node's
#   cloud role. An ipBlock that includes the address lets the pods ask, unless `except` takes it out.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors
#   - ref: https://kubernetes.io/docs/tasks/administer-cluster/securing-a-cluster/#restricting-cloud-metadata-api-access
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Add `169.254.169.254/32` (on AWS with IPv6 also `fd00:ec2::254/128`) to `except`; if the pods need the service, waive
#     the finding and give the reason.
#   kinds: [networking.k8s.io/NetworkPolicy]
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Protecting sensitive cloud infrastructure"
#     - "MITRE ATT&CK: T1552.005 Unsecured Credentials: Cloud Instance Metadata API"
#     - "OWASP Kubernetes Top Ten 2025: K08"
#   fix_risk: may-break
#   fix_check: The pods must not use credentials of the node's cloud role, or a workload identity that is served at this address.
#   since: "0.1.0"
package plimsoll.rules["network-policy"]["metadata-reachable"]

import data.plimsoll.lib.network_policy

# What is reachable by a rule without destinations is said by network-policy/egress-to-everywhere.
findings contains finding if {
	some rule in network_policy.egress
	network_policy.allows_tcp(rule, 80)
	some block in network_policy.blocks(rule, "to")
	reached := [address | some address in addresses; network_policy.includes(block, address)]
	count(reached) > 0
	finding := object.union(repair(block, reached), {
		"path": block.path,
		"entries": ["cidr"],
		"message": concat("", [
			rule.label, " allows ", concat(" and ", reached),
			", the metadata service of clouds.",
		]),
		"extent": {"addresses": reached},
	})
}

addresses := ["169.254.169.254", "fd00:ec2::254"]

# `except` must be inside of the block, and is no use if nothing of it is left.
repair(block, reached) := {"fix": [{"op": "set", "path": array.concat(block.path, ["except"]), "value": except}]} if {
	not block.cidr in singles
	except := array.concat(block.except, [range | some address in reached; range := as_range[address]])
} else := {"fix": [], "no_fix": "The rule is for this address alone. Remove it if the pods do not need it."}

as_range := {"169.254.169.254": "169.254.169.254/32", "fd00:ec2::254": "fd00:ec2::254/128"}

singles := {range | some range in as_range}
