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

# Allowed: lists without *; every verb where there are few, and none that the role does not name anyway; reading all that a named
# group of an operator has, which is what the operator is for. One finding for each rule of the role, for it is one grant. What makes the * critical is
# said by rbac/any-any, rbac/escalate-or-bind or rbac/impersonate.
findings contains finding if {
	some rule in rbac.limited_rules
	not rbac_identity.escalation(rule)
	not rbac_identity.impersonation(rule)
	not names_all_there_is(rule)
	not reads_custom_objects(rule)
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

# Allowed: selectors that name a label of their own. Those that select cluster-admin are said by rbac/any-any.
findings contains finding if {
	some index, selector in rbac.selectors
	not rbac.selects_everything(selector)
	selected := rbac.selected(selector)
	finding := {
		"path": ["aggregationRule", "clusterRoleSelectors", index],
		"message": concat("", [meta.label, " aggregates ", selected, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which ClusterRoles are meant.",
	}
}

# Custom objects are settings, and hold no credentials. In Kubernetes' own groups, in OpenShift's and in Rancher's, some do; a group
# that is only of subresources leads into what runs.
reads_custom_objects(rule) if {
	count(rule.grant.nonResourceURLs) == 0
	count(rule.grant.apiGroups) > 0
	every verb in rule.grant.verbs { verb in {"get", "list", "watch"} }
	every group in rule.grant.apiGroups {
		contains(group, ".")
		not startswith(group, "subresources.")
		every owner in ["k8s.io", "openshift.io", "cattle.io"] { not endswith(group, owner) }
	}
}

# Finalizers are only updated, the status of an object is read and written.
names_all_there_is(rule) if {
	count(rule.grant.resources) > 0
	count(rule.grant.apiGroups) > 0
	not "*" in rule.grant.apiGroups
	every resource in rule.grant.resources {
		has_few_verbs(resource, rule.grant.apiGroups)
	}
}

# Metrics and the health of the API server are only read.
names_all_there_is(rule) if {
	count(rule.grant.resources) == 0
	every url in rule.grant.nonResourceURLs {
		regex.match(`^/(?:healthz|livez|metrics|openapi|readyz|version)(?:/|\*$|$)`, url)
	}
}

has_few_verbs(resource, _) if endswith(resource, "/finalizers")

# Those of the core group decide where pods run and where requests go.
has_few_verbs(resource, groups) if {
	endswith(resource, "/status")
	not "" in groups
}

has_few_verbs("nodes/metrics", {""})

has_few_verbs(_, groups) if count(groups - {"custom.metrics.k8s.io", "external.metrics.k8s.io", "metrics.k8s.io"}) == 0
