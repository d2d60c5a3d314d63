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
#   kinds: [Service, gateway.networking.k8s.io/Gateway]
#   facts: [services, workloads]
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
import data.plimsoll.lib.shape

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

# A port of the pods by its name, whose number the repository's workloads say. Allowed: the same, and a port of the Service
# that is said already.
findings contains finding if {
	service.is_service
	allowed := input.parameters["exposure/sensitive-port-public"].allowed_ports
	some index, item in shape.array_at(service.spec, ["ports"])
	fields := shape.object_or_empty(item)
	object.get(fields, "protocol", "TCP") in {"TCP", null, ""}
	numbers := {number |
		some name in {fields.targetPort}
		is_string(name)
		some number in numbers_of(name)
		service.sensitive_ports[number]
		not format_int(number, 10) in allowed
	}
	not is_said(index, allowed)
	number := min(numbers)
	finding := {
		"path": ["spec", "ports", index, "targetPort"],
		"message": concat("", [
			meta.label, " opens port ", format_int(number, 10), " (", service.sensitive_ports[number],
			") of its pods ", reach, ".",
		]),
		"extent": {"reach": extent_of_reach},
		"fix": [],
		"no_fix": "The repository does not say who connects from outside.",
	}
}

is_said(index, allowed) if {
	some said in service.sensitive(allowed)
	said.index == index
}

numbers_of(name) := {number |
	selected := data.facts.targets[input.source.target].services.known[meta.namespace][meta.name]
	selected.selects == "yes"
	some workload in selected.workloads
	number := data.facts.targets[input.source.target].workloads.known[meta.namespace][workload].ports[name]
}

# Allowed: listeners that read HTTP; classes, addresses and annotations that say that the network is a private one.
findings contains finding if {
	meta.group == "gateway.networking.k8s.io"
	input.object.kind == "Gateway"
	not is_private_gateway
	some index, item in shape.array_at(input.object, ["spec", "listeners"])
	listener := shape.object_or_empty(item)
	listener.protocol in {"TCP", "TLS"}
	program := service.sensitive_ports[listener.port]
	not format_int(listener.port, 10) in input.parameters["exposure/sensitive-port-public"].allowed_ports
	finding := {
		"path": ["spec", "listeners", index, "port"],
		"message": concat("", [
			meta.label, " opens port ", format_int(listener.port, 10), " (", program,
			") by a listener that passes connections on to the pods.",
		]),
		"extent": {"reach": ["internet", "nodes"]},
		"fix": [],
		"no_fix": "The repository does not say who connects from outside.",
	}
}

is_private_gateway if regex.match(`(?i)internal|private|intranet|mesh|waypoint|vpn|tailscale`, shape.string_at(input.object, ["spec", "gatewayClassName"]))

# Addresses are given to a Gateway by who knows the network.
is_private_gateway if count(shape.array_at(input.object, ["spec", "addresses"])) > 0

is_private_gateway if {
	some annotations in [
		shape.object_at(input.object, ["metadata", "annotations"]),
		shape.object_at(input.object, ["spec", "infrastructure", "annotations"]),
	]
	some key, value in annotations
	regex.match(`(?i)internal|private|intranet|scheme|service-type|source-ranges|allow`, concat("=", [key, json.marshal(value)]))
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
