# METADATA
# title: Do not grant access to nodes/proxy
# description: >-
#   nodes/proxy reaches the whole API of the kubelet, which runs commands in every pod of the node. get is enough,
#   because a command by WebSocket begins with a GET request. Neither admission control nor the audit log of the API
#   server sees requests that go to the kubelet itself.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Grant what is used of nodes/metrics, nodes/stats, nodes/log, and since Kubernetes 1.33 nodes/configz,
#     nodes/healthz and nodes/pods.
#   kinds: [authorization.openshift.io/ClusterRole, rbac.authorization.k8s.io/ClusterRole]
#   sets: [baseline, restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.10"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1609 Container Administration Command"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["nodes-proxy"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Allowed: other verbs, which the kubelet runs no commands for; pods/proxy and services/proxy; Kubernetes' own role for
# the API server. The resource * is reported by rbac/wildcard or rbac/any-any.
findings contains finding if {
	input.object.kind == "ClusterRole"
	not rbac.is_bootstrapped({"system:kubelet-api-admin"})
	some rule in rbac.limited_rules
	granted := rbac.right(rule, "", {"nodes/proxy", "*/proxy"}, {"create", "get", "*"})
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			", by which its subjects run commands in ",
			pods(rule),
			".",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say which part of the kubelet is used.",
	}
}

pods(rule) := "every pod" if {
	rbac.names_none(rule)
} else := "every pod of the nodes that it names"
