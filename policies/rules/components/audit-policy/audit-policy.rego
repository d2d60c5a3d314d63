# METADATA
# title: Log what matters, and no Secrets
# description: >-
#   The first rule that matches a request counts: one for everything with the level None, in front, ends the log,
#   and at the levels Request and RequestResponse, who reads the log reads the Secrets.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/#audit-policy
#   - ref: https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Put a rule with the level `Metadata` for `secrets`, `configmaps` and `tokenreviews` before the others, and end
#     with a rule for everything with the level `Metadata`.
#   kinds: [audit.k8s.io/Policy]
#   sets: [restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 3.2.2"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Logging"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K10"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.components["audit-policy"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: a rule that drops some requests; one that drops the rest, at the end.
findings contains finding if {
	is_everything(rules[0])
	level(rules[0]) == "None"
	finding := {
		"path": ["rules", 0],
		"message": concat("", ["The first rule of the audit policy matches everything and logs nothing."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say what should be logged.",
	}
}

findings contains finding if {
	count(rules) > 0
	not is_everything(rules[0])
	every rule in rules { level(rule) == "None" }
	finding := {
		"path": ["rules"],
		"message": concat("", ["All rules of the audit policy have the level None: nothing is logged."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say what should be logged.",
	}
}

# Allowed: after a rule that takes all requests for Secrets, at the level Metadata or None.
findings contains finding if {
	some index, rule in rules
	level(rule) in {"Request", "RequestResponse"}
	covers_secrets(rule)
	logs_bodies(rule)
	not is_taken_before(index)
	finding := {
		"path": ["rules", index, "level"],
		"message": concat("", [
			"Rule ", format_int(index, 10), " of the audit policy",
			" logs the bodies of requests for Secrets, at the level ", level(rule), ".",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "Put a rule for Secrets with the level Metadata before it.",
	}
}

rules := [shape.object_or_empty(rule) | some rule in shape.array_at(input.object, ["rules"])] if {
	meta.group == "audit.k8s.io"
	input.object.kind == "Policy"
}

level(rule) := shape.string_at(rule, ["level"])

limits := ["namespaces", "nonResourceURLs", "resources", "userGroups", "users", "verbs"]

is_everything(rule) if {
	every limit in limits { count(shape.array_at(rule, [limit])) == 0 }
}

# Without resources and addresses, a rule is for all of them.
covers_secrets(rule) if {
	count(shape.array_at(rule, ["resources"])) == 0
	count(shape.array_at(rule, ["nonResourceURLs"])) == 0
}

covers_secrets(rule) if {
	some item in shape.array_at(rule, ["resources"])
	names := shape.array_at(shape.object_or_empty(item), ["resources"])
	shape.string_at(shape.object_or_empty(item), ["group"]) == ""
	is_of_secrets(names)
	count(shape.array_at(shape.object_or_empty(item), ["resourceNames"])) == 0
}

is_of_secrets([])

is_of_secrets(names) if {
	some name in {"*", "secrets"}
	name in names
}

# Only the level RequestResponse logs what is read.
logs_bodies(rule) if {
	verbs := shape.strings_at(rule, ["verbs"])
	some verb in {"create", "patch", "update"}
	verb in verbs
}

logs_bodies(rule) if count(shape.array_at(rule, ["verbs"])) == 0

logs_bodies(rule) if {
	level(rule) == "RequestResponse"
	some verb in {"get", "list"}
	verb in shape.strings_at(rule, ["verbs"])
}

is_taken_before(index) if {
	some earlier, rule in rules
	earlier < index
	level(rule) in {"Metadata", "None"}
	covers_secrets(rule)
	every limit in {"namespaces", "userGroups", "users", "verbs"} { count(shape.array_at(rule, [limit])) == 0 }
}
