# METADATA
# title: Write Pod Security labels that the API server understands
# description: >-
#   The API server refuses a new namespace whose labels name a level or version that does not exist. A label with another
#   key, and an annotation, is accepted and has no effect: the namespace is less protected than it looks.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-namespace-labels/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Use the labels `pod-security.kubernetes.io/enforce`, `audit` and `warn` with privileged, baseline or restricted, and
#     `enforce-version`, `audit-version` and `warn-version` with latest or a version such as v1.33.
#   kinds: [Namespace]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: may-break
#   fix_check: The pods of the namespace meet the level that is then in effect.
#   since: "0.1.0"
package plimsoll.rules.namespace["pod-security-label-invalid"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod_security_labels
import data.plimsoll.lib.shape

# Allowed: the three levels. An invalid level to enforce is reported by namespace/pod-security-labels.
findings contains object.union(
	{
		"path": pod_security_labels.path(mode),
		"message": message(mode, "a Pod Security level that does not exist", text),
		"extent": {},
	},
	mended(mode, text, level(text)),
) if {
	pod_security_labels.is_namespace
	some mode in ["audit", "warn"]
	text := label(mode)
	not text in object.keys(pod_security_labels.strictness)
}

# Allowed: latest, v1.<minor>. Also what is no string, such as 1.30 without quotes.
findings contains object.union(
	{
		"path": pod_security_labels.path(name),
		"message": message(name, "a version that Pod Security does not know", text),
		"extent": {},
	},
	mended(name, text, version(text)),
) if {
	pod_security_labels.is_namespace
	some mode in pod_security_labels.modes
	name := concat("", [mode, "-version"])
	text := label(name)
	not is_version(text)
}

# A level to enforce that stands under a wrong key is reported by namespace/pod-security-labels, unless the right label
# is there, too.
findings contains object.union(
	{
		"path": stray.path,
		"message": concat("", [
			"The ", stray.kind, " \"", stray.key, "\" of ", meta.label, " has no effect on Pod Security",
			instead(stray),
			".",
		]),
		"extent": {},
	},
	moved(stray),
) if {
	some stray in (pod_security_labels.strays - pod_security_labels.strays_for_enforce)
}

# Null is how YAML writes "not set".
label(name) := found if {
	found := object.get(input.object, pod_security_labels.path(name), null)
	found != null
}

is_version(text) if {
	is_string(text)
	pod_security_labels.is_version(text)
}

message(name, what, text) := concat("", [
	"The label \"", pod_security_labels.prefix, name, "\" of ", meta.label, " names ", what, ": ", shown(text), ".",
])

shown(text) := text if {
	is_string(text)
	text != ""
} else := shape.described(text)

mended(name, _, right) := {"fix": [{"op": "set", "path": pod_security_labels.path(name), "value": right}]} if {
	right != ""
} else := {"fix": [], "no_fix": "Name a version such as \"v1.33\", as a string: the label does not say which."} if {
	endswith(name, "-version")
} else := {"fix": [], "no_fix": "Which level is meant is your decision."}

# What was meant, if it can be told; "" if not.
level(text) := lower(text) if {
	is_string(text)
	pod_security_labels.strictness[lower(text)]
} else := ""

version(text) := concat("", ["v", text]) if {
	is_string(text)
	pod_security_labels.is_version(concat("", ["v", text]))
} else := lower(text) if {
	is_string(text)
	pod_security_labels.is_version(lower(text))
} else := ""

instead(stray) := concat("", [": the label is \"", pod_security_labels.prefix, stray.means, "\""]) if {
	stray.means != ""
	concat("", [pod_security_labels.prefix, stray.means]) != stray.key
} else := ": only labels have one" if {
	stray.kind == "annotation"
} else := ""

moved(stray) := {"fix": [
	{"op": "set", "path": pod_security_labels.path(stray.means), "value": stray.value},
	{"op": "remove", "path": stray.path},
]} if {
	stray.means != ""
	pod_security_labels.value(stray.means) == ""
	is_valid(stray.means, stray.value)
	same := [other | some other in pod_security_labels.strays; other.means == stray.means]
	count(same) == 1
} else := {"fix": [], "no_fix": "What was meant, and whether the pods of the namespace meet it, is your decision."}

is_valid(name, text) if {
	endswith(name, "-version")
	is_version(text)
}

is_valid(name, text) if {
	not endswith(name, "-version")
	is_string(text)
	text in object.keys(pod_security_labels.strictness)
}
