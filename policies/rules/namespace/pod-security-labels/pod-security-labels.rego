# METADATA
# title: Enforce a Pod Security level on the namespace
# description: >-
#   Without the label, a namespace takes the cluster's default level, which is privileged unless an
#   administrator changed it: any pod is admitted, privileged ones too.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-admission/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-namespace-labels/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Label the namespace with `pod-security.kubernetes.io/enforce`, restricted where its pods allow it, else
#     baseline.
#   kinds: [Namespace]
#   sets: [baseline, restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.2.1"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1610 Deploy Container"
#   fix_risk: decision
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.namespace["pod-security-labels"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod_security_labels

# Allowed: restricted, baseline.
findings contains finding if {
	pod_security_labels.is_namespace
	level := pod_security_labels.value("enforce")
	not level in {"baseline", "restricted"}
	path := pod_security_labels.path("enforce")
	finding := {
		"path": path,
		"message": concat("", [meta.label, " ", wording(level), "."]),
		"extent": {},
		"fix": array.concat([{"op": "set", "path": path, "value": intended}], removals),
	}
}

wording("") := concat("", ["does not say which Pod Security level it enforces", because])

wording("privileged") := "enforces the privileged level, which admits every pod"

wording(level) := concat("", ["names a Pod Security level that does not exist: ", level]) if {
	not level in {"", "privileged"}
}

because := concat("", [": ", meant.kind, " \"", meant.key, "\" has no effect"]) if {
	meant := strays[0]
} else := ""

# The level that the author meant, if it can be told.
intended := level if {
	level := lower(pod_security_labels.value("enforce"))
	level in {"baseline", "restricted"}
} else := level if {
	levels := {stray.value | some stray in strays} & {"baseline", "restricted"}
	count(levels) == 1
	some level in levels
} else := "baseline"

strays := [stray | some stray in pod_security_labels.strays_for_enforce]

removals := [{"op": "remove", "path": stray.path} | some stray in strays]
