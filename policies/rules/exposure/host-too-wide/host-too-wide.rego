# METADATA
# title: Name the hosts of an Ingress
# description: >-
#   A rule without a host takes requests for every host name of the controller that no other Ingress names, also those of
#   other teams that are added or removed later.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Name the host in each rule. If the Ingress is meant as the default for all hosts, waive the finding.
#   kinds: [networking.k8s.io/Ingress]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   parameters:
#     classes_of_one_ingress:
#       type: strings
#       default: [alb, cloudflare-tunnel, gce, gce-internal, tailscale]
#       description: Ingress classes that give each Ingress an address of its own, so that it can take no other's hosts.
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.exposure["host-too-wide"]

import data.plimsoll.lib.ingress_nginx
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: a host, a wildcard below a domain; a default backend alone, which says that it is one.
findings contains finding if {
	ingress_nginx.is_ingress
	not has_own_address
	open := sort([index |
		some index, item in shape.array_at(input.object, ["spec", "rules"])
		rule := shape.object_or_empty(item)
		shape.string_at(rule, ["host"]) in {"", "*"}
		count(shape.array_at(rule, ["http", "paths"])) > 0
	])
	count(open) > 0
	finding := {
		"path": ["spec", "rules"],
		"entries": open,
		"message": concat("", [meta.label, " takes requests for all hosts."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which hosts are meant.",
	}
}

# A group of AWS's controller shares one load balancer.
has_own_address if {
	ingress_nginx.class in input.parameters["exposure/host-too-wide"].classes_of_one_ingress
	not shape.is_set(ingress_nginx.annotations, "alb.ingress.kubernetes.io/group.name")
}

# A canary has the host of the Ingress that it stands beside.
has_own_address if shape.string_at(ingress_nginx.annotations, ["nginx.ingress.kubernetes.io/canary"]) == "true"
