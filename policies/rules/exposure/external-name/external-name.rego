# METADATA
# title: Do not point a Service inside by ExternalName
# description: >-
#   Who connects to the Service is sent on by DNS: an Ingress controller or a proxy that trusts the namespace then
#   reaches its own loopback interface, the cloud's metadata service with the node's credentials, or a Service of
#   another namespace that the Ingress could not name.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#externalname
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Use the name itself where it is needed, or a Gateway's route with a ReferenceGrant in the other namespace.
#   kinds: [Service]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1090 Proxy"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   parameters:
#     cluster_domains:
#       type: strings
#       default: [cluster.local]
#       description: The DNS domains of your clusters.
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.exposure["external-name"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.service
import data.plimsoll.lib.shape

# Allowed: hosts outside the cluster; Services of the own namespace, and of any if the object does not name its own: the
# namespace of a release can be another one than is known here.
findings contains finding if {
	service.is_service
	service.type == "ExternalName"
	wording := inside(host)
	finding := {
		"path": ["spec", "externalName"],
		"message": concat("", [meta.label, " leads to ", wording, "."]),
		"extent": {"host": [host]},
		"fix": [],
		"no_fix": "The repository does not say which host is meant.",
	}
}

# DNS knows no case, and a period at the end changes nothing.
host := trim_suffix(lower(trim_space(shape.string_at(service.spec, ["externalName"]))), ".")

inside(name) := concat("", ["the loopback address ", name]) if {
	is_loopback(name)
} else := concat("", ["the cloud's metadata service ", name]) if {
	name in metadata_services
} else := concat("", ["the namespace ", namespace]) if {
	namespace := namespace_of(name)
	own_namespace != ""
	namespace != own_namespace
}

is_loopback("localhost")

is_loopback(name) if endswith(name, ".localhost")

is_loopback(name) if regex.match(`^(127(\.[0-9]{1,3}){1,3}|0\.0\.0\.0)$`, name)

metadata_services := {
	"100.100.100.200",
	"168.63.129.16",
	"169.254.169.254",
	"169.254.170.2",
	"169.254.170.23",
	"169.254.42.42",
	"192.0.0.192",
	"metadata.google.internal",
}

# `payments` of postgres.payments.svc.cluster.local; undefined for names of no Service.
namespace_of(name) := min({labels[count(labels) - 1] |
	some suffix in suffixes
	endswith(name, suffix)
	labels := split(trim_suffix(name, suffix), ".")
	count(labels) > 1
})

suffixes := {".svc"} | {concat("", [".svc.", domain]) |
	some domain in input.parameters["exposure/external-name"].cluster_domains
}

own_namespace := shape.string_at(input.object, ["metadata", "namespace"])
