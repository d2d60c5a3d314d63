# METADATA
# title: Do not create long-lived service account tokens
# description: >-
#   A Secret of the type kubernetes.io/service-account-token gets a token that never expires and that is bound to no pod:
#   whoever reads the Secret once acts as the service account until the Secret is deleted.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Let pods use the token that the kubelet mounts or a projected one, and other programs the TokenRequest API
#     (`kubectl create token`) or the identity of their cloud; if a program needs the Secret, waive the finding.
#   kinds: [Secret]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Protecting Pod service account tokens"
#     - "MITRE ATT&CK: T1528 Steal Application Access Token"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.workload["legacy-token-secret"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Without the annotation, the API server refuses the Secret.
findings contains finding if {
	meta.group == ""
	input.object.kind == "Secret"
	input.object.type == "kubernetes.io/service-account-token"
	account := shape.string_at(input.object, ["metadata", "annotations", "kubernetes.io/service-account.name"])
	account != ""
	finding := {
		"path": ["type"],
		"message": concat("", [meta.label, " holds a token of the service account ", account, " that never expires."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say who uses the token.",
	}
}
