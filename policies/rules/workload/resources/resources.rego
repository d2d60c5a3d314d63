# METADATA
# title: Limit the memory of containers, and request CPU
# description: >-
#   A leak in one container without a limit takes the memory of the node, until the kernel kills processes of other pods.
#   Without a request, the scheduler counts the container as nothing, and the node fills up.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Set `resources.limits.memory` to what the container uses at most, and `resources.requests.cpu` to what it needs. If a
#     LimitRange of the namespace sets them, waive the finding.
#   kinds: [Pod]
#   sets: [restricted]
#   standards: []
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.workload.resources

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: tests of charts; a limit, which is the request too; resources of the whole pod. Init containers end before the others compete
# for the CPU; the resources of ephemeral containers cannot be set.
findings contains finding if {
	not pod.is_chart_test
	some container in pod.containers
	missing := [words |
		some field, words in {"cpu": "no CPU request", "memory": "no memory limit"}
		is_missing(container, field)
	]
	count(missing) > 0
	finding := {
		"path": array.concat(container.path, ["resources"]),
		"message": concat("", [container.label, " has ", concat(" and ", missing), "."]),
		"extent": {"missing": missing},
		"fix": [],
		"no_fix": "The repository does not say how much the container needs.",
	}
}

is_missing(container, "memory") if {
	not startswith(container.label, "Ephemeral")
	every fields in [pod.spec, container.spec] {
		not has(fields, "limits", "memory")
	}
}

is_missing(container, "cpu") if {
	startswith(container.label, "Container")
	every fields in [pod.spec, container.spec] {
		not has(fields, "limits", "cpu")
		not has(fields, "requests", "cpu")
	}
}

has(fields, list, name) if shape.is_set(shape.object_at(fields, ["resources", list]), name)
