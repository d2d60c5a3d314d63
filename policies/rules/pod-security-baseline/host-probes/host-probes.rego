# METADATA
# title: Do not send probes and hooks to another host
# description: >-
#   A custom `host` makes the kubelet, which runs probes and lifecycle hooks from the node, a proxy to everything
#   that the node can reach: metadata services, its loopback, other pods. Pod Security has this control from
#   Kubernetes 1.34 on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Remove `host`: probes and hooks then go to the pod itself.
#   kinds: [Pod]
#   sets: [baseline, restricted]
#   standards:
#     - "PSS baseline: Host Probes / Lifecycle Hooks"
#     - "MITRE ATT&CK: T1090 Proxy"
#   level:
#     standard: pod-security
#     name: baseline
#     control: Host Probes / Lifecycle Hooks
#     check: hostProbesAndHostLifecycle
#   fix_risk: may-break
#   fix_check: >-
#     The container itself answers the probe on this port.
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"]["host-probes"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

callers := {
	["livenessProbe"],
	["readinessProbe"],
	["startupProbe"],
	["lifecycle", "postStart"],
	["lifecycle", "preStop"],
}

# Allowed: unset, null, ""; anything before 1.34.
findings contains finding if {
	pod_security.from(34)
	some container in pod.containers
	some caller in callers
	some action in ["httpGet", "tcpSocket"]
	field := array.concat(caller, [action, "host"])
	host := shape.string_at(container.spec, field)
	host != ""
	path := array.concat(container.path, field)
	finding := {
		"path": path,
		"message": concat("", [container.label, " sends its ", concat(".", caller), " to the host ", host, "."]),
		"extent": {"hosts": [host]},
		"fix": [{"op": "remove", "path": path}],
	}
}
