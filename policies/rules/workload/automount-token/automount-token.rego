# METADATA
# title: Mount the API token only where it is used
# description: >-
#   The pod has no use for the token, because nothing in the repository gives its account rights, and who breaks in
#   has one more way to go on as soon as somebody binds the account. A token of the API server is mounted in every
#   pod unless told otherwise.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Set `automountServiceAccountToken` to false in the pod or in its service account.
#   kinds: [Pod]
#   facts: [identities, rbac]
#   sets: [nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.5"
#     - "CIS Kubernetes Benchmark 1.12: 5.1.6"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Protecting Pod service account tokens"
#     - "MITRE ATT&CK: T1528 Steal Application Access Token"
#   fix_risk: may-break
#   fix_check: No container calls the API server or logs in with the token elsewhere, such as to Vault.
#   since: "0.1.0"
package plimsoll.rules.workload["automount-token"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape
import data.plimsoll.lib.workload

# Allowed: tests of charts; false; true, which says that the token is meant; an account that may do something, or of which this is not
# known.
findings contains finding if {
	not pod.is_chart_test
	not shape.is_set(pod.spec, "automountServiceAccountToken")
	data.facts.targets[input.source.target].identities.known[workload.namespace][workload.account].token == "yes"
	rbac := data.facts.targets[input.source.target].rbac
	rbac.complete == "yes"
	not has_rights(rbac)
	path := array.concat(pod.spec_path, ["automountServiceAccountToken"])
	finding := {
		"path": path,
		"message": concat("", [
			"The pod mounts a token of the service account \"", workload.account, "\", which nothing in the repository gives rights.",
		]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": false}],
	}
}

has_rights(rbac) if {
	some subject in [
		concat("", ["ServiceAccount ", workload.namespace, "/", workload.account]),
		concat("", ["User system:serviceaccount:", workload.namespace, ":", workload.account]),
		concat("", ["Group system:serviceaccounts:", workload.namespace]),
		"Group system:serviceaccounts",
		"Group system:authenticated",
	]
	count(object.get(rbac.subjects, subject, [])) > 0
}
