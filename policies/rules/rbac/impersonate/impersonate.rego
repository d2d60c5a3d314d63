# METADATA
# title: Do not grant impersonation
# description: >-
#   Whoever may impersonate a user, group or service account has all of its rights: those of every administrator and of
#   the group system:masters, or with service accounts alone, those of every controller.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#impersonate-verb
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Remove the verb, or name in `resourceNames` whom it is for. List verbs instead of `*`, which includes impersonate.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   sets: [default, baseline, restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.8"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac.impersonate

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_identity

# Allowed: other verbs, also those of constrained impersonation; resourceNames without groups of administrators; userextras and
# uids, which need a user besides; what Kubernetes' own roles grant.
findings contains finding if {
	some rule in rbac.limited_rules
	granted := rbac_identity.impersonation(rule)
	not is_own(granted)
	finding := {
		"path": rbac.first_path(rule, "verbs", granted.verbs),
		"message": concat("", [meta.label, " may impersonate ", whom(rule), "."]),
		"extent": {"resources": sort(granted.resources)},
		"extent_at": {"resources": rbac.item_paths(rule, "resources", granted.resources)},
		"fix": [],
		"no_fix": "The repository does not say who is to be impersonated.",
	}
}

is_own(granted) if {
	rbac.is_bootstrapped({"admin", "edit", "system:aggregate-to-edit"})
	granted.resources == {"serviceaccounts"}
}

# Whom the resources stand for, in words.
whom(rule) := concat("", ["the group ", concat(" and ", named)]) if {
	not rbac.names_none(rule)
	named := sort({name | some name in rbac_identity.administrators; rbac.reaches(rule, name)})
} else := "every service account of its namespace" if {
	input.object.kind == "Role"
} else := "every user, group and service account" if {
	"*" in rule.grant.resources
} else := concat(" and ", sort({words[resource] | some resource in rule.grant.resources}))

words := {
	"groups": "every group",
	"serviceaccounts": "every service account",
	"users": "every user",
}
