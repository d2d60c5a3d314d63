# METADATA
# title: Do not run as user 0
# description: >-
#   User 0 is root: files, sockets and mistakes of the runtime that root may touch on the node are within reach.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Set `runAsUser` to the number of a user other than 0 that the image is made for.
#   kinds: [Pod]
#   standards:
#     - "PSS restricted: Running as Non-root user"
#     - "CIS Kubernetes Benchmark 1.8: 5.2.7"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Non-root containers"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["pod-security-restricted"]["non-root-user"]

import data.plimsoll.lib.pod

# Allowed: unset, null, any other number; anything in a user namespace.
findings contains finding if {
	not pod.in_user_namespace
	some context in pod.security_contexts
	context.security.runAsUser == 0
	finding := {
		"path": array.concat(context.security_path, ["runAsUser"]),
		"message": concat("", [context.label, " runs as user 0, which is root."]),
		"extent": {},
		"fix": [],
	}
}
