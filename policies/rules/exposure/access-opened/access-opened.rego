# METADATA
# title: Keep the login and the allowed addresses of what is reached from outside
# description: >-
#   What asked for a login, or let in only some addresses, is open to everyone once the annotation or the middleware is gone.
#   Nothing fails, and it looks as before to those who may come in.
# related_resources:
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
#   - ref: https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
#   - ref: https://doc.traefik.io/traefik/middlewares/overview/
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Restore it, or say in the pull request what asks for the login now. A login in the program itself is not seen here.
#   kinds:
#     - Pod
#     - Service
#     - networking.k8s.io/Ingress
#     - route.openshift.io/Route
#     - traefik.containo.us/IngressRoute
#     - traefik.io/IngressRoute
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1133 External Remote Services"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules.exposure["access-opened"]

import data.plimsoll.lib.address_ranges
import data.plimsoll.lib.image
import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

found(path, does, lost) := {
	"path": path,
	"message": concat("", [meta.label, " ", does, "."]),
	"extent": {"lost": lost},
	"fix": [],
	"no_fix": "The repository does not say who may come in.",
}

# Allowed: another login in its place.
findings contains found(annotation_path(lost), does, lost) if {
	is_entrance
	lost := sort(logins(input.base))
	count(lost) > 0
	count(logins(input.object)) == 0
	does := concat("", ["no longer asks for a login: at the base, ", concat(" and ", lost), " did"])
}

# Allowed: other addresses in their place.
findings contains found(["metadata", "annotations"], does, ["addresses"]) if {
	is_entrance
	before := ranges(input.base)
	is_limited(before)
	not is_limited(ranges(input.object))
	does := concat("", ["is open to every address: at the base, it let in ", concat(", ", array.slice(sort(before), 0, 3)), " alone"])
}

# Load balancers.
findings contains found(["spec", "loadBalancerSourceRanges"], does, ["addresses"]) if {
	is_load_balancer(input.object)
	is_load_balancer(input.base)
	before := shape.strings_at(input.base, ["spec", "loadBalancerSourceRanges"])
	is_limited(before)
	not is_limited(shape.strings_at(input.object, ["spec", "loadBalancerSourceRanges"]))
	does := concat("", ["is open to every address: at the base, it let in ", concat(", ", array.slice(sort(before), 0, 3)), " alone"])
}

# From a private network to the Internet, by what says so in one of the clouds.
findings contains found(["metadata", "annotations", key], "was reached from a private network, and is now reached from the Internet", [key]) if {
	is_load_balancer(input.object)
	is_load_balancer(input.base)
	some key, values in private
	lower(annotation(input.base, key)) in values
	not lower(annotation(input.object, key)) in values
	every other, same in private {
		not lower(annotation(input.object, other)) in same
	}
}

findings contains found(path, "was reached from a private network, and is now reached from the Internet", ["scheme"]) if {
	meta.group == "networking.k8s.io"
	input.object.kind == "Ingress"
	key := "alb.ingress.kubernetes.io/scheme"
	path := ["metadata", "annotations", key]
	annotation(input.base, key) == "internal"
	annotation(input.object, key) == "internet-facing"
}

findings contains found(["spec", "ingressClassName"], does, ["class"]) if {
	meta.group == "networking.k8s.io"
	input.object.kind == "Ingress"
	before := class(input.base)
	after := class(input.object)
	is_private(before)
	not is_private(after)
	after != ""
	does := concat("", ["moves from the class ", before, " to ", after, ", which is not named as a private one"])
}

# Traefik's own routes: the same match with a middleware at the base.
findings contains found(array.concat(["spec", "routes"], [index, "middlewares"]), does, lost) if {
	meta.group in {"traefik.containo.us", "traefik.io"}
	some index, item in shape.array_at(input.object, ["spec", "routes"])
	route := shape.object_or_empty(item)
	some other in shape.array_at(input.base, ["spec", "routes"])
	before := shape.object_or_empty(other)
	shape.string_at(before, ["match"]) == shape.string_at(route, ["match"])
	lost := sort(middlewares(before))
	count(lost) > 0
	count(middlewares(route)) == 0
	does := concat("", ["no longer asks who comes in: at the base, the middleware ", concat(" and ", lost), " did"])
}

middlewares(route) := {name |
	some item in shape.array_at(route, ["middlewares"])
	name := shape.string_at(shape.object_or_empty(item), ["name"])
	is_guard(name)
}

