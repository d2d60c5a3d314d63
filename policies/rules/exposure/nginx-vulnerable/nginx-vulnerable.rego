# METADATA
# title: Upgrade an ingress-nginx with known holes
# description: >-
#   Code that runs in the controller reads all of its traffic and, by default, the Secrets of all namespaces. Below
#   1.11.5 and in 1.12.0, any pod that reaches the admission webhook of the controller runs code in it
#   (CVE-2025-1974); below 1.13.9, 1.14.5 and 1.15.1, anybody who may write an Ingress does (CVE-2026-4342).
# related_resources:
#   - ref: https://kubernetes.io/blog/2025/03/24/ingress-nginx-cve-2025-1974/
#   - ref: https://github.com/kubernetes/kubernetes/issues/137893
#   - ref: https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Upgrade to 1.13.9, 1.14.5 or 1.15.1, the last releases, and move to another controller: the project is retired.
#   kinds: [Pod]
#   sets: [default, baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1190 Exploit Public-Facing Application"
#     - "OWASP Kubernetes Top Ten 2025: K07"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.exposure["nginx-vulnerable"]

import data.plimsoll.lib.ingress_nginx_image
import data.plimsoll.lib.pod

# Allowed: versions without known holes; tags that are no plain version, and a digest alone, which may be any version.
findings contains finding if {
	some container in pod.containers
	controller := ingress_nginx_image.controller(container)
	holes := ingress_nginx_image.holes(controller.reference)
	count(holes) > 0
	finding := {
		"path": array.concat(container.path, ["image"]),
		"message": concat("", [
			container.label,
			" runs ingress-nginx ",
			controller.reference.tag,
			": ",
			concat(", and ", [concat("", [effect.words, " (", concat(", ", named), ")"]) |
				some effect in effects
				named := [hole | some hole in holes; hole in effect.holes]
				count(named) > 0
			]),
			".",
		]),
		"extent": {"holes": holes},
		"fix": [],
		"no_fix": "Another version needs a test with your Ingresses. With Helm, upgrade the chart.",
	}
}

# What each hole is, in the order in which it is said.
effects := [
	{"holes": of_webhook, "words": "any pod that reaches its admission webhook runs code in it"},
	{
		"holes": object.keys(ingress_nginx_image.affected) - of_webhook,
		"words": "anybody who may write an Ingress runs code in it",
	},
]

of_webhook := {"CVE-2025-1974"}
