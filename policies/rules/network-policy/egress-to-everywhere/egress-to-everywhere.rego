# METADATA
# title: Name the destinations instead of the whole world
# description: >-
#   An egress rule without `to` allows every destination: the cluster, the nodes, the cloud's metadata service and the
#   Internet. Policies add up, so no other policy takes this back.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-egress-traffic
#   - ref: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     List the pods and ranges that are needed in `to`. For the Internet alone, use the ipBlock `0.0.0.0/0` with the private
#     ranges and 169.254.169.254 in `except`.
#   kinds: [networking.k8s.io/NetworkPolicy]
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Network policies"
#     - "MITRE ATT&CK: T1048 Exfiltration Over Alternative Protocol"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["network-policy"]["egress-to-everywhere"]

import data.plimsoll.lib.network_policy
import data.plimsoll.lib.shape

# Allowed: DNS alone, which pods ask for at an address that few know.
findings contains finding if {
	some rule in network_policy.egress
	network_policy.is_empty(rule, "to")
	not is_dns(rule)
	finding := {
		"path": rule.path,
		"message": concat("", [rule.label, " allows every destination", on_ports(rule), "."]),
		"extent": {"ports": network_policy.port_words(rule)},
		"fix": [],
		"no_fix": "The repository does not say which destinations the pods need.",
	}
}

# Of the ranges of everything, those that include the metadata service are left to network-policy/metadata-reachable. They are
# found here as well, so that the same in other words is not new.
findings contains object.union(finding, left_to(rule, block)) if {
	some rule in network_policy.egress
	not is_dns(rule)
	some block in network_policy.blocks(rule, "to")
	block.cidr in network_policy.everything
	every range in private[block.cidr] {
		not network_policy.is_excepted(block, range)
	}
	finding := {
		"path": block.path,
		"entries": ["cidr"],
		"message": concat("", [
			rule.label, " allows ", block.cidr, on_ports(rule),
			", private networks included.",
		]),
		"extent": {"ports": network_policy.port_words(rule)},
		"fix": [],
		"no_fix": "The repository does not say which destinations the pods need.",
	}
}

left_to(rule, block) := {"left_to": "network-policy/metadata-reachable"} if {
	is_metadata_said(rule, block)
} else := {}

on_ports(rule) := "" if {
	"*" in network_policy.port_words(rule)
} else := concat("", [" on the ports ", concat(", ", network_policy.port_words(rule))])

private := {"0.0.0.0/0": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], "::/0": ["fc00::/7"]}

is_metadata_said(rule, block) if {
	network_policy.allows_tcp(rule, 80)
	some address in ["169.254.169.254", "fd00:ec2::254"]
	network_policy.includes(block, address)
}

is_dns(rule) if {
	items := shape.array_at(rule.spec, ["ports"])
	count(items) > 0
	every item in items {
		object.get(shape.object_or_empty(item), "port", null) in {53, "dns", "dns-tcp"}
		object.get(shape.object_or_empty(item), "endPort", null) in {null, 53}
	}
}