# A proxy with a login, beside the program.
findings contains found(array.concat(pod.spec_path, ["containers"]), does, lost) if {
	lost := sort(proxies(shape.array_at(input.base, array.concat(pod.spec_path, ["containers"]))))
	count(lost) > 0
	now := shape.array_at(input.object, array.concat(pod.spec_path, ["containers"]))
	count(now) > 0
	count(proxies(now)) == 0
	does := concat("", ["no longer runs ", concat(" and ", lost), ", which asked for a login"])
}

proxies(containers) := {name |
	some each in containers
	repository := image.parse(shape.string_at(shape.object_or_empty(each), ["image"])).repository
	some name in ["oauth2-proxy", "oauth-proxy", "origin-oauth-proxy", "ose-oauth-proxy"]
	endswith(repository, concat("", ["/", name]))
}

is_entrance if {
	meta.group in {"networking.k8s.io", "route.openshift.io"}
	input.object.kind in {"Ingress", "Route"}
}

annotation(entrance, key) := shape.string_at(entrance, ["metadata", "annotations", key])

# The annotations of all controllers, by the name after the prefix.
named(entrance) := {[key, parts[1], trim_space(value)] |
	some key, value in shape.object_at(entrance, ["metadata", "annotations"])
	is_string(value)
	parts := split(key, "/")
	count(parts) == 2
}

# What asks for a login, in words.
logins(entrance) := ({concat(" ", ["the annotation", key]) |
	some [key, name, value] in named(entrance)
	is_login(name, value)
} | {concat("", ["the middleware ", guard]) |
	some [_, name, value] in named(entrance)
	name in {"plugins", "router.middlewares"}
	some item in split(value, ",")
	guard := trim_space(item)
	is_guard(guard)
}) | {concat(" ", ["the Service", service]) |
	some rule in shape.array_at(entrance, ["spec", "rules"])
	some each in shape.array_at(shape.object_or_empty(rule), ["http", "paths"])
	path := shape.object_or_empty(each)
	object.get(path, "path", null) in {null, "", "/"}
	service := shape.string_at(path, ["backend", "service", "name"])
	is_login_proxy(service)
}

is_login(name, value) if {
	name in {"auth-tls-secret", "auth-url", "basic-auth-secret", "jwt-key"}
	value != ""
}

is_login(name, value) if {
	name == "auth-type"
	not lower(value) in {"", "none"}
}

is_login_proxy(name) if {
	some word in ["oauth2-proxy", "oauth-proxy", "oauth2proxy", "authelia", "ak-outpost", "pomerium"]
	contains(lower(name), word)
}

# Names of middlewares that may ask for a login or limit addresses.
is_guard(name) if {
	some word in [
		"auth", "login", "oidc", "sso", "jwt", "keycloak", "allow", "whitelist", "white-list", "ip-restrict", "private",
		"protect", "secured", "vpn",
	]
	contains(lower(name), word)
}

# The addresses that may come in.
ranges(entrance) := {range |
	some [_, name, value] in named(entrance)
	name in {
		"allow-list", "allowlist-source-range", "inbound-cidrs", "ip_allowlist", "ip_whitelist", "whitelist",
		"whitelist-source-range",
	}
	some part in split(replace(value, " ", ","), ",")
	range := trim_space(part)
	range != ""
}

is_limited(addresses) if {
	count(addresses) > 0
	not address_ranges.is_everyone([address | some address in addresses])
}

class(entrance) := name if {
	name := shape.string_at(entrance, ["spec", "ingressClassName"])
	name != ""
} else := annotation(entrance, "kubernetes.io/ingress.class")

is_private(name) if {
	some word in ["internal", "private", "intranet", "vpn", "tailscale"]
	contains(lower(name), word)
}

is_load_balancer(entrance) if {
	meta.group == ""
	input.object.kind == "Service"
	shape.string_at(entrance, ["spec", "type"]) == "LoadBalancer"
}

# What makes a load balancer private, by the clouds' annotations.
private := {
	"cloud.google.com/load-balancer-type": {"internal"},
	"networking.gke.io/load-balancer-type": {"internal"},
	"service.beta.kubernetes.io/aws-load-balancer-internal": {"0.0.0.0/0", "true"},
	"service.beta.kubernetes.io/aws-load-balancer-scheme": {"internal"},
	"service.beta.kubernetes.io/azure-load-balancer-internal": {"true"},
	"service.beta.kubernetes.io/oci-load-balancer-internal": {"true"},
	"service.beta.kubernetes.io/openstack-internal-load-balancer": {"true"},
}

annotation_path(lost) := ["metadata", "annotations"] if {
	some words in lost
	not startswith(words, "the Service ")
} else := ["spec", "rules"]
