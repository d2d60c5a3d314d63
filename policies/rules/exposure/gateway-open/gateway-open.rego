# METADATA
# title: Name who may attach to a Gateway or be referenced
# description: >-
#   By default, only routes of the Gateway's own namespace attach to it, and no namespace adds listeners by a
#   ListenerSet, and nothing refers to a Secret of another namespace. Opened for every namespace, each of them may serve any host name of the listener; opened for every
#   Secret, the referring namespaces may use all private keys.
# related_resources:
#   - ref: https://gateway-api.sigs.k8s.io/guides/multiple-ns/
#   - ref: https://gateway-api.sigs.k8s.io/api-types/referencegrant/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Select the namespaces by a label that only administrators set, and name the Secret in a ReferenceGrant.
#   kinds: [gateway.networking.k8s.io/Gateway, gateway.networking.k8s.io/ReferenceGrant]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "MITRE ATT&CK: T1552.007 Unsecured Credentials: Container API"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.exposure["gateway-open"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

is_gateway_api(kind) if {
	meta.group == "gateway.networking.k8s.io"
	input.object.kind == kind
}

# Allowed: unset, which is Same; Same; None; Selector with a term.
findings contains finding if {
	is_gateway_api("Gateway")
	some index, item in shape.array_at(input.object, ["spec", "listeners"])
	listener := shape.object_or_empty(item)
	namespaces := shape.object_at(listener, ["allowedRoutes", "namespaces"])
	field := opening(namespaces)
	finding := {
		"path": ["spec", "listeners", index, "allowedRoutes", "namespaces", field],
		"message": concat("", [
			meta.label,
			" lets routes of every namespace attach to the listener \"",
			shape.string_at(listener, ["name"]),
			"\".",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which namespaces have routes.",
	}
}

# ListenerSets add listeners to the Gateway. Allowed: unset, which is None; None; Same; Selector with a term.
findings contains finding if {
	is_gateway_api("Gateway")
	namespaces := shape.object_at(input.object, ["spec", "allowedListeners", "namespaces"])
	field := opening(namespaces)
	finding := {
		"path": ["spec", "allowedListeners", "namespaces", field],
		"message": concat("", [meta.label, " lets every namespace add listeners."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which namespaces add listeners.",
	}
}

# The field that opens a listener for every namespace.
opening(namespaces) := "from" if namespaces.from == "All"

opening(namespaces) := "selector" if {
	namespaces.from == "Selector"
	is_object(namespaces.selector)
	count(shape.object_at(namespaces, ["selector", "matchLabels"])) == 0
	every expression in shape.array_at(namespaces, ["selector", "matchExpressions"]) {
		is_true_everywhere(shape.object_or_empty(expression))
	}
}

# Every namespace has this label.
is_true_everywhere(expression) if {
	expression.key == "kubernetes.io/metadata.name"
	expression.operator == "Exists"
}

# Allowed: a Secret by its name; other kinds, which hold no keys.
findings contains finding if {
	is_gateway_api("ReferenceGrant")
	referring := sort({namespace |
		some item in shape.array_at(input.object, ["spec", "from"])
		namespace := shape.string_at(shape.object_or_empty(item), ["namespace"])
		namespace != ""
	})
	count(referring) > 0
	some index, item in shape.array_at(input.object, ["spec", "to"])
	target := shape.object_or_empty(item)
	target.kind == "Secret"
	shape.string_at(target, ["group"]) == ""
	shape.string_at(target, ["name"]) == ""
	finding := {
		"path": ["spec", "to", index],
		"message": concat("", [
			meta.label,
			" lets every Secret of its namespace be used from ",
			concat(", ", referring),
			".",
		]),
		"extent": {"namespaces": referring},
		"fix": [],
		"no_fix": "The repository does not say which Secret is used.",
	}
}
