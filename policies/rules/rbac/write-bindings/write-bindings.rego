# METADATA
# title: Limit who may write roles and bindings
# description: >-
#   Whoever may write bindings can pass on every right that they have, to anyone and for as long as the binding stands.
#   The API server refuses to pass on more.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Let the people or the tool that deploys write roles and bindings; give a controller a role with resourceNames, or
#     the objects that it needs.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1098.006 Account Manipulation: Additional Container Cluster Roles"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["write-bindings"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Allowed: reading and deleting; resourceNames; ClusterRoles and their bindings in a Role, which reaches none of them;
# Kubernetes' own roles. The verb or resource * is reported by rbac/wildcard or a stronger rule.
findings contains finding if {
	not rbac.is_bootstrapped({"admin", "system:aggregate-to-admin"})
	some rule in rbac.limited_rules
	granted := rbac.right(rule, "rbac.authorization.k8s.io", writable[input.object.kind], {"create", "patch", "update"})
	rbac.names_none_for(rule, granted.verbs)
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			", by which its subjects pass on the rights that they have",
			".",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say which roles and bindings are written.",
	}
}

writable := {
	"ClusterRole": {"clusterrolebindings", "clusterroles", "rolebindings", "roles"},
	"Role": {"rolebindings", "roles"},
}
