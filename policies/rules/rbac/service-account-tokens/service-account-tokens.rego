# METADATA
# title: Limit who may mint service account tokens
# description: >-
#   A token for an account gives all of its rights, for as long as the token lives, to whoever asked for it. Without
#   names, that includes the accounts of controllers that have every right.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Name in `resourceNames` the service accounts whose tokens are used.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   sets: [baseline, restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.13"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Protecting Pod service account tokens"
#     - "MITRE ATT&CK: T1528 Steal Application Access Token"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["service-account-tokens"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Allowed: other verbs; resourceNames; Kubernetes' own roles. The resource * is reported by rbac/wildcard or
# rbac/any-any; reading the Secrets that hold tokens by rbac/read-all-secrets.
findings contains finding if {
	not rbac.is_bootstrapped(own)
	some rule in rbac.limited_rules
	rbac.names_none(rule)
	granted := rbac.right(rule, "", {"serviceaccounts/token", "*/token"}, {"create", "*"})
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" may create tokens of every service account",
			of[input.object.kind],
			".",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say whose tokens are used.",
	}
}

of := {"ClusterRole": "", "Role": " of its namespace"}

own := {"admin", "edit", "system:aggregate-to-edit", "system:kube-controller-manager", "system:node"}
