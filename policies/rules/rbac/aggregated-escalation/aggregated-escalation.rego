# METADATA
# title: Do not aggregate dangerous rights into admin, edit or view
# description: >-
#   Kubernetes adds the rules of a ClusterRole with this label to view, edit or admin: everyone who is bound to one of
#   these, in any namespace and now or later, gets the right too. Nobody sees it in their binding.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Remove the label and bind the role to those who need it, or move the rights to a role without the label.
#   kinds: [authorization.openshift.io/ClusterRole, rbac.authorization.k8s.io/ClusterRole]
#   facts: [rbac]
#   sets: [default, baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1098.006 Account Manipulation: Additional Container Cluster Roles"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["aggregated-escalation"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac_aggregated
import data.plimsoll.lib.shape

# Allowed: what the role has anyway; a label with another value than "true"; rules that aggregation overwrites.
findings contains finding if {
	input.object.kind == "ClusterRole"
	some role in ["admin", "edit", "view"]
	label := concat("", ["rbac.authorization.k8s.io/aggregate-to-", role])
	shape.string_at(input.object, ["metadata", "labels", label]) == "true"
	gained := sort(rbac_aggregated.gained(role))
	count(gained) > 0
	finding := {
		"path": ["metadata", "labels", label],
		"message": concat("", [
			meta.label,
			" lets everyone with the role ",
			role,
			" ",
			concat(" and ", gained),
			".",
		]),
		"extent": {"rights": gained},
		"fix": [],
		"no_fix": "The repository does not say who is meant to have the right.",
	}
}
