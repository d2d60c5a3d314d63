# METADATA
# title: Keep TLS and its verification on at the client
# description: >-
#   A proxy that connects in plain text to a workload of the mesh gives up its mTLS, and one that does not verify the
#   certificate connects to whoever answers. Others on the network can then read and change the traffic.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
#   - ref: https://doc.traefik.io/traefik/reference/routing-configuration/http/load-balancing/serverstransport/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Use the mode ISTIO_MUTUAL for workloads of the mesh, and trust the authority of the certificate instead of skipping
#     its verification.
#   kinds: [networking.istio.io/DestinationRule, traefik.io/ServersTransport, traefik.io/ServersTransportTCP, traefik.containo.us/ServersTransport]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "MITRE ATT&CK: T1040 Network Sniffing"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: may-break
#   fix_check: The server's certificate must be signed by an authority that the client trusts, and be for the name of the host.
#   since: "0.1.0"
package plimsoll.rules.mesh["client-tls-off"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: DISABLE for hosts outside of the mesh, whose clients may use TLS themselves, and for the API server.
findings contains finding if {
	some policy in policies
	some settings in tls_of(policy)
	shape.string_at(settings.spec, ["mode"]) == "DISABLE"
	is_in_mesh
	finding := {
		"path": array.concat(settings.path, ["mode"]),
		"message": concat("", [meta.label, " switches TLS off for connections to ", host, settings.where, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say whether the workload that is called has a proxy.",
	}
}

findings contains finding if {
	some policy in policies
	some settings in tls_of(policy)
	settings.spec.insecureSkipVerify == true
	shape.string_at(settings.spec, ["mode"]) in {"MUTUAL", "SIMPLE"}
	path := array.concat(settings.path, ["insecureSkipVerify"])
	finding := {
		"path": path,
		"message": concat("", [meta.label, " does not verify the certificate of ", host, settings.where, "."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": false}],
	}
}

findings contains finding if {
	some path in transport_paths
	object.get(input.object, path, null) == true
	finding := {
		"path": path,
		"message": concat("", [meta.label, " does not verify the certificates of servers."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": false}],
	}
}

transport_paths contains ["spec", "insecureSkipVerify"] if {
	meta.group in {"traefik.containo.us", "traefik.io"}
	input.object.kind == "ServersTransport"
}

transport_paths contains ["spec", "tls", "insecureSkipVerify"] if {
	meta.group == "traefik.io"
	input.object.kind == "ServersTransportTCP"
}

is_rule if {
	meta.group == "networking.istio.io"
	input.object.kind == "DestinationRule"
}

host := shape.string_at(input.object, ["spec", "host"])

# Names without a dot are Services of the namespace.
is_in_mesh if {
	host != ""
	not contains(host, ".")
	host != "kubernetes"
}

is_in_mesh if {
	some suffix in [".local", ".svc"]
	endswith(host, suffix)
	not startswith(host, "kubernetes.default.")
}

# The traffic policies: that of the host, then of its subsets.
policies := array.concat(
	[["spec", "trafficPolicy"] | is_rule],
	[["spec", "subsets", index, "trafficPolicy"] | is_rule; some index, _ in shape.array_at(input.object, ["spec", "subsets"])],
)

# Of a traffic policy, and of each of its ports: {path, spec, where}.
tls_of(policy) := array.concat(
	[{
		"path": array.concat(policy, ["tls"]),
		"spec": shape.object_at(input.object, array.concat(policy, ["tls"])),
		"where": "",
	}],
	[{
		"path": array.concat(policy, ["portLevelSettings", index, "tls"]),
		"spec": shape.object_at(shape.object_or_empty(item), ["tls"]),
		"where": port_words(item),
	} |
		some index, item in shape.array_at(input.object, array.concat(policy, ["portLevelSettings"]))
	],
)

port_words(item) := concat("", [" on port ", format_int(item.port.number, 10)]) if {
	is_number(item.port.number)
} else := ""
