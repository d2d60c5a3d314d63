# METADATA
# title: Send objects only to webhooks inside
# description: >-
#   The API server sends a webhook whole objects, Secrets included, and a mutating or a conversion webhook answers with the object
#   that is stored. At an address outside, whoever runs it reads the cluster, and decides what runs in it.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#url
#   - ref: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#url
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Run the webhook in the cluster, and name its Service in `clientConfig.service`.
#   kinds:
#     - admissionregistration.k8s.io/MutatingWebhookConfiguration
#     - admissionregistration.k8s.io/ValidatingWebhookConfiguration
#     - apiextensions.k8s.io/CustomResourceDefinition
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   report: added
package plimsoll.rules["guard-rails"]["webhook-outside"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: a Service; an address inside of the cluster, of the node or of a private network.
findings contains finding if {
	some client in clients
	url := shape.string_at(input.object, client.path)
	url != ""
	host := host_of(url)
	host != ""
	not is_inside(host)
	finding := {
		"path": client.path,
		"message": concat("", [client.label, " sends ", client.what, " to ", host, ", outside of the cluster."]),
		"extent": {"host": [host]},
		"fix": [],
		"no_fix": "The repository does not say where else the webhook runs.",
	}
}

clients contains {"path": ["spec", "conversion", "webhook", "clientConfig", "url"], "label": meta.label, "what": "every object of its kind"} if {
	meta.group == "apiextensions.k8s.io"
}

clients contains {"path": ["webhooks", index, "clientConfig", "url"], "label": label, "what": what} if {
	meta.group == "admissionregistration.k8s.io"
	some index, each in shape.array_at(input.object, ["webhooks"])
	webhook := shape.object_or_empty(each)
	label := concat("", ["Webhook \"", shape.string_at(webhook, ["name"]), "\" of ", meta.label])
	what := sent(sort({resource |
		some rule in shape.array_at(webhook, ["rules"])
		some resource in shape.strings_at(shape.object_or_empty(rule), ["resources"])
	}))
}

sent(resources) := "objects" if {
	count(resources) == 0
} else := "every object" if {
	some resource in resources
	resource in {"*", "*/*"}
} else := concat(", ", resources)

# Names that are filled in later are not known.
host_of(url) := lower(host) if {
	not contains(url, "${")
	not contains(url, "{{")
	parts := split(url, "://")
	authority := split(split(parts[count(parts) - 1], "/")[0], "@")
	host := without_port(authority[count(authority) - 1])
}

without_port(authority) := trim_prefix(split(authority, "]")[0], "[") if {
	startswith(authority, "[")
} else := split(authority, ":")[0]

is_inside(host) if not contains(replace(host, ":", "."), ".")

is_inside(host) if {
	some end in [".svc", ".local", ".localhost", ".internal"]
	endswith(host, end)
}

is_inside(host) if {
	some start in ["127.", "10.", "192.168.", "169.254."]
	startswith(host, start)
	is_address(host)
}

is_inside(host) if {
	is_address(host)
	[first, second, _, _] := split(host, ".")
	[first, second] in private
}

is_inside(host) if {
	contains(host, ":")
	some start in ["::1", "fc", "fd", "fe80"]
	startswith(host, start)
}

private := {["172", format_int(part, 10)] | some part in numbers.range(16, 31)} | {["100", format_int(part, 10)] |
	some part in numbers.range(64, 127)
}

is_address(host) if trim(host, "0123456789.") == ""
