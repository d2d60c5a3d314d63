# METADATA
# title: Do not run as user 0
# description: >-
#   User 0 is root: it can reach the files and sockets that root may use on the node, and exploit runtime bugs.
#   Pod Security has this control from Kubernetes 1.23 on, and exempts pods in user namespaces from 1.35 on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Set `runAsUser` to the number of a user other than 0 that the image is made for.
#   kinds: [Pod]
#   sets: [restricted, nsa, cis]
#   standards:
#     - "PSS restricted: Running as Non-root user"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.7"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Non-root containers"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   level:
#     standard: pod-security
#     name: restricted
#     control: Running as Non-root user
#     check: runAsUser
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["pod-security-restricted"]["non-root-user"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

# Allowed: unset, null, any other number; anything before 1.23, and since 1.35 in a user namespace.
findings contains pod_security.judged(finding) if {
	pod_security.from(23)
	not pod_security.exempts_user_namespace
	some context in pod.security_contexts
	context.security.runAsUser == 0
	finding := {
		"path": array.concat(context.security_path, ["runAsUser"]),
		"message": concat("", [context.label, " runs as user 0, which is root."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which user the image is made for.",
	}
}

findings contains pod_security.judged(finding) if {
	pod_security.from(23)
	not pod_security.exempts_user_namespace
	some context in pod.security_contexts
	user := object.get(context.security, "runAsUser", null)
	user != null
	not is_number(user)
	finding := {
		"path": array.concat(context.security_path, ["runAsUser"]),
		"message": concat("", [context.label, shape.type_fault("runAsUser", user, "a number")]),
		"extent": {},
		"fix": [],
		"no_fix": "Write the number of the user that the image is made for, without quotes.",
	}
}
