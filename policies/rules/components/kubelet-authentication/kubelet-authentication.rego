# METADATA
# title: Authenticate and authorise at the kubelet
# description: >-
#   The kubelet's API runs commands in every container of the node and reads their logs. With anonymous requests or the
#   authorisation mode AlwaysAllow, network access to the node is enough. Both are off by default in the file.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
#   - ref: https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Set `authentication.anonymous.enabled` to false and `authorization.mode` to Webhook, or remove both.
#   kinds: [kubelet.config.k8s.io/KubeletConfiguration, node.eks.aws/NodeConfig]
#   sets: [cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 4.2.1"
#     - "CIS Kubernetes Benchmark 1.12: 4.2.2"
#     - "MITRE ATT&CK: T1609 Container Administration Command"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: may-break
#   fix_check: All callers of the kubelet, such as monitoring, must present a token or a client certificate, and be authorised for nodes/proxy, nodes/metrics or what they read.
#   since: "0.1.0"
package plimsoll.rules.components["kubelet-authentication"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: unset, null, false.
findings contains finding if {
	field := ["authentication", "anonymous", "enabled"]
	object.get(configuration.spec, field, null) == true
	finding := found(field, "answers anonymous requests", false)
}

# Allowed: unset, null, Webhook.
findings contains finding if {
	field := ["authorization", "mode"]
	object.get(configuration.spec, field, null) == "AlwaysAllow"
	finding := found(field, "authorises every request", "Webhook")
}

# Allowed: unset, null, 0.
findings contains finding if {
	port := object.get(configuration.spec, "readOnlyPort", null)
	is_number(port)
	port > 0
	finding := found(["readOnlyPort"], "serves a port without authentication", 0)
}

found(field, what, value) := {
	"path": path,
	"message": concat("", ["The kubelet that ", meta.label, " configures ", what, "."]),
	"extent": {},
	"fix": [{"op": "set", "path": path, "value": value}],
} if {
	path := array.concat(configuration.path, field)
}

configuration := {"path": [], "spec": input.object} if {
	meta.group == "kubelet.config.k8s.io"
	input.object.kind == "KubeletConfiguration"
}

configuration := {"path": path, "spec": shape.object_at(input.object, path)} if {
	meta.group == "node.eks.aws"
	input.object.kind == "NodeConfig"
	path := ["spec", "kubelet", "config"]
}
