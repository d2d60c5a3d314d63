# METADATA
# title: Grant reading only the Secrets that are needed
# description: >-
#   Whoever can read all Secrets of a namespace can read the tokens of its service accounts and the credentials
#   of every program in it; in the whole cluster, that is every identity. list and watch return the values just as get
#   does.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Name the Secrets in `resourceNames`, with the verb get, or mount them into the pod that needs them.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   sets: [restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.2"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Secrets"
#     - "MITRE ATT&CK: T1552.007 Unsecured Credentials: Container API"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["read-all-secrets"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.shape

# Allowed: other verbs; resourceNames. (`resourceNames: []` names none, which is all; a request for the list names "".)
# A rule that grants everything is said by rbac/any-any.
findings contains finding if {
	some rule in rbac.limited_rules
	count(rule.grant.verbs & {"get", "list", "watch", "*"}) > 0
	count(rule.grant.apiGroups & {"", "*"}) > 0
	names_none(rule)
	item := min([index | some index, resource in shape.array_at(rule.spec, ["resources"]); resource in {"secrets", "*"}])
	verbs := sort(rule.grant.verbs & {"get", "list", "watch", "*"})
	finding := {
		"path": array.concat(rule.path, ["resources", item]),
		"message": concat("", [meta.label, " may read all Secrets ", reach[input.object.kind], "."]),
		"extent": {"verbs": verbs},
		"fix": [],
		"no_fix": "The repository does not say which Secrets are read.",
	}
}

names_none(rule) if rbac.names_none(rule)

names_none(rule) if {
	"" in shape.array_at(rule.spec, ["resourceNames"])
	count(rule.grant.verbs & {"list", "watch", "*"}) > 0
}

reach := {
	"ClusterRole": "of the cluster, or of each namespace that it is bound in",
	"Role": "of its namespace",
}
