# METADATA
# title: Name what a role allows instead of using *
# description: >-
#   A wildcard grants what nobody has thought of yet: every verb includes escalate, bind and impersonate, every
#   resource includes Secrets and whatever is installed next year.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     List the verbs, resources and API groups that are used.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   sets: [baseline, restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.3"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1098.006 Account Manipulation: Additional Container Cluster Roles"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac.wildcard

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_identity
import data.plimsoll.lib.shape

# Most telling first: the finding stands on the first of these that has a wildcard.
fields := ["verbs", "resources", "apiGroups"]

# Allowed: lists without *. One finding for each rule of the role, for it is one grant. What makes the * critical is
# said by rbac/any-any, rbac/escalate-or-bind or rbac/impersonate.
findings contains finding if {
	some rule in rbac.limited_rules
	not rbac_identity.escalation(rule)
	not rbac_identity.impersonation(rule)
	wild := [field | some field in fields; "*" in rule.grant[field]]
	item := min([index | some index, value in shape.array_at(rule.spec, [wild[0]]); value == "*"])
	finding := {
		"path": array.concat(rule.path, [wild[0], item]),
		"message": concat("", [meta.label, " allows ", rbac.words(rule.grant), "."]),
		"extent": rbac.extent(rule),
		"fix": [],
		"no_fix": "The repository does not say which permissions are used.",
	}
}

# Allowed: selectors that name a label of their own.
findings contains finding if {
	some index, selector in rbac.selectors
	selected := rbac.selected(selector)
	finding := {
		"path": ["aggregationRule", "clusterRoleSelectors", index],
		"message": concat("", [meta.label, " aggregates ", selected, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which ClusterRoles are meant.",
	}
}
