# METADATA
# title: Decide that a Service leaves the cluster
# description: >-
#   A Service of type LoadBalancer gets an address of its own, which in most clouds is public: whoever finds it reaches
#   the pods, past the Ingress or Gateway with its TLS, logins and logs.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Use the type ClusterIP behind an Ingress or Gateway, an internal load balancer, or `loadBalancerSourceRanges`.
#     Waive the finding for the entrance of the cluster itself, if it is none of the controllers that are known.
#   kinds: [Service]
#   facts: [images, services]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1133 External Remote Services"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   parameters:
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
package plimsoll.rules.exposure["service-exposed"]

import data.plimsoll.lib.image
import data.plimsoll.lib.meta
import data.plimsoll.lib.service
import data.plimsoll.lib.shape

# Allowed: the entrance of the cluster itself; other types; load balancers inside the cloud's network, or limited to some addresses. A Service that has only
# ports for administrators and databases is reported by exposure/sensitive-port-public.
findings contains finding if {
	service.is_open_load_balancer(input.parameters["exposure/service-exposed"].private_load_balancer_classes)
	not is_said
	not is_entrance
	finding := {
		"path": ["spec", "type"],
		"message": concat("", [meta.label, " asks for a load balancer without limiting who connects."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say who connects from outside.",
	}
}

is_said if {
	ports := shape.array_at(service.spec, ["ports"])
	count(ports) > 0
	count({port.index | some port in service.sensitive([])}) == count(ports)
}

# The Service of a controller of Ingresses or gateways: everybody is meant to come in by it.
is_entrance if {
	some workload in data.facts.targets[input.source.target].services.known[meta.namespace][meta.name].workloads
	place := concat("/", [meta.namespace, workload])
	some name, use in data.facts.targets[input.source.target].images.known
	use.used == "yes"
	place in use.workloads
	is_controller(image.parse(name).repository)
}

# Istio writes its own image into a gateway, whose pods have nothing else.
is_entrance if {
	images := data.facts.targets[input.source.target].images.known
	some workload in data.facts.targets[input.source.target].services.known[meta.namespace][meta.name].workloads
	place := concat("/", [meta.namespace, workload])
	images.auto.used == "yes"
	place in images.auto.workloads
	count([name | some name, use in images; place in use.workloads]) == 1
}

# Cilium's own has no pods that a manifest shows.
is_entrance if shape.string_at(input.object, ["metadata", "labels", "cilium.io/ingress"]) == "true"

is_controller(repository) if {
	parts := split(repository, "/")
	parts[count(parts) - 1] in controllers
}

is_controller(repository) if {
	some ending in ["/ingress-nginx/controller", "/ingress-nginx/controller-chroot", "haproxytech/kubernetes-ingress", "appscode/haproxy"]
	endswith(repository, ending)
}

# The last part of the names of their images. The proxy of Istio is written out only where it is a gateway.
controllers := {
	"aes",
	"ambassador",
	"apisix",
	"contour",
	"emissary",
	"envoy",
	"gloo-envoy-wrapper",
	"haproxy-ingress",
	"kong",
	"kong-gateway",
	"nginx-ingress",
	"nginx-ingress-controller",
	"nginx-plus-ingress",
	"proxyv2",
	"skipper",
	"traefik",
	"traefik-hub",
	"traefikee",
	"voyager",
}
