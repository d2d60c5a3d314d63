# METADATA
# title: Keep the API token out of a pod that had none
# description: >-
#   The pod ran without a token of the API server, and gets one now: who breaks into it acts as its service account, with all
#   that roles and bindings give this account.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Restore `automountServiceAccountToken: false`, or say in the pull request which container calls the API server.
#   kinds: [Pod, ServiceAccount]
#   facts: [identities, rbac]
#   sets: [restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.6"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Protecting Pod service account tokens"
#     - "MITRE ATT&CK: T1528 Steal Application Access Token"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules.workload["token-mounted"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.workload

field := "automountServiceAccountToken"

# Allowed: an account that has a token in no pod; an account without rights, where all roles and bindings are known.
findings contains found(path, message) if {
	path := array.concat(pod.spec_path, [field])
	is_lifted_in_pod(path)
	can_act(workload.namespace, workload.account)
	message := concat("", ["The pod mounts the token of the service account \"", workload.account, "\", and had none at the base."])
}

findings contains found([field], message) if {
	meta.group == ""
	input.object.kind == "ServiceAccount"
	is_lifted([field])
	can_act(workload.namespace, meta.name)
	message := concat("", [
		meta.label, " gives its token to every pod that does not refuse it, and gave it to none at the base that did not ask.",
	])
}

found(path, message) := {
	"path": path,
	"message": message,
	"extent": {},
	"fix": [],
	"no_fix": "Whether a container calls the API server is not known here.",
}

is_lifted(path) if {
	object.get(input.base, path, null) == false
	object.get(input.object, path, null) != false
}

is_lifted_in_pod(path) if is_lifted(path)

# The account refuses it, and the pod takes it all the same.
is_lifted_in_pod(path) if {
	object.get(input.base, path, null) == null
	object.get(input.object, path, null) == true
	data.facts.targets[input.source.target].identities.known[workload.namespace][workload.account].token == "no"
}

# A pod decides for itself, and leaves it to its account if it says nothing.
can_act(namespace, account) if {
	gets_token(namespace, account)
	may_do_something(namespace, account)
}

gets_token(_, _) if object.get(input.object, array.concat(pod.spec_path, [field]), null) == true

gets_token(namespace, account) if {
	data.facts.targets[input.source.target].identities.known[namespace][account].token == "yes"
}

may_do_something(_, _) if data.facts.targets[input.source.target].rbac.complete != "yes"

may_do_something(namespace, account) if {
	some subject in [
		concat("", ["ServiceAccount ", namespace, "/", account]),
		concat("", ["User system:serviceaccount:", namespace, ":", account]),
		concat("", ["Group system:serviceaccounts:", namespace]),
		"Group system:serviceaccounts",
		"Group system:authenticated",
	]
	count(object.get(data.facts.targets[input.source.target].rbac.subjects, subject, [])) > 0
}
