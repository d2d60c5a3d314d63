# METADATA
# title: Select the pods that a workload makes
# description: >-
#   The API server refuses a workload whose selector does not match the labels of its pods: the deployment fails, or the
#   workload stays as it was.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Give the pod template the labels of the selector. The selector of a workload that exists cannot be changed.
#   kinds: [apps/DaemonSet, apps/Deployment, apps/ReplicaSet, apps/StatefulSet]
#   sets: [baseline, restricted]
#   standards: []
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.reliability["selector-mismatch"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: all labels of the selector, among others. What selects by expressions, or has no selector, is left to the API
# server.
findings contains finding if {
	meta.group == "apps"
	selected := shape.object_at(input.object, ["spec", "selector", "matchLabels"])
	labels := shape.object_at(input.object, ["spec", "template", "metadata", "labels"])
	is_object(input.object.spec.template)
	missing := sort([key |
		some key, value in selected
		is_string(value)
		object.get(labels, key, null) != value
	])
	count(missing) > 0
	finding := {
		"path": ["spec", "template", "metadata", "labels"],
		"message": concat("", [
			meta.label, " selects pods by labels that its pods do not have: ", concat(", ", missing), ".",
		]),
		"extent": {"labels": missing},
		"fix": [],
		"no_fix": "The repository does not say which of the two is meant.",
	}
}
