# METADATA
# title: Move away from the retired ingress-nginx
# description: >-
#   Nobody publishes fixes for holes that are found since the project ended on 24 March 2026, in the controller or
#   in the nginx inside it. Its last releases are 1.15.1, 1.14.5 and 1.13.9.
# related_resources:
#   - ref: https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Move to a Gateway API implementation or another Ingress controller, or use a fork that somebody maintains.
#   kinds: [Pod]
#   sets: [restricted]
#   standards:
#     - "OWASP Kubernetes Top Ten 2025: K07"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.exposure["nginx-retired"]

import data.plimsoll.lib.ingress_nginx_image
import data.plimsoll.lib.pod

# Allowed: images from other registries, which may be a maintained fork. Versions with known holes are reported by
# exposure/nginx-vulnerable.
findings contains finding if {
	some container in pod.containers
	controller := ingress_nginx_image.controller(container)
	controller.is_upstream
	count(ingress_nginx_image.holes(controller.reference)) == 0
	finding := {
		"path": array.concat(container.path, ["image"]),
		"message": concat("", [container.label, " runs ingress-nginx, which is retired and gets no more fixes."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which controller takes its place.",
	}
}
