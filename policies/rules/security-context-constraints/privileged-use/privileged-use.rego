# METADATA
# title: Grant privileged security context constraints sparingly
# description: >-
#   With the constraints privileged, hostaccess, hostmount-anyuid, hostnetwork or node-exporter, a pod takes over its node or
#   reads what is the node's. Everyone who can create pods as the service account can do the same.
# related_resources:
#   - ref: https://docs.openshift.com/container-platform/latest/authentication/managing-security-context-constraints.html
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Grant nonroot-v2 or anyuid, or constraints of your own with only what the pods use.
#   kinds:
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/Role
#     - rbac.authorization.k8s.io/RoleBinding
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["security-context-constraints"]["privileged-use"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_powers
import data.plimsoll.lib.security_context_constraints
import data.plimsoll.lib.shape

no_fix := "The repository does not say what the pods of the subjects need."

# OpenShift makes a ClusterRole for each of its constraints. Everyone as a subject is reported by rbac/public-binding.
findings contains object.union(better_said(name), {
	"path": ["roleRef", "name"],
	"message": concat("", [
		meta.label, " lets ", concat(", ", subjects), " use the security context constraints ", name, ".",
	]),
	"extent": {"constraints": [name], "subjects": subjects},
	"extent_at": {"subjects": rbac.subject_paths},
	"fix": [],
	"no_fix": no_fix,
}) if {
	rbac.is_binding
	shape.string_at(input.object, ["roleRef", "kind"]) == "ClusterRole"
	some name in security_context_constraints.privileged_names
	shape.string_at(input.object, ["roleRef", "name"]) == concat("", ["system:openshift:scc:", name])
	subjects := sort([subject | some subject in rbac.subjects; not is_everyone(subject)])
	count(subjects) > 0
}

better_said(name) := {"left_to": "rbac/takes-over-cluster"} if {
	name in rbac_powers.constraints
} else := {}

# Allowed: constraints by other names, whose fields are not known here. The verb * and the resource * are reported by
# rbac/wildcard.
findings contains {
	"path": array.concat(rule.path, ["resources"]),
	"entries": [index | some index, item in shape.array_at(rule.spec, ["resources"]); item == resource],
	"message": concat("", [meta.label, " allows to use ", words(names), "."]),
	"extent": {"constraints": names},
	"fix": [],
	"no_fix": no_fix,
} if {
	not is_of_openshift
	some rule in rbac.limited_rules
	rbac.in_group(rule, "security.openshift.io")
	"use" in rule.grant.verbs
	resource in rule.grant.resources
	names := names_of(rule)
	count(names) > 0
}

resource := "securitycontextconstraints"

names_of(rule) := ["*"] if {
	rbac.names_none(rule)
} else := sort([name | some name in security_context_constraints.privileged_names; rbac.reaches(rule, name)])

words(names) := "every security context constraints, privileged among them" if {
	names == ["*"]
} else := concat("", ["the security context constraints ", concat(", ", names)])

is_of_openshift if {
	input.object.kind == "ClusterRole"
	startswith(meta.name, "system:openshift:")
}

is_everyone(subject) if subject in {
	"Group system:authenticated",
	"Group system:serviceaccounts",
	"Group system:unauthenticated",
	"User system:anonymous",
}
