# METADATA
# title: Serve over TLS what is reached from outside
# description: >-
#   Without TLS, everybody between a client and the cluster reads the requests, with their passwords and cookies, and can
#   change the answers. A load balancer in front may end TLS, which only some annotations show.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
#   - ref: https://gateway-api.sigs.k8s.io/guides/tls/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Add `tls` with the hosts and the Secret of the certificate, which cert-manager can make, or a listener of the protocol
#     HTTPS. If a load balancer or a default certificate serves TLS, waive the finding.
#   kinds: [networking.k8s.io/Ingress, gateway.networking.k8s.io/Gateway, route.openshift.io/Route]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   parameters:
#     classes_with_tls:
#       type: strings
#       default: [cloudflare-tunnel, ngrok, tailscale]
#       description: Ingress classes and Gateway classes that serve TLS without being asked.
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.exposure["no-tls"]

import data.plimsoll.lib.ingress_nginx
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: any entry of tls, since one without a Secret is served with the controller's certificate; annotations that
# name a certificate of the load balancer.
findings contains finding if {
	ingress_nginx.is_ingress
	count(shape.array_at(input.object, ["spec", "tls"])) == 0
	not ingress_nginx.class in input.parameters["exposure/no-tls"].classes_with_tls
	not says_tls
	not is_local
	serves_something
	finding := {
		"path": ["spec", "tls"],
		"message": concat("", [meta.label, " serves ", hosts_in_words, " without TLS."]),
		"extent": {"hosts": sort(hosts)},
		"fix": [],
		"no_fix": "The repository does not say which certificate is meant.",
	}
}

# ingress-nginx redirects to TLS, and finds a certificate, only for the hosts that an entry names. Allowed: an entry without hosts,
# whose certificate may be for any; other controllers, which serve all hosts of the Ingress over TLS then.
findings contains finding if {
	ingress_nginx.is_ingress
	contains(ingress_nginx.class, "nginx")
	not ingress_nginx.is_for_f5
	entries := shape.array_at(input.object, ["spec", "tls"])
	count(entries) > 0
	every entry in entries {
		count(tls_hosts(entry)) > 0
	}
	not says_tls
	without := sort({host |
		some host in hosts
		not is_covered(host, {covering | some entry in entries; some covering in tls_hosts(entry)})
	})
	count(without) > 0
	finding := {
		"path": ["spec", "tls"],
		"message": concat("", [meta.label, " serves ", concat(", ", without), " without TLS: no entry of `tls` names it."]),
		"extent": {"hosts": without},
		"fix": [],
		"no_fix": "The repository does not say which certificate is meant.",
	}
}

tls_hosts(entry) := {lower(host) | some host in shape.strings_at(shape.object_or_empty(entry), ["hosts"]); host != ""}

is_covered(host, covering) if lower(host) in covering

# A wildcard is for one label.
is_covered(host, covering) if {
	labels := split(lower(host), ".")
	concat(".", array.concat(["*"], array.slice(labels, 1, count(labels)))) in covering
}

serves_something if count(shape.array_at(input.object, ["spec", "rules"])) > 0

serves_something if shape.is_set(shape.object_at(input.object, ["spec"]), "defaultBackend")

# Those that others resolve.
hosts := {host | some host in named_hosts; not is_local_host(host)}

named_hosts := {host |
	some rule in shape.array_at(input.object, ["spec", "rules"])
	host := shape.string_at(shape.object_or_empty(rule), ["host"])
	host != ""
}

hosts_in_words := "all hosts" if {
	count(hosts) == 0
} else := concat(", ", sort(hosts))

# Names that only the own computer, the own network or the cluster resolves, or that stand for the own address.
is_local if {
	count(named_hosts) > 0
	count(hosts) == 0
}

is_local_host(host) if regex.match(`(?i)(?:^|\.)(?:localhost|localdomain|local|internal|svc|test|home\.arpa)\.?$`, host)

is_local_host(host) if regex.match(`(?i)^(?:127\.|\[?::1\]?$)|(?:^|[.-])127[.-]0[.-]0[.-]1\.(?:nip|sslip|xip)\.io$`, host)

# How the clouds, OpenShift and other controllers are told of a certificate, or to pass TLS on to the pods.
says_tls if {
	some key, value in ingress_nginx.annotations
	is_string(value)
	value != ""
	regex.match(certificate_annotations, key)
}

says_tls if contains(upper(shape.string_at(ingress_nginx.annotations, ["alb.ingress.kubernetes.io/listen-ports"])), "HTTPS")

says_tls if shape.string_at(ingress_nginx.annotations, ["alb.ingress.kubernetes.io/scheme"]) == "internal"

# Only Google's controller reads it, which also serves what names no class.
says_tls if {
	shape.string_at(ingress_nginx.annotations, ["kubernetes.io/ingress.allow-http"]) == "false"
	classes := {class |
		some class in [
			shape.string_at(input.object, ["spec", "ingressClassName"]),
			shape.string_at(ingress_nginx.annotations, ["kubernetes.io/ingress.class"]),
		]
		class != ""
	}
	every class in classes { startswith(class, "gce") }
}

says_tls if {
	some key in [
		"nginx.ingress.kubernetes.io/ssl-passthrough",
		"haproxy.org/ssl-passthrough",
		"haproxy-ingress.github.io/ssl-passthrough",
		"ingress.kubernetes.io/ssl-passthrough",
		"traefik.ingress.kubernetes.io/router.tls",
		"kubernetes.io/tls-acme",
	]
	shape.string_at(ingress_nginx.annotations, [key]) == "true"
}

certificate_annotations := concat("", [
	`^(?:alb\.ingress\.kubernetes\.io/certificate-arn|networking\.gke\.io/(?:managed-certificates|certmap)`,
	`|ingress\.gcp\.kubernetes\.io/pre-shared-cert|appgw\.ingress\.kubernetes\.io/appgw-ssl-certificate`,
	`|appgw\.ingress\.kubernetes\.io/appgw-ssl-profile|route\.openshift\.io/termination`,
	`|traefik\.ingress\.kubernetes\.io/router\.tls\..*|ingress\.bluemix\.net/.*tls.*`,
	`|kubernetes\.azure\.com/tls-cert-keyvault-uri)$`,
])

# Allowed: a listener with TLS, whose Gateway may answer HTTP with a redirect; protocols other than HTTP.
findings contains finding if {
	meta.group == "gateway.networking.k8s.io"
	input.object.kind == "Gateway"
	not shape.string_at(input.object, ["spec", "gatewayClassName"]) in input.parameters["exposure/no-tls"].classes_with_tls
	not shape.is_set(shape.object_at(input.object, ["spec"]), "allowedListeners")
	listeners := shape.array_at(input.object, ["spec", "listeners"])
	count(listeners) > 0
	every listener in listeners {
		object.get(shape.object_or_empty(listener), "protocol", null) == "HTTP"
	}
	finding := {
		"path": ["spec", "listeners"],
		"message": concat("", [meta.label, " has only listeners without TLS."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which certificate is meant.",
	}
}

# Allowed: any termination.
findings contains finding if {
	meta.group == "route.openshift.io"
	input.object.kind == "Route"
	not shape.is_set(shape.object_at(input.object, ["spec"]), "tls")
	finding := {
		"path": ["spec", "tls"],
		"message": concat("", [meta.label, " serves its host without TLS."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say where TLS ends: at the router (edge) or in the pods.",
	}
}
