# METADATA
# title: Do not use ports of the node
# description: >-
#   A host port exposes the container on the node's own address, bypassing Services and often NetworkPolicies,
#   and limits the pod to nodes where that port is free.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Remove `hostPort` and publish the port through a Service.
#   kinds: [Pod]
#   sets: [baseline, restricted, nsa, cis]
#   standards:
#     - "PSS baseline: Host Ports"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.12"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1133 External Remote Services"
#   level:
#     standard: pod-security
#     name: baseline
#     control: Host Ports
#     check: hostPorts
#   fix_risk: may-break
#   fix_check: >-
#     Nothing connects to this port on the node's address.
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"]["host-ports"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: unset, 0.
findings contains finding if {
	some container in pod.containers
	some index, port in shape.array_at(container.spec, ["ports"])
	port.hostPort != 0
	is_port(port.hostPort)
	path := array.concat(container.path, ["ports", index, "hostPort"])
	finding := {
		"path": path,
		"message": concat("", [container.label, " uses port ", format_int(port.hostPort, 10), " of the node."]),
		"extent": {"host_ports": {concat(" ", [protocol(port), format_int(port.hostPort, 10)]): [address(port)]}},
		"fix": [{"op": "remove", "path": path}],
	}
}

findings contains finding if {
	some container in pod.containers
	some index, item in shape.array_at(container.spec, ["ports"])
	port := object.get(shape.object_or_empty(item), "hostPort", null)
	not port in {null, 0}
	not is_port(port)
	path := array.concat(container.path, ["ports", index, "hostPort"])
	finding := {
		"path": path,
		"message": concat("", [container.label, shape.type_fault("hostPort", port, "a whole number from 1 to 65535")]),
		"extent": {},
		"fix": [{"op": "remove", "path": path}],
	}
}

is_port(value) if {
	is_number(value)
	value >= 1
	value <= 65535
	value == floor(value)
}

protocol(port) := port.protocol if {
	shape.string_at(port, ["protocol"]) != ""
} else := "TCP"

# `*` for all addresses of the node, of either family.
address(port) := "*" if {
	shape.string_at(port, ["hostIP"]) in {"", "0.0.0.0", "::"}
} else := port.hostIP
