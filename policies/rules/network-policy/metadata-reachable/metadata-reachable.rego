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
#     Add `169.254.169.254/32` (on AWS with IPv6 also `fd00:ec2::254/128`, on Alibaba Cloud `100.100.100.200/32`) to
#     `except`; if the pods need the service, waive the finding and give the reason.
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
	reached := sort({address |
		some address in array.concat(addresses, near(block))
		network_policy.includes(block, address)
	})
	count(reached) > 0
	finding := object.union(repair(block, reached), {
		"path": block.path,
		"entries": ["cidr"],
		"message": concat("", [
			rule.label, " allows ", concat(" and ", reached),
			", the metadata service of ", named(reached), ".",
		]),
		"extent": {"addresses": reached},
	})
}

# Those of several clouds, and of AWS.
addresses := ["169.254.169.254", "fd00:ec2::254"]

# That of a single cloud counts only in a range near it: a wide one is seldom meant for it.
clouds := {
	"100.100.100.200": {"name": "Alibaba Cloud", "near": "100.100.100.0/24"},
	"169.254.42.42": {"name": "Scaleway", "near": "169.254.42.0/24"},
	"fd00:42::42": {"name": "Scaleway", "near": "fd00:42::/112"},
}

near(block) := [address |
	some address, cloud in clouds
	net.cidr_contains(cloud.near, block.cidr)
]

named(reached) := "clouds" if {
	some address in reached
	address in addresses
} else := clouds[reached[0]].name

# `except` must be inside of the block, and is no use if nothing of it is left.
repair(block, reached) := {"fix": [{"op": "set", "path": array.concat(block.path, ["except"]), "value": except}]} if {
	not block.cidr in {range | some address in reached; range := as_range(address)}
	except := array.concat(block.except, [range | some address in reached; range := as_range(address)])
} else := {"fix": [], "no_fix": "The rule is for this address alone. Remove it if the pods do not need it."}

as_range(address) := concat("", [address, "/128"]) if {
	contains(address, ":")
} else := concat("", [address, "/32"])
