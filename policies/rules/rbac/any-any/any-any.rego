# METADATA
# title: Do not grant every verb on every resource
# description: >-
#   Such a rule is cluster-admin under another name: it reads every Secret, impersonates every account and lifts every
#   limit on granting rights, in the cluster or in the namespace of the role.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     List the verbs, resources and API groups that are used.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - operators.coreos.com/ClusterServiceVersion
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   sets: [default, baseline, restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.3"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1098.006 Account Manipulation: Additional Container Cluster Roles"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["any-any"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.shape

# Allowed: verbs or resources without *; * in other API groups only, which rbac/wildcard reports; resourceNames;
# Kubernetes' own cluster-admin.
findings contains finding if {
	not rbac.is_bootstrapped({"cluster-admin"})
	some rule in rbac.rules
	rbac.grants_everything(rule)
	groups := rule.grant.apiGroups & {"", "*"}
	finding := {
		"path": rbac.first_path(rule, "verbs", {"*"}),
		"message": concat("", [meta.label, " allows ", rbac.words(rule.grant), "."]),
		"extent": {"apiGroups": sort(groups)},
		"extent_at": {"apiGroups": rbac.item_paths(rule, "apiGroups", groups)},
		"fix": [],
		"no_fix": "The repository does not say which permissions are used.",
	}
}

# Allowed: selectors that name a label of their own, or that leave Kubernetes' own roles out, which rbac/wildcard reports.
findings contains finding if {
	some index, selector in rbac.selectors
	rbac.selects_everything(selector)
	finding := {
		"path": ["aggregationRule", "clusterRoleSelectors", index],
		"message": concat("", [
			meta.label, " aggregates ", rbac.selected(selector), ": it allows everything that any of them does.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which ClusterRoles are meant.",
	}
}

# The Operator Lifecycle Manager makes and binds the roles that an operator asks for.
findings contains finding if {
	meta.group == "operators.coreos.com"
	input.object.kind == "ClusterServiceVersion"
	some field in ["clusterPermissions", "permissions"]
	some index, item in shape.array_at(input.object, ["spec", "install", "spec", field])
	some place, written in shape.array_at(shape.object_or_empty(item), ["rules"])
	spec := shape.object_or_empty(written)
	rule := {
		"spec": spec,
		"path": ["spec", "install", "spec", field, index, "rules", place],
		"grant": {list: rbac.granted(spec, list) | some list in rbac.grant_fields},
	}
	rbac.grants_everything(rule)
	finding := {
		"path": rbac.first_path(rule, "verbs", {"*"}),
		"message": concat("", [
			meta.label, " allows its operator ", rbac.words(rule.grant), place_of[field], ".",
		]),
		"extent": {"apiGroups": sort(rule.grant.apiGroups & {"", "*"})},
		"fix": [],
		"no_fix": "The repository does not say which permissions are used.",
	}
}

place_of := {"clusterPermissions": "", "permissions": ", in the namespaces that it watches"}
