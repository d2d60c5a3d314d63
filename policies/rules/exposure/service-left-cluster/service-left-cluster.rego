# METADATA
# title: Decide that a Service is reached from outside of the cluster
# description: >-
#   Only pods reached the Service. A node port listens on every node, for whoever reaches the network of the nodes; a load
#   balancer has an address outside of the cluster. Both pass the Ingress or Gateway with its TLS, logins and logs.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Keep the type ClusterIP behind an Ingress or Gateway, or say in the pull request who connects from outside.
#   kinds: [Service]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1133 External Remote Services"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules.exposure["service-left-cluster"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.service
import data.plimsoll.lib.shape

# Allowed: a Service that had a node port or a load balancer at the base; a load balancer for everyone, which
# exposure/service-exposed reports; external IPs, which exposure/external-ips reports.
findings contains {
	"path": ["spec", "type"],
	"message": concat("", [meta.label, " ", opened[service.type], ", and was reached only inside of the cluster at the base."]),
	"extent": {"type": service.type},
	"fix": [],
	"no_fix": "The repository does not say who connects from outside.",
} if {
	service.is_service
	service.type in object.keys(opened)
	type_at_base in {"", "ClusterIP", "ExternalName"}
	not service.is_open_load_balancer([])
}

opened := {
	"LoadBalancer": "asks for a load balancer, with limits to who connects",
	"NodePort": "opens a port on every node",
}

type_at_base := shape.string_at(input.base, ["spec", "type"])
