# METADATA
# title: Do not put nginx configuration into annotations
# description: >-
#   Whoever may write the Ingress can run code in the controller, and read with its account, by default, the Secrets
#   of all namespaces (CVE-2021-25742). ingress-nginx copies a snippet into its configuration. Since 1.9, it refuses
#   snippets unless `allow-snippet-annotations` is set; F5's controller refuses them unless `-enable-snippets` is
#   set.
# related_resources:
#   - ref: https://github.com/kubernetes/kubernetes/issues/126811
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/
#   - ref: https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-snippets/
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Use the annotation for the purpose, such as `custom-headers` or `permanent-redirect`, or configure nginx in the
#     controller's ConfigMap.
#   kinds:
#     - networking.k8s.io/Ingress
#     - k8s.nginx.org/TransportServer
#     - k8s.nginx.org/VirtualServer
#     - k8s.nginx.org/VirtualServerRoute
#   sets: [restricted, nsa]
#   standards:
#     - "MITRE ATT&CK: T1190 Exploit Public-Facing Application"
#     - "MITRE ATT&CK: T1552.007 Unsecured Credentials: Container API"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   parameters:
#     annotation_prefixes:
#       type: strings
#       default: [nginx.ingress.kubernetes.io]
#       description: The prefixes of annotations that your controllers read (`--annotations-prefix`).
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.exposure["nginx-snippets"]

import data.plimsoll.lib.ingress_nginx
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

snippets := {"auth-snippet", "configuration-snippet", "modsecurity-snippet", "server-snippet", "stream-snippet"}

# Allowed: a snippet without text.
findings contains finding if {
	some annotation in ingress_nginx.read(input.parameters["exposure/nginx-snippets"].annotation_prefixes)
	annotation.name in snippets
	trim_space(annotation.value) != ""
	finding := {
		"path": ["metadata", "annotations", annotation.key],
		"message": concat("", [meta.label, " adds nginx configuration by the annotation ", annotation.key, "."]),
		"extent": {"lines": sort({trimmed |
			some line in split(annotation.value, "\n")
			trimmed := trim_space(line)
			trimmed != ""
		})},
		"fix": [],
		"no_fix": "The repository does not say what can take the place of the snippet.",
	}
}

# The annotations of F5's controller, and the fields of its own kinds.
findings contains finding if {
	ingress_nginx.is_ingress
	some name in ["location-snippets", "server-snippets"]
	key := concat("", ["nginx.org/", name])
	trim_space(shape.string_at(ingress_nginx.annotations, [key])) != ""
	finding := {
		"path": ["metadata", "annotations", key],
		"message": concat("", [meta.label, " adds nginx configuration by the annotation ", key, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say what can take the place of the snippet.",
	}
}

findings contains finding if {
	meta.group == "k8s.nginx.org"
	some path in fields
	trim_space(shape.string_at(input.object, path)) != ""
	finding := {
		"path": path,
		"message": concat("", [meta.label, " adds nginx configuration by the field ", path[count(path) - 1], "."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say what can take the place of the snippet.",
	}
}

fields contains ["spec", field] if {
	some field in ["http-snippets", "server-snippets", "serverSnippets", "streamSnippets"]
}

fields contains [list_path[0], list_path[1], index, "location-snippets"] if {
	some list_path in [["spec", "routes"], ["spec", "subroutes"]]
	some index, _ in shape.array_at(input.object, list_path)
}
