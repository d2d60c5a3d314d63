# METADATA
# title: Limit who may redirect traffic
# description: >-
#   Endpoints and EndpointSlices say where the traffic of a Service goes, whatever its selector says; the status of
#   a Service can claim addresses of others (CVE-2020-8554). Whoever writes them reads traffic that is meant for
#   other pods.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#write-access-for-endpoints
#   - ref: https://github.com/kubernetes/kubernetes/issues/97076
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Leave them to the controllers of Kubernetes: a Service with a selector needs no one else. For leader election,
#     use Leases. Otherwise name the objects in `resourceNames`.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["traffic-hijack"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Allowed: reading and deleting; resourceNames; Services and NetworkPolicies, which many programs write; Kubernetes' own
# roles. The verb or resource * is reported by rbac/wildcard or rbac/any-any.
findings contains finding if {
	not rbac.is_own_of_controllers
	some rule in rbac.limited_rules
	granted := rbac.right_of(rule, routes, {"create", "patch", "update"})
	rbac.names_none(rule)
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			", by which its subjects redirect the traffic of Services.",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say which Services are meant.",
	}
}

routes := {"": {"endpoints", "services/status"}, "discovery.k8s.io": {"endpointslices"}}
