# METADATA
# title: Keep admission closed when a check fails
# description: >-
#   With the failure policy Ignore, objects are admitted unchecked while the webhook does not answer or a policy cannot be
#   evaluated. Whoever overloads or stops it gets past it.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy
#   - ref: https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#failure-policy
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set the failure policy to `Fail`, run several replicas of the webhook, and exempt the namespaces that it needs to
#     start.
#   kinds:
#     - admissionregistration.k8s.io/MutatingAdmissionPolicy
#     - admissionregistration.k8s.io/MutatingWebhookConfiguration
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicy
#     - admissionregistration.k8s.io/ValidatingWebhookConfiguration
#     - kyverno.io/ClusterPolicy
#     - kyverno.io/Policy
#     - policies.kyverno.io/ImageValidatingPolicy
#     - policies.kyverno.io/MutatingPolicy
#     - policies.kyverno.io/NamespacedImageValidatingPolicy
#     - policies.kyverno.io/NamespacedMutatingPolicy
#     - policies.kyverno.io/NamespacedValidatingPolicy
#     - policies.kyverno.io/ValidatingPolicy
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   report: lost
package plimsoll.rules["guard-rails"]["webhook-weakened"]

import data.plimsoll.lib.admission
import data.plimsoll.lib.kyverno
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

findings contains {
	"path": open.path,
	"message": concat("", [open.label, " ", open.does, "."]),
	"extent": {},
	"fix": [],
	"no_fix": "A webhook that must answer can stop the whole cluster: whether it may is your decision.",
} if {
	some open in open_on_failure
}

# Allowed: Fail; unset, for which Fail is the default in v1; what changes only objects that ask for it. Webhooks for the
# kinds of a product guard nothing else, and istiod sets Fail itself when it runs.
open_on_failure contains open if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind in {"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"}
	some index, webhook in shape.array_at(input.object, ["webhooks"])
	ignores(webhook)
	not admission.is_of_its_own_kinds(webhook)
	not is_asked_for(webhook)
	not is_of_istio
	open := {
		"path": ["webhooks", index, "failurePolicy"],
		"label": concat("", ["Webhook \"", shape.string_at(webhook, ["name"]), "\" of ", meta.label]),
		"does": "lets requests pass when it does not answer",
	}
}

open_on_failure contains open if {
	is_policy
	some field in [["spec", "webhookConfiguration", "failurePolicy"], ["spec", "failurePolicy"]]
	shape.string_at(input.object, field) == "Ignore"
	open := {
		# Also for the field that Kyverno has in place of it: moving the value is no change.
		"path": ["spec", "failurePolicy"],
		"label": meta.label,
		"does": "lets requests pass when it cannot be evaluated",
	}
}

# A webhook that adds something to what has a label of its own, such as a sidecar: who does not want it leaves the label out.
is_asked_for(webhook) if {
	input.object.kind == "MutatingWebhookConfiguration"
	some field in ["namespaceSelector", "objectSelector"]
	needs_label(shape.object_at(webhook, [field]))
}

needs_label(selector) if {
	some key, _ in shape.object_at(selector, ["matchLabels"])
	key != "kubernetes.io/metadata.name"
}

needs_label(selector) if {
	some item in shape.array_at(selector, ["matchExpressions"])
	fields := shape.object_or_empty(item)
	fields.operator in {"Exists", "In"}
	fields.key != "kubernetes.io/metadata.name"
}

# Nobody answers in no time. Allowed: two seconds and more; the failure policy Fail.
open_on_failure contains open if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind in {"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"}
	some index, webhook in shape.array_at(input.object, ["webhooks"])
	ignores(webhook)
	webhook.timeoutSeconds == 1
	not admission.is_of_its_own_kinds(webhook)
	not is_asked_for(webhook)
	open := {
		"path": ["webhooks", index, "timeoutSeconds"],
		"label": concat("", ["Webhook \"", shape.string_at(webhook, ["name"]), "\" of ", meta.label]),
		"does": "lets requests pass when it does not answer within one second",
	}
}

is_of_istio if shape.object_at(input.object, ["metadata", "labels"]).app in {"istiod", "sidecar-injector"}

is_of_istio if "istio.io/rev" in object.keys(shape.object_at(input.object, ["metadata", "labels"]))

is_policy if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind in {"MutatingAdmissionPolicy", "ValidatingAdmissionPolicy"}
}

is_policy if kyverno.is_policy

is_policy if kyverno.is_cel_policy

ignores(webhook) if shape.string_at(webhook, ["failurePolicy"]) == "Ignore"

# The default of v1beta1 was Ignore.
ignores(webhook) if {
	endswith(meta.version, "/v1beta1")
	is_object(webhook)
	object.get(webhook, "failurePolicy", null) == null
}
