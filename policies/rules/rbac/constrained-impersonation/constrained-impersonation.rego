# METADATA
# title: Name whom a program may impersonate
# description: >-
#   Since Kubernetes 1.36, the verbs impersonate:user-info, impersonate:serviceaccount and impersonate:arbitrary-
#   node limit an impersonation to the requests that verbs such as impersonate-on:user-info:list allow. Without
#   names it is still an impersonation of everybody.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Name in `resourceNames` whom the program acts for, or use impersonate:associated-node for the node that it runs
#     on.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["constrained-impersonation"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Allowed: resourceNames; Kubernetes before 1.36; impersonate:associated-node; userextras and uids, which only add to a user. The verb * is reported
# by rbac/wildcard, the verb impersonate by rbac/impersonate.
findings contains finding if {
	not is_before
	some rule in rbac.limited_rules
	rbac.names_none(rule)
	rbac.in_group(rule, "authentication.k8s.io")
	pairs := {[verb, resource] |
		some verb, resources in modes
		verb in rule.grant.verbs
		some resource in resources[input.object.kind]
		resource in rule.grant.resources
	}
	granted := {"verbs": {verb | some [verb, _] in pairs}, "resources": {resource | some [_, resource] in pairs}}
	count(pairs) > 0
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			", by which its subjects act as any of them in the requests that impersonate-on verbs allow.",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say who is to be impersonated.",
	}
}

# Older API servers ask for none of these verbs.
is_before if {
	is_number(input.source.kubernetes_version)
	input.source.kubernetes_version < 36
}

# What each verb is asked about. Only service accounts have a namespace.
modes := {
	"impersonate:arbitrary-node": {"ClusterRole": {"nodes", "*"}, "Role": set()},
	"impersonate:serviceaccount": {"ClusterRole": {"serviceaccounts", "*"}, "Role": {"serviceaccounts", "*"}},
	"impersonate:user-info": {"ClusterRole": {"groups", "users", "*"}, "Role": set()},
}
