# METADATA
# title: Do not take inbound ports out of the mesh
# description: >-
#   What is excluded from the proxy arrives at the program as it was sent: without mTLS, without an identity, and past the
#   policies of authorization of the mesh.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/annotations/
#   - ref: https://linkerd.io/2/reference/proxy-configuration/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Remove the annotation. If callers outside of the mesh need the port, accept plain text on this port in the policies
#     of the mesh.
#   kinds: [Pod]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.mesh["proxy-bypassed"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: tests of charts; excluded outbound traffic, which needs no identity; workloads without a proxy; the ports of the proxy itself.
findings contains finding if {
	not pod.is_chart_test
	some annotation, mesh in excluding
	value := trim_space(shape.string_at(pod.annotations, [annotation]))
	ports := [port | some item in split(value, ","); port := trim_space(item); not port in of_proxy]
	count(ports) > 0
	finding := {
		"path": array.concat(pod.annotations_path, [annotation]),
		"message": concat("", [meta.label, " lets connections to the ports ", concat(", ", ports), " past the proxy of ", mesh, "."]),
		"extent": {"ports": sort({port | some port in ports})},
		"fix": [],
		"no_fix": "The repository does not say who connects to these ports.",
	}
}

findings contains finding if {
	not pod.is_chart_test
	annotation := "ambient.istio.io/bypass-inbound-capture"
	shape.string_at(pod.annotations, [annotation]) == "true"
	finding := {
		"path": array.concat(pod.annotations_path, [annotation]),
		"message": concat("", [meta.label, " lets all inbound connections past the proxy of Istio."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say who connects to the pods.",
	}
}

of_proxy := {"", "15020", "15021", "15090"}

excluding := {
	"config.linkerd.io/skip-inbound-ports": "Linkerd",
	"consul.hashicorp.com/transparent-proxy-exclude-inbound-ports": "Consul",
	"traffic.sidecar.istio.io/excludeInboundPorts": "Istio",
}
