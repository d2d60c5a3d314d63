# METADATA
# title: Request CPU and memory
# description: >-
#   Without a request, the scheduler counts the container as nothing: the node fills up, and this pod is among the
#   first that are evicted.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Set `resources.requests.cpu` and `resources.requests.memory`. If a LimitRange of the namespace sets them, waive
#     the finding.
#   kinds: [Pod]
#   sets: []
#   standards: []
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.workload["resource-requests"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: a limit, which is the request too; requests of the whole pod. Init containers end before the others run.
findings contains finding if {
	some container in pod.containers
	startswith(container.label, "Container")
	missing := [name |
		some name in ["cpu", "memory"]
		not is_requested(pod.spec, name)
		not is_requested(container.spec, name)
	]
	count(missing) > 0
	finding := {
		"path": array.concat(container.path, ["resources", "requests"]),
		"message": concat("", [container.label, " requests no ", concat(" and no ", [words[name] | some name in missing]), "."]),
		"extent": {"resources": missing},
		"fix": [],
		"no_fix": "The repository does not say how much the container needs.",
	}
}

is_requested(fields, name) if {
	some list in ["limits", "requests"]
	shape.is_set(shape.object_at(fields, ["resources", list]), name)
}

words := {"cpu": "CPU", "memory": "memory"}
