# METADATA
# title: Do not grant escalate or bind on roles
# description: >-
#   Whoever has escalate or bind, and can also write roles or bindings, has every right, of the cluster or of the
#   namespace. The API server lets nobody write a right into a role, or grant a role, without having the right:
#   escalate lifts the first limit and bind the second.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Remove escalate, and name in `resourceNames` the roles that may be granted with bind. List verbs instead of `*`.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   sets: [default, baseline, restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.8"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1098.006 Account Manipulation: Additional Container Cluster Roles"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["escalate-or-bind"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_identity

# Allowed: other verbs; bind with resourceNames that leave out cluster-admin; Kubernetes' own controller of aggregated
# ClusterRoles.
findings contains finding if {
	not rbac.is_bootstrapped({"system:controller:clusterrole-aggregation-controller"})
	some rule in rbac.limited_rules
	granted := rbac_identity.escalation(rule)
	finding := {
		"path": rbac.first_path(rule, "verbs", granted.verbs),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			" of RBAC, so that its subjects can grant rights that they do not have.",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say which roles may be granted.",
	}
}
