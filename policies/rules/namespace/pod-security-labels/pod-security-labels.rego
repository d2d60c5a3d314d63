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
#     - "CIS Kubernetes Benchmark 1.8: 5.2.1"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1610 Deploy Container"
#   fix_risk: decision
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.namespace["pod-security-labels"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

label := "pod-security.kubernetes.io/enforce"

# Allowed: restricted, baseline.
findings contains finding if {
	meta.group == ""
	input.object.kind == "Namespace"
	level := shape.string_at(input.object, ["metadata", "labels", label])
	not level in {"baseline", "restricted"}
	path := ["metadata", "labels", label]
	finding := {
		"path": path,
		"message": concat("", [meta.label, " ", wording(level), "."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": "baseline"}],
	}
}

wording("") := "does not say which Pod Security level it enforces"

wording("privileged") := "enforces the privileged level, which admits every pod"

wording(level) := concat("", ["names a Pod Security level that does not exist: ", level]) if {
	not level in {"", "privileged"}
}
