# METADATA
# title: Limit who may register APIs
# description: >-
#   Whoever may register an API, or change how its objects are converted, reads and changes what passes through it.
#   An APIService sends the requests of an API group to any Service, with the names of the users; a
#   CustomResourceDefinition can send every object of its kind to a conversion webhook.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
#   - ref: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#webhook-conversion
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Install APIs with the deployment. Name in `resourceNames` those that a controller keeps up to date.
#   kinds: [authorization.openshift.io/ClusterRole, rbac.authorization.k8s.io/ClusterRole]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["api-extension"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Allowed: reading and deleting; creating CustomResourceDefinitions, which changes no kind that exists; resourceNames;
# the status. The verb or resource * is reported by rbac/wildcard or rbac/any-any.
findings contains finding if {
	input.object.kind == "ClusterRole"
	some rule in rbac.limited_rules
	some group, api in apis
	granted := rbac.right(rule, group, {api.resource}, api.verbs)
	rbac.names_none_for(rule, granted.verbs)
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [meta.label, " ", rbac.allows(granted), ", by which its subjects ", api.effect, "."]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say which APIs are registered.",
	}
}

apis := {
	"apiextensions.k8s.io": {
		"resource": "customresourcedefinitions",
		"verbs": {"patch", "update"},
		"effect": "redirect the conversion of custom objects",
	},
	"apiregistration.k8s.io": {
		"resource": "apiservices",
		"verbs": {"create", "patch", "update"},
		"effect": "answer requests in place of the API server",
	},
}
