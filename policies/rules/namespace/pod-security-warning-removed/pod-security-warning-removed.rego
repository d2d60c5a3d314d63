# METADATA
# title: Keep the warnings and the audit of a namespace's workloads
# description: >-
#   Whoever applies a workload is warned of what the level of `warn` forbids, and the audit log keeps what the level of
#   `audit` forbids. With a lower level, with the checks of an older Kubernetes, or without the label, nobody hears of it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Restore the label, or enforce the level that it named.
#   kinds: [Namespace]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules.namespace["pod-security-warning-removed"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod_security_labels
import data.plimsoll.lib.shape

# Allowed: a level at least as strict; a level that is enforced now, and was not; what namespace/pod-security-warning-weaker
# reports.
findings contains found(mode, does) if {
	pod_security_labels.is_namespace
	some mode in ["audit", "warn"]
	before := strictness(input.base, mode)
	before > strictness(input.object, mode)
	not is_enforced_at_last(before)
	not is_weaker_than_enforced(mode)
	does := concat("", [tells[mode], " what ", level_named(input.base, mode), " forbids", instead(mode)])
}

# Allowed: unset, latest; versions with all checks that the level had at the base.
findings contains found(concat("", [mode, "-version"]), does) if {
	pod_security_labels.is_namespace
	some mode in ["audit", "warn"]
	level := level_named(input.object, mode)
	strictness(input.object, mode) == strictness(input.base, mode)
	left_out := sort(missing(input.object, mode, level) - missing(input.base, mode, level))
	count(left_out) > 0
	does := concat("", [
		tells[mode], " what ", concat(", ", left_out), " of ", level, " forbids, as the version is ",
		label(input.object, concat("", [mode, "-version"])),
	])
}

found(name, does) := {
	"path": pod_security_labels.path(name),
	"message": concat("", [meta.label, " no longer ", does, "."]),
	"extent": {"label": name},
	"fix": [],
	"no_fix": "Whether the level at the base is still meant is your decision.",
}

tells := {"audit": "records in the audit log", "warn": "warns the authors of workloads of"}

instead(mode) := ": the label is gone" if {
	label(input.object, mode) == ""
} else := concat("", [": the level is ", label(input.object, mode)])

label(namespace, name) := shape.string_at(namespace, pod_security_labels.path(name))

level_named(namespace, mode) := label(namespace, mode)

# What is unset, and what is no level, tells nobody anything.
strictness(namespace, mode) := object.get(pod_security_labels.strictness, level_named(namespace, mode), 0)

is_enforced_at_last(level) if {
	strictness(input.object, "enforce") >= level
	strictness(input.base, "enforce") < level
}

is_weaker_than_enforced(mode) if {
	level := pod_security_labels.strictness[label(input.object, mode)]
	level < strictness(input.object, "enforce")
}

# The checks of a level that the version in the label does not have.
missing(namespace, mode, level) := {check |
	version := label(namespace, concat("", [mode, "-version"]))
	regex.match(`^v1\.(0|[1-9][0-9]{0,2})$`, version)
	some check, since in object.get(pod_security_labels.added_at, level, {})
	to_number(substring(version, 3, -1)) < since
}
