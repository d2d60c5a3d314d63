# METADATA
# title: Verify the servers that extend the API
# description: >-
#   Whoever answers in place of the Service reads the requests for this API group, with the names and groups of the
#   users, and answers what they like. The API server forwards these requests to the Service of an APIService, and
#   with insecureSkipTLSVerify it takes any certificate.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Give the server a certificate, put its authority into `spec.caBundle`, for example with cert-manager's
#     `cert-manager.io/inject-ca-from`, and remove `insecureSkipTLSVerify`.
#   kinds: [apiregistration.k8s.io/APIService]
#   sets: [nsa]
#   standards:
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "OWASP Kubernetes Top Ten 2025: K07"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.components["api-service-not-verified"]

import data.plimsoll.lib.meta

# Allowed: unset, false; an APIService without a service, which the API server serves itself.
findings contains finding if {
	input.object.spec.insecureSkipTLSVerify == true
	is_object(input.object.spec.service)
	finding := {
		"path": ["spec", "insecureSkipTLSVerify"],
		"message": concat("", [meta.label, " sends requests to its server without checking the server's certificate."]),
		"extent": {},
		"fix": [],
		"no_fix": "The server's certificate authority has to be known first.",
	}
}
