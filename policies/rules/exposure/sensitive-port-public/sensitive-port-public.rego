# METADATA
# title: Keep administrative and database ports off the Internet
# description: >-
#   Scanners find such a port within hours, and try every known hole and password on it. A load balancer is public
#   unless the cloud is told otherwise; a node port is open on every node, whatever runs there.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Use the type ClusterIP, an internal load balancer, or `loadBalancerSourceRanges` with the addresses of those who
#     connect.
#   kinds: [Service]
#   sets: [default, baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1133 External Remote Services"
#     - "MITRE ATT&CK: T1190 Exploit Public-Facing Application"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   parameters:
#     allowed_ports:
#       type: strings
#       default: []
#       description: Port numbers that may be public, such as "22" for a Git server.
#     private_load_balancer_classes:
#       type: strings
#       default:
#         - io.cilium/bgp-control-plane
#         - io.cilium/l2-announcer
#         - kube-vip.io/kube-vip-class
#         - metallb.io/metallb
#         - networking.gke.io/l4-regional-internal
#         - networking.gke.io/l4-regional-internal-legacy
#         - tailscale
#       description: Values of `loadBalancerClass` whose load balancers the Internet does not reach.
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.exposure["sensitive-port-public"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.service

# Allowed: other ports; the types ClusterIP and ExternalName; load balancers inside the cloud's network, or limited to
# some addresses.
findings contains finding if {
	some port in service.sensitive(input.parameters["exposure/sensitive-port-public"].allowed_ports)
	finding := {
		"path": port.path,
		"message": concat("", [
			meta.label,
			" opens port ",
			format_int(port.number, 10),
			" (",
			port.program,
			") ",
			reach,
			".",
		]),
		"extent": {"reach": extent_of_reach},
		"fix": [],
		"no_fix": "The repository does not say who connects from outside.",
	}
}

# A load balancer reaches further than a port of the nodes.
extent_of_reach := ["nodes"] if {
	service.type == "NodePort"
} else := ["internet", "nodes"]

reach := "on every node" if {
	service.type == "NodePort"
} else := "by a load balancer without limiting who connects" if {
	service.is_open_load_balancer(input.parameters["exposure/sensitive-port-public"].private_load_balancer_classes)
}
