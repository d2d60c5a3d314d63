# METADATA
# title: Do not set external IPs on a Service
# description: >-
#   Every node sends to the Service what is meant for these addresses, and nobody checks that they are the author's:
#   whoever may write Services can take over the traffic of pods and nodes to any address (CVE-2020-8554). Kubernetes
#   1.36 deprecates the field.
# related_resources:
#   - ref: https://github.com/kubernetes/kubernetes/issues/97076
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#external-ips
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Use a Service of type LoadBalancer, or a Gateway, whose controller assigns the addresses.
#   kinds: [Service]
#   sets: [baseline, restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 1.2.3"
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.exposure["external-ips"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.service
import data.plimsoll.lib.shape

# Allowed: unset, null, an empty list; a Service of type ExternalName, whose addresses no node looks at.
findings contains finding if {
	service.is_service
	service.type != "ExternalName"
	addresses := sort({address | some address, _ in places})
	count(addresses) > 0
	finding := {
		"path": ["spec", "externalIPs"],
		"message": concat("", [meta.label, " takes the traffic that is meant for ", concat(", ", addresses), "."]),
		"extent": {"addresses": addresses},
		"extent_at": {"addresses": {address: ["spec", "externalIPs", min(indexes)] | some address, indexes in places}},
		"fix": [],
		"no_fix": "The repository does not say who uses the Service by these addresses.",
	}
}

places[address] contains index if {
	some index, address in shape.array_at(service.spec, ["externalIPs"])
	is_string(address)
	address != ""
}
