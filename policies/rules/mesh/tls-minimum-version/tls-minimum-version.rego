# METADATA
# title: Refuse TLS older than 1.2
# description: >-
#   TLS 1.0 and 1.1 are broken and deprecated by RFC 8996. Gateways and load balancers refuse them by default, and accept
#   them only because they are told to.
# related_resources:
#   - ref: https://datatracker.ietf.org/doc/html/rfc8996
#   - ref: https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
#   - ref: https://doc.traefik.io/traefik/reference/routing-configuration/http/tls/tls-options/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set the minimum to TLS 1.2 or 1.3.
#   kinds: [networking.istio.io/Gateway, traefik.io/TLSOption, traefik.containo.us/TLSOption, gateway.envoyproxy.io/ClientTrafficPolicy, ConfigMap, networking.k8s.io/Ingress, Service]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: may-break
#   fix_check: No client may be so old that it knows nothing newer.
#   since: "0.1.0"
package plimsoll.rules.mesh["tls-minimum-version"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: no minimum, which is 1.2 today.
findings contains finding if {
	some setting in settings
	version := old[shape.string_at(input.object, setting.path)]
	finding := {
		"path": setting.path,
		"message": concat("", [meta.label, " accepts TLS ", version, "."]),
		"extent": {"versions": accepted[version]},
		"fix": [{"op": "set", "path": setting.path, "value": setting.least}],
	}
}

# Both controllers of nginx read this key of their ConfigMap.
findings contains finding if {
	meta.group == ""
	input.object.kind == "ConfigMap"
	path := ["data", "ssl-protocols"]
	versions := sort({version | some word in split(shape.string_at(input.object, path), " "); version := of_nginx[word]})
	count(versions) > 0
	finding := {
		"path": path,
		"message": concat("", [meta.label, " accepts TLS ", concat(" and ", versions), "."]),
		"extent": {"versions": versions},
		"fix": [{"op": "set", "path": path, "value": "TLSv1.2 TLSv1.3"}],
	}
}

of_nginx := {"TLSv1": "1.0", "TLSv1.1": "1.1"}

# The policies of AWS's load balancers, by name.
findings contains finding if {
	meta.group in {"", "networking.k8s.io"}
	some annotation in aws_annotations
	path := ["metadata", "annotations", annotation]
	policy := shape.string_at(input.object, path)
	version := of_aws[policy]
	finding := {
		"path": path,
		"message": concat("", [meta.label, " accepts TLS ", version, ": ", policy, " is its policy."]),
		"extent": {"versions": accepted[version]},
		"fix": [],
		"no_fix": "AWS has several newer policies. Choose one with 1-2 or 1-3 in its name.",
	}
}

aws_annotations := [
	"alb.ingress.kubernetes.io/ssl-policy",
	"service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy",
]

of_aws := {
	"ELBSecurityPolicy-2015-05": "1.0",
	"ELBSecurityPolicy-2016-08": "1.0",
	"ELBSecurityPolicy-FS-1-1-2019-08": "1.1",
	"ELBSecurityPolicy-FS-2018-06": "1.0",
	"ELBSecurityPolicy-TLS-1-0-2015-04": "1.0",
	"ELBSecurityPolicy-TLS-1-1-2017-01": "1.1",
	"ELBSecurityPolicy-TLS13-1-0-2021-06": "1.0",
	"ELBSecurityPolicy-TLS13-1-1-2021-06": "1.1",
}

settings contains {"least": "TLSV1_2", "path": ["spec", "servers", index, "tls", "minProtocolVersion"]} if {
	meta.group == "networking.istio.io"
	some index, _ in shape.array_at(input.object, ["spec", "servers"])
}

settings contains {"least": "VersionTLS12", "path": ["spec", "minVersion"]} if {
	meta.group in {"traefik.containo.us", "traefik.io"}
}

settings contains {"least": "1.2", "path": ["spec", "tls", "minVersion"]} if {
	meta.group == "gateway.envoyproxy.io"
}

old := {
	"1.0": "1.0",
	"1.1": "1.1",
	"TLSV1_0": "1.0",
	"TLSV1_1": "1.1",
	"VersionTLS10": "1.0",
	"VersionTLS11": "1.1",
}

accepted := {"1.0": ["1.0", "1.1"], "1.1": ["1.1"]}
