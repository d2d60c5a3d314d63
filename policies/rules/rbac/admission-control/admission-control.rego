# METADATA
# title: Limit who may change admission control
# description: >-
#   Whoever changes webhooks or admission policies can switch every guard off, or read and change all objects that
#   are written.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Name in `resourceNames` the configurations that a controller keeps up to date, with the verbs get, update and
#     patch, and install them with the deployment.
#   kinds: [authorization.openshift.io/ClusterRole, rbac.authorization.k8s.io/ClusterRole]
#   sets: [baseline, restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.12"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["admission-control"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Allowed: reading; resourceNames; the status. The resource * is reported by rbac/wildcard or rbac/any-any.
findings contains finding if {
	input.object.kind == "ClusterRole"
	some rule in rbac.limited_rules
	granted := rbac.right(rule, "admissionregistration.k8s.io", resources, verbs)
	rbac.names_none_for(rule, granted.verbs)
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			", by which its subjects change what the API server accepts",
			".",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say which configurations are changed.",
	}
}

resources := {
	"mutatingadmissionpolicies",
	"mutatingadmissionpolicybindings",
	"mutatingwebhookconfigurations",
	"validatingadmissionpolicies",
	"validatingadmissionpolicybindings",
	"validatingwebhookconfigurations",
}

verbs := {"create", "delete", "deletecollection", "patch", "update", "*"}
