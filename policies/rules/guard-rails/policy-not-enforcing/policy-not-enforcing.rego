# METADATA
# title: Keep policies enforcing
# description: >-
#   A policy that only audits or warns lets everything into the cluster that it was written to keep out. So does a network
#   that is told not to enforce its policies.
# related_resources:
#   - ref: https://open-policy-agent.github.io/gatekeeper/website/docs/enforcement-points/
#   - ref: https://kyverno.io/docs/policy-types/cluster-policy/validate/
#   - ref: https://kyverno.io/docs/policy-types/validating-policy/
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
#   - ref: https://docs.cilium.io/en/stable/security/policy/intro/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Let the policy refuse again (`deny`, `Enforce`, `Deny`), and exempt the few objects or namespaces that need it.
#   kinds:
#     - ConfigMap
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicy
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding
#     - admissionregistration.k8s.io/ValidatingWebhookConfiguration
#     - constraints.gatekeeper.sh/*
#     - kyverno.io/ClusterPolicy
#     - kyverno.io/Policy
#     - policies.kyverno.io/ImageValidatingPolicy
#     - policies.kyverno.io/NamespacedImageValidatingPolicy
#     - policies.kyverno.io/NamespacedValidatingPolicy
#     - policies.kyverno.io/ValidatingPolicy
#     - templates.gatekeeper.sh/ConstraintTemplate
#   sets: [default, baseline, restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.2.1"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   report: lost
package plimsoll.rules["guard-rails"]["policy-not-enforcing"]

import data.plimsoll.lib.cel
import data.plimsoll.lib.gatekeeper
import data.plimsoll.lib.kyverno
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

findings contains {
	"path": weak.path,
	"message": concat("", [weak.label, " ", weak.does, "."]),
	"extent": weak.extent,
	"fix": [],
	"no_fix": "Whether it may stop refusing is your decision.",
} if {
	some weak in not_refusing
}

# Gatekeeper. Allowed: unset, deny; scoped with deny where objects are admitted.
not_refusing contains weak if {
	gatekeeper.is_constraint
	not gatekeeper.refuses
	weak := {
		"path": ["spec", "enforcementAction"],
		"label": meta.label,
		"does": concat("", ["admits what violates it, because its action is ", named(gatekeeper.action)]),
		"extent": {},
	}
}

# Kyverno. Allowed: Enforce, by the rule or else by the policy; rules that change or make objects. The same field is
# named wherever the action is written, so that moving it is no change.
not_refusing contains weak if {
	some rule in kyverno.deciding_rules
	count(rule.audited) > 0
	weak := {
		"path": rule.path,
		"label": rule.label,
		"does": concat("", ["admits what violates it", where(rule.audited), ", because ", rule.reason]),
		"extent": {"namespaces": sort(rule.audited)},
	}
}

# Allowed: a pattern, a condition or an expression that some object does not meet. One cause is one finding.
not_refusing contains {"path": path, "label": rule.label, "does": does, "extent": {}} if {
	some rule in kyverno.deciding_rules
	not "*" in rule.audited
	rule.nothing != null
	path := array.concat(["spec", "rules", rule.index], rule.nothing)
	does := asks_for[rule.nothing[0]]
}

asks_for := {
	"validate": "refuses nothing: what it asks for holds of every object",
	"verifyImages": "refuses nothing: it checks the signature of no image",
}

# Allowed: unset or empty, which stands for Deny; Deny, also with others.
not_refusing contains weak if {
	kyverno.is_cel_policy
	input.object.kind != "MutatingPolicy"
	not kyverno.cel_policy_refuses
	weak := {
		"path": ["spec", "validationActions"],
		"label": meta.label,
		"does": "admits what violates it",
		"extent": {},
	}
}

# Allowed: Deny, also with others. The field is required.
not_refusing contains weak if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind == "ValidatingAdmissionPolicyBinding"
	not "Deny" in shape.strings_at(input.object, ["spec", "validationActions"])
	weak := {
		"path": ["spec", "validationActions"],
		"label": meta.label,
		"does": "admits what violates its policy",
		"extent": {},
	}
}

# What is asked and can refuse nothing. Allowed: one validation that can fail; conditions that can hold.
not_refusing contains {"path": ["spec", "validations"], "label": meta.label, "does": "refuses nothing: no validation in it can fail", "extent": {}} if {
	is_policy_in_cel
	not cel.refuse(shape.array_at(input.object, ["spec", "validations"]), constants)
}

not_refusing contains {"path": ["spec", "matchConditions"], "label": meta.label, "does": never, "extent": {}} if {
	is_policy_in_cel
	cel.match_nothing(shape.array_at(input.object, ["spec", "matchConditions"]), constants)
}

constants := cel.constants(shape.array_at(input.object, ["spec", "variables"]))

never := "checks nothing, because one of its conditions never holds"

is_policy_in_cel if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind == "ValidatingAdmissionPolicy"
}

is_policy_in_cel if {
	kyverno.is_cel_policy
	trim_prefix(input.object.kind, "Namespaced") == "ValidatingPolicy"
}

is_policy_in_cel if {
	kyverno.is_cel_policy
	trim_prefix(input.object.kind, "Namespaced") == "ImageValidatingPolicy"
	count(shape.array_at(input.object, ["spec", "validations"])) > 0
}

not_refusing contains {"path": ["spec", "targets"], "label": meta.label, "does": "finds no violation", "extent": {}} if {
	gatekeeper.is_template
	not gatekeeper.template_refuses
}

# Allowed: no webhooks, which is another product's way to fill the list in; rules with operations and resources.
not_refusing contains {"path": ["webhooks", index, field], "label": label, "does": does, "extent": {}} if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind == "ValidatingWebhookConfiguration"
	some index, each in shape.array_at(input.object, ["webhooks"])
	webhook := shape.object_or_empty(each)
	some field, does in {
		"matchConditions": never,
		"rules": "is asked about nothing: it has no rules with operations and resources",
	}
	asks_nothing(webhook, field)
	label := concat("", ["Webhook \"", shape.string_at(webhook, ["name"]), "\" of ", meta.label])
}

asks_nothing(webhook, "matchConditions") if cel.match_nothing(shape.array_at(webhook, ["matchConditions"]), {})

asks_nothing(webhook, "rules") if {
	asking := [rule |
		some rule in shape.array_at(webhook, ["rules"])
		every field in ["apiGroups", "operations", "resources"] {
			count(shape.array_at(shape.object_or_empty(rule), [field])) > 0
		}
	]
	count(asking) == 0
}

# Cilium's own configuration. Allowed: unset; default, always.
not_refusing contains {"path": ["data", key], "label": meta.label, "does": does, "extent": {}} if {
	meta.group == ""
	input.object.kind == "ConfigMap"
	meta.name == "cilium-config"
	some key, [value, does] in {
		"enable-policy": ["never", "makes Cilium enforce no policy for traffic, because its mode is never"],
		"policy-audit-mode": ["true", "makes Cilium only log what its policies for traffic deny"],
	}
	lower(shape.string_at(input.object, ["data", key])) == value
}

named("scoped") := "scoped and none of its scopes denies at admission"

named(action) := action if {
	is_string(action)
	action != "scoped"
}

named(action) := shape.described(action) if not is_string(action)

where(namespaces) := "" if {
	"*" in namespaces
} else := concat("", [" in the namespaces ", concat(", ", sort(namespaces))])
