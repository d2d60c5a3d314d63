# METADATA
# title: Require containers to run as a user other than root
# description: >-
#   Root in a container is root on the node as soon as another protection fails. With runAsNonRoot the kubelet
#   refuses to start an image whose user is root. Pod Security exempts pods in user namespaces from
#   Kubernetes 1.35 on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Set `runAsNonRoot` to true, on the pod or on each container.
#   kinds: [Pod]
#   sets: [restricted, nsa, cis]
#   standards:
#     - "PSS restricted: Running as Non-root"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.7"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Non-root containers"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   level:
#     standard: pod-security
#     name: restricted
#     control: Running as Non-root
#     check: runAsNonRoot
#   fix_risk: may-break
#   fix_check: >-
#     Nothing is known here of the image's user. The container does not start unless the image's USER is a number
#     other than 0 or `runAsUser` is set, and the files that it writes must belong to that user.
#   since: "0.1.0"
package plimsoll.rules["pod-security-restricted"]["run-as-non-root"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

pod_value := object.get(shape.object_at(pod.spec, ["securityContext"]), "runAsNonRoot", null)

# Allowed: true; unset on a container when the pod says true; since 1.35 anything in a user namespace.
findings contains pod_security.judged(finding) if {
	not pod_security.exempts_user_namespace
	some context in pod.security_contexts
	value := object.get(context.security, "runAsNonRoot", null)
	not value in {true, null}
	finding := finding_on(context, wording(context, value))
}

# Where the pod says something, that is the cause: it is said once, above.
findings contains pod_security.judged(finding) if {
	not pod_security.exempts_user_namespace
	pod_value == null
	some container in pod.containers
	object.get(container.security, "runAsNonRoot", null) == null
	finding := finding_on(container, concat("", [unset(container), "runAsNonRoot is not set."]))
}

wording(context, false) := concat("", [fault(context), ": runAsNonRoot is false."])

wording(_, value) := shape.type_fault("runAsNonRoot", value, "true or false") if shape.is_no_truth(value)

finding_on(context, said) := object.union(fix(path), {
	"path": path,
	"message": concat("", [context.label, said]),
	"extent": {},
}) if {
	path := array.concat(context.security_path, ["runAsNonRoot"])
}

unset(context) := concat("", [" runs as user ", format_int(user, 10), ", but "]) if {
	user := user_of(context)
	user > 0
} else := concat("", [fault(context), ": "])

# A user given by number is no root, but nothing holds the next change to that.
fault(context) := " is not prevented from running as root" if {
	user := user_of(context)
	user > 0
} else := " may run as root"

user_of(context) := user if {
	user := context.security.runAsUser
	is_number(user)
} else := user if {
	user := shape.object_at(pod.spec, ["securityContext"]).runAsUser
	is_number(user)
}

# Where user 0 is asked for by number, the kubelet would refuse to start it: which user it should be is a decision.
fix(path) := {"fix": [], "no_fix": no_fix} if {
	root_is_asked_for
	no_fix := concat(" ", [
		"`runAsUser: 0` asks for root, and a container that must not run as root would not start.",
		"First set `runAsUser` to the user that the image is made for.",
	])
} else := {"fix": [{"op": "set", "path": path, "value": true}]}

# With a default it is looked for once, however many containers there are.
default root_is_asked_for := false

root_is_asked_for if {
	some context in pod.security_contexts
	context.security.runAsUser == 0
}
