# METADATA
# title: Give privileged security context constraints to nobody but who needs them
# description: >-
#   Everyone who can create a pod in any namespace takes over a node, if constraints that allow privileged containers or
#   the node's own namespaces, files or capabilities are given to all users or service accounts.
# related_resources:
#   - ref: https://docs.openshift.com/container-platform/latest/authentication/managing-security-context-constraints.html
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Remove the group, and bind the verb `use` on the constraints to the service accounts that need them. Leave the
#     constraints of OpenShift itself as they are.
#   kinds: [security.openshift.io/SecurityContextConstraints]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K01"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["security-context-constraints"]["open-to-everyone"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.security_context_constraints

# Allowed: constraints that allow nothing of the node; groups of one namespace.
findings contains object.union(better_said, {
	"path": path,
	"message": concat("", [meta.label, " allows ", allowed, " to ", concat(", ", whom), "."]),
	"extent": {
		"capabilities": sort(security_context_constraints.capabilities),
		"fields": sort([field | some [field], _ in security_context_constraints.takeovers]),
		"subjects": whom,
	},
	"extent_at": {"subjects": at_subjects},
	"fix": [],
	"no_fix": "The repository does not say who needs the constraints.",
}) if {
	count(security_context_constraints.takeovers) > 0
	security_context_constraints.is_for_everyone
}

better_said := {"left_to": "rbac/public-binding"} if {
	count(security_context_constraints.given_to_everyone) > 0
} else := {}

path := min({given.path | some given in security_context_constraints.given_to_everyone}) if {
	count(security_context_constraints.given_to_everyone) > 0
} else := ["metadata", "name"]

whom := sort({given.name | some given in security_context_constraints.given_to_everyone}) if {
	count(security_context_constraints.given_to_everyone) > 0
} else := ["system:authenticated"]

at_subjects := {name: min(paths) |
	some name in {given.name | some given in security_context_constraints.given_to_everyone}
	paths := {given.path | some given in security_context_constraints.given_to_everyone; given.name == name}
}

allowed := concat(", ", sort([words | some words in security_context_constraints.takeovers]))
