# METADATA
# title: Limit who may delete what others depend on
# description: >-
#   A namespace takes everything in it along, a CustomResourceDefinition every object of its kind, and a
#   PersistentVolume the data, if it is not retained.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Name in `resourceNames` what a program may delete, or let people delete it.
#   kinds: [authorization.openshift.io/ClusterRole, rbac.authorization.k8s.io/ClusterRole]
#   sets: []
#   standards:
#     - "MITRE ATT&CK: T1485 Data Destruction"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["delete-widely"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Allowed: other resources and verbs; resourceNames; Kubernetes' own roles. The verb or resource * is reported by
# rbac/wildcard or rbac/any-any.
findings contains finding if {
	input.object.kind == "ClusterRole"
	not rbac.is_own_of_controllers
	some rule in rbac.limited_rules
	granted := rbac.right_of(rule, lasting, {"delete", "deletecollection"})
	rbac.names_none_for(rule, granted.verbs)
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" ",
			rbac.allows(granted),
			", by which its subjects destroy all that they hold.",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say what is deleted.",
	}
}

lasting := {
	"": {"namespaces", "persistentvolumes"},
	"apiextensions.k8s.io": {"customresourcedefinitions"},
}
