# METADATA
# title: Limit who may change workloads
# description: >-
#   Whoever changes a workload decides what runs in it, with its service account and its Secrets. Of a pod that
#   runs, the images can be changed, and the labels by which Services and NetworkPolicies select it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
#   - ref: https://kubernetes.io/docs/concepts/workloads/pods/#pod-update-and-replacement
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Name in `resourceNames` the workloads that are changed, or grant what is used of them: `deployments/scale` to
#     scale, `pods/resize` to change resources.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   facts: [rbac]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1610 Deploy Container"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["modify-pods"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_reach

# Allowed: subresources; resourceNames; Kubernetes' own roles. Who may also create the same is reported by rbac/create-pods,
# ephemeral containers by rbac/pod-exec, the verb or resource * by rbac/wildcard or rbac/any-any.
findings contains finding if {
	not rbac.is_own_of_workloads
	some rule in rbac.limited_rules
	rbac.names_none(rule)
	changed := rbac.right_on_workloads(rule, {"patch", "update"})
	resources := changed.resources - created
	count(resources) > 0
	granted := {"resources": resources, "verbs": changed.verbs}
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			", by which its subjects change what runs in ",
			rbac_reach.namespaces,
			".",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say which workloads are changed.",
	}
}

# What the role also creates.
created := {resource |
	some rule in rbac.limited_rules
	granted := rbac.right_on_workloads(rule, {"create", "*"})
	rbac.names_none_for(rule, granted.verbs)
	some resource in granted.resources
}
