# METADATA
# title: Keep a namespace's Pod Security level
# description: >-
#   With a lower level, or the checks of an older Kubernetes, the namespace admits pods that it refused before.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-admission/
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Keep the level and the version, and run the pods that need more in a namespace of their own.
#   kinds: [Namespace]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: may-break
#   fix_check: The pods of the namespace still meet the level.
#   since: "0.1.0"
#   report: lost
package plimsoll.rules["guard-rails"]["pod-security-level-lowered"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod_security_labels
import data.plimsoll.lib.shape

level_label := "pod-security.kubernetes.io/enforce"

version_label := "pod-security.kubernetes.io/enforce-version"

findings contains {
	"path": ["metadata", "labels", lower_than.label],
	"message": concat("", [meta.label, " ", lower_than.does, "."]),
	"extent": lower_than.extent,
	"fix": [],
	"no_fix": "Which level its pods need is your decision.",
	"left_to": "namespace/pod-security-labels",
} if {
	pod_security_labels.is_namespace
	some lower_than in lowered
}

# Allowed: restricted. One field for every step, so that raising it is no loss; the extent tells the steps apart.
lowered contains {"label": level_label, "does": does, "extent": {"not_enforced": not_enforced}} if {
	level := shape.string_at(input.object, ["metadata", "labels", level_label])
	level != "restricted"
	does := wording(level)
	not_enforced := array.concat([name | name := "baseline"; level != "baseline"], ["restricted"])
}

# Allowed: unset, latest; versions that have every check. What is no version is refused.
lowered contains {"label": version_label, "does": does, "extent": {"checks": left_out}} if {
	version := shape.string_at(input.object, ["metadata", "labels", version_label])
	regex.match(`^v1\.(0|[1-9][0-9]{0,2})$`, version)
	minor := to_number(substring(version, 3, -1))
	left_out := sort([check | some check, since in pod_security_labels.added_in; minor < since])
	count(left_out) > 0
	does := concat("", ["enforces the checks of Kubernetes 1.", format_int(minor, 10), ", without ", concat(", ", left_out)])
}

wording(level) := "enforces the Pod Security level baseline, which is less than restricted" if {
	level == "baseline"
} else := "enforces the Pod Security level privileged, which admits every pod" if {
	level == "privileged"
} else := "does not say which Pod Security level it enforces" if {
	level == ""
} else := concat("", ["names a Pod Security level that does not exist: ", level])
