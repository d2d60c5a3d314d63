# METADATA
# title: Keep ingress-nginx's checks of annotations on
# description: >-
#   ingress-nginx refuses snippets and checks the other annotations, because whoever may write an Ingress could otherwise
#   run code in the controller, which can read the Secrets of all namespaces (CVE-2021-25742, CVE-2023-5043,
#   CVE-2023-5044).
# related_resources:
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/
#   - ref: https://github.com/kubernetes/kubernetes/issues/126811
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Remove the setting, and use the annotations for the purpose or the controller's ConfigMap instead of snippets.
#   kinds: [ConfigMap, Pod]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   fix_risk: may-break
#   fix_check: No Ingress has an annotation that the controller then refuses, such as `configuration-snippet`.
#   since: "0.1.0"
package plimsoll.rules.exposure["nginx-checks-off"]

import data.plimsoll.lib.ingress_nginx_image
import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: unset; snippets off; the levels up to High, which leave snippets out.
findings contains finding if {
	meta.group == ""
	input.object.kind == "ConfigMap"
	some key, setting in settings
	shape.string_at(input.object, ["data", key]) == setting.off
	path := ["data", key]
	finding := {
		"path": path,
		"message": concat("", [meta.label, " ", setting.words, "."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": setting.on}],
	}
}

# No other program has these keys.
settings := {
	"allow-snippet-annotations": {
		"off": "true",
		"on": "false",
		"words": "lets every Ingress add nginx configuration by snippets",
	},
	"annotations-risk-level": {
		"off": "Critical",
		"on": "High",
		"words": "accepts annotations of the risk level Critical",
	},
}

findings contains finding if {
	some container in pod.containers
	ingress_nginx_image.controller(container)
	some list in ["args", "command"]
	some index, argument in shape.array_at(container.spec, [list])
	argument in {"--enable-annotation-validation=false", "-enable-annotation-validation=false"}
	path := array.concat(container.path, [list, index])
	finding := {
		"path": path,
		"message": concat("", [container.label, " runs ingress-nginx without checking the values of annotations."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": "--enable-annotation-validation=true"}],
	}
}
