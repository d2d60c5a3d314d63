# METADATA
# title: Aggregate nothing but reading into view
# description: >-
#   Everyone who may look at a namespace can then change it, and nobody sees it in their binding: Kubernetes adds
#   the rules of a ClusterRole with this label to view.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Keep get, list and watch in the role with this label, and move the other verbs to a role with the label
#     `rbac.authorization.k8s.io/aggregate-to-edit`.
#   kinds: [authorization.openshift.io/ClusterRole, rbac.authorization.k8s.io/ClusterRole]
#   facts: [rbac]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1098.006 Account Manipulation: Additional Container Cluster Roles"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["aggregated-write"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_aggregated
import data.plimsoll.lib.shape

# Allowed: reading; access reviews, which change nothing; a label with another value than "true". Rights that are dangerous
# for viewers are reported by rbac/aggregated-escalation.
findings contains finding if {
	input.object.kind == "ClusterRole"
	label := "rbac.authorization.k8s.io/aggregate-to-view"
	shape.string_at(input.object, ["metadata", "labels", label]) == "true"
	count(rbac_aggregated.gained("view")) == 0
	written := [rule.grant | some rule in rbac_aggregated.rules; writes(rule.grant)]
	count(written) > 0
	verbs := sort({verb | some grant in written; some verb in (grant.verbs - reading)})
	resources := sort({resource | some grant in written; some resource in (grant.resources - reviews)})
	finding := {
		"path": ["metadata", "labels", label],
		"message": concat("", [
			meta.label,
			" lets everyone with the role view ",
			rbac.all_or({verb | some verb in verbs}, "use every verb on"),
			" ",
			rbac.all_or({resource | some resource in resources}, "every resource"),
			".",
		]),
		"extent": {"resources": resources, "verbs": verbs},
		"fix": [],
		"no_fix": "The repository does not say who is meant to have the right.",
	}
}

reading := {"get", "list", "watch"}

# create is how the API server is asked a question.
reviews := {"localsubjectaccessreviews", "selfsubjectaccessreviews", "selfsubjectrulesreviews", "subjectaccessreviews"}

writes(grant) if {
	count(grant.verbs - reading) > 0
	count(grant.resources - reviews) > 0
}
