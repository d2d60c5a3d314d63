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

import data.plimsoll.lib.ingress_nginx_checks

# Allowed: unset; snippets off; the levels up to High, which leave snippets out.
findings contains {
	"path": found.path,
	"message": found.message,
	"extent": {},
	"fix": [found.fix],
} if {
	some found in ingress_nginx_checks.switched_off
}
