# METADATA
# title: Limit who may change nodes
# description: >-
#   Whoever changes the labels, taints or the reported state of nodes can bring the pods of a strong service account
#   to a node that they control.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#nodes
#   - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Let the kubelet and the cloud provider change nodes, and a program only those that `resourceNames` name.
#   kinds: [authorization.openshift.io/ClusterRole, rbac.authorization.k8s.io/ClusterRole]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1098 Account Manipulation"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["modify-nodes"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Allowed: reading; resourceNames; Kubernetes' own roles. The verb or resource * is reported by rbac/wildcard or
# rbac/any-any.
findings contains finding if {
	input.object.kind == "ClusterRole"
	not is_own
	some rule in rbac.limited_rules
	rbac.names_none(rule)
	granted := rbac.right(rule, "", {"nodes", "nodes/status"}, {"patch", "update"})
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			", by which its subjects decide where pods run",
			".",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say which nodes are changed.",
	}
}

is_own if rbac.is_bootstrapped({"system:node", "system:node-problem-detector"})

is_own if {
	startswith(meta.name, "system:controller:")
	rbac.is_bootstrapped({meta.name})
}
