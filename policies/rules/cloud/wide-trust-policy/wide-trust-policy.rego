# METADATA
# title: Bind a cloud role to those who need it
# description: >-
#   Without a condition on the subject, every service account of the cluster can become the role, or every
#   repository of the provider; with everybody as the principal, every account of the cloud.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
#   - ref: https://cloud.google.com/iam/docs/principal-identifiers
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Add a condition with `StringEquals` on the `:sub` and `:aud` of the provider that names one service account,
#     and name accounts as principals.
#   kinds:
#     - iam.aws.crossplane.io/Role
#     - iam.aws.m.upbound.io/Role
#     - iam.aws.upbound.io/Role
#     - iam.cnrm.cloud.google.com/IAMPolicyMember
#     - iam.services.k8s.aws/Role
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Protecting sensitive cloud infrastructure"
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K08"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.cloud["wide-trust-policy"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: accounts; any condition, such as the id of an organization.
findings contains finding if {
	some policy in policies
	some statement in policy.statements
	is_everybody(object.get(statement, "Principal", null))
	count(conditions(statement)) == 0
	finding := found(policy, "lets everybody in AWS assume the role")
}

# Allowed: a condition on anything but the audience, such as the subject.
findings contains finding if {
	some policy in policies
	some statement in policy.statements
	provider := federated(statement)
	keys := {key | some [_, key, _] in conditions(statement)}
	every key in keys { endswith(key, ":aud") }
	finding := found(policy, concat("", ["lets every identity of ", provider, " assume the role"]))
}

# Allowed: one namespace, or one service account.
findings contains finding if {
	some policy in policies
	some statement in policy.statements
	provider := federated(statement)
	some [operator, key, value] in conditions(statement)
	endswith(key, ":sub")
	endswith(operator, "StringLike")
	regex.match(`^(\*+|system:\*|system:serviceaccount:\*.*|repo:\*.*)$`, value)
	finding := found(policy, concat("", ["lets the identities ", value, " of ", provider, " assume the role"]))
}

# Allowed: one service account, a namespace.
findings contains finding if {
	meta.group == "iam.cnrm.cloud.google.com"
	input.object.kind == "IAMPolicyMember"
	shape.string_at(input.object, ["spec", "role"]) in {"roles/iam.serviceAccountTokenCreator", "roles/iam.workloadIdentityUser"}
	member := shape.string_at(input.object, ["spec", "member"])
	regex.match(`^(allUsers|allAuthenticatedUsers|principalSet://[^ ]+/workloadIdentityPools/[^/]+/(\*|kubernetes\.cluster/.+))$`, member)
	finding := {
		"path": ["spec", "member"],
		"message": concat("", [meta.label, " lets ", member, " act as the service account of Google Cloud."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which workloads need the role.",
	}
}

found(policy, what) := {
	"path": policy.path,
	"message": concat("", [meta.label, " ", what, "."]),
	"extent": {},
	"fix": [],
	"no_fix": "The repository does not say who needs the role.",
}

# A policy is JSON inside of a string.
policies contains policy if {
	input.object.kind == "Role"
	path := places[meta.group]
	text := object.get(input.object, path, null)
	is_string(text)
	json.is_valid(text)
	policy := {"path": path, "statements": [statement |
		some item in as_list(object.get(shape.object_or_empty(json.unmarshal(text)), "Statement", []))
		statement := shape.object_or_empty(item)
		object.get(statement, "Effect", null) == "Allow"
		some action in as_list(object.get(statement, "Action", []))
		action in {"*", "sts:*", "sts:AssumeRole", "sts:AssumeRole*", "sts:AssumeRoleWithWebIdentity"}
	]}
}

places := {
	"iam.aws.crossplane.io": ["spec", "forProvider", "assumeRolePolicyDocument"],
	"iam.aws.m.upbound.io": ["spec", "forProvider", "assumeRolePolicy"],
	"iam.aws.upbound.io": ["spec", "forProvider", "assumeRolePolicy"],
	"iam.services.k8s.aws": ["spec", "assumeRolePolicyDocument"],
}

as_list(value) := value if {
	is_array(value)
} else := [value]

is_everybody("*")

is_everybody(principal) if "*" in as_list(object.get(shape.object_or_empty(principal), "AWS", []))

# The provider of tokens, as its address; undefined for others.
federated(statement) := provider if {
	some principal in as_list(object.get(shape.object_or_empty(object.get(statement, "Principal", null)), "Federated", []))
	is_string(principal)
	contains(principal, "oidc-provider/")
	parts := split(principal, "oidc-provider/")
	provider := parts[count(parts) - 1]
}

# Every condition: [operator, key, value].
conditions(statement) := [[operator, key, value] |
	some operator, tests in shape.object_or_empty(object.get(statement, "Condition", {}))
	some key, values in shape.object_or_empty(tests)
	some value in as_list(values)
	is_string(value)
]
