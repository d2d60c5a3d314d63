# METADATA
# title: Limit who may exec into or attach to pods
# description: >-
#   Whoever gets into a container has its service account, its Secrets and its network, and leaves no trace in the image
#   or the manifest.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Grant it for the time of an incident, or name the pods in `resourceNames`. For jobs of a program, let the program
#     offer them itself.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1609 Container Administration Command"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["pod-exec"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Allowed: other verbs; resourceNames; pods/portforward and pods/log; Kubernetes' own roles. The resource * is reported
# by rbac/wildcard or rbac/any-any.
findings contains finding if {
	not rbac.is_bootstrapped({"admin", "edit", "system:aggregate-to-edit"})
	some rule in rbac.limited_rules
	rbac.names_none(rule)
	granted := rbac.right(rule, "", resources, {"create", "get", "*"})
	not is_too_little(granted.verbs)
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			", by which its subjects get into running containers",
			until(granted.verbs),
			".",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say what it is used for.",
	}
}

# A container that is added to a running pod has its network and, if asked for, its processes.
findings contains finding if {
	not rbac.is_bootstrapped({"admin", "edit", "system:aggregate-to-edit"})
	some rule in rbac.limited_rules
	rbac.names_none(rule)
	granted := rbac.right(rule, "", {"pods/ephemeralcontainers", "*/ephemeralcontainers"}, {"patch", "update", "*"})
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			", by which its subjects add containers to running pods.",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say what it is used for.",
	}
}

resources := {"pods/attach", "pods/exec", "*/attach", "*/exec"}

# A WebSocket begins with a GET request; since 1.35, the API server asks for create as well.
is_too_little({"get"}) if {
	is_number(input.source.kubernetes_version)
	input.source.kubernetes_version > 34
}

until({"get"}) := " before Kubernetes 1.35"

until(verbs) := "" if verbs != {"get"}
