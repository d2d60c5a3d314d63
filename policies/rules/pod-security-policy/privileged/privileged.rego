# METADATA
# title: Admit no pods that take over the node by a PodSecurityPolicy
# description: >-
#   Whoever may use the policy can create a pod that is root on its node, or that reads what other pods do there. The rule
#   is for clusters before Kubernetes 1.25; later ones do not know the kind.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/psp-to-pod-security-standards/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/migrate-from-psp/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Remove what the pods do not use, and give the policy only to the service accounts that need it.
#   kinds: [extensions/PodSecurityPolicy, policy/PodSecurityPolicy]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K01"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["pod-security-policy"].privileged

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod_security_policy
import data.plimsoll.lib.shape

# Allowed: what baseline admits; host paths that are limited to some and read-only. A cluster that does not know the kind
# is reported by api-versions/removed.
findings contains {
	"path": array.concat(["spec"], field),
	"message": concat("", [meta.label, " admits pods with ", words, "."]),
	"extent": extent(field),
	"fix": [],
	"no_fix": "The repository does not say what the pods that use the policy need.",
} if {
	is_number(input.source.kubernetes_version)
	input.source.kubernetes_version < 25
	some field, words in pod_security_policy.beyond_baseline
	field[0] in {"allowedCapabilities", "hostIPC", "hostNetwork", "hostPID", "privileged", "volumes"}
	not is_narrow(field)
}

is_narrow(["volumes"]) if {
	paths := shape.array_at(pod_security_policy.spec, ["allowedHostPaths"])
	count(paths) > 0
	every path in paths {
		shape.object_or_empty(path).readOnly == true
		not shape.string_at(path, ["pathPrefix"]) in {"", "/"}
	}
}

extent(["allowedCapabilities"]) := {"capabilities": sort(pod_security_policy.excess)}

extent(field) := {} if field != ["allowedCapabilities"]
