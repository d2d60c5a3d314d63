# METADATA
# title: Say when a container is ready
# description: >-
#   Without a readiness probe, requests are sent to a pod that still starts or hangs, and an update goes on while the new
#   pods do not work.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Add a `readinessProbe` to the container that serves the port. A liveness probe is a matter of choice: a wrong one
#     restarts what works.
#   kinds: [Pod]
#   sets: []
#   standards: []
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.reliability.probes

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: a readiness probe; tests of charts; containers without ports; pods that run to an end. A pod is ready when all its containers
# are: a probe of one of them is enough.
findings contains finding if {
	not pod.is_chart_test
	not shape.string_at(pod.spec, ["restartPolicy"]) in {"Never", "OnFailure"}
	not has_probe
	serving := {index: container.label |
		some container in pod.containers
		startswith(container.label, "Container")
		count(shape.array_at(container.spec, ["ports"])) > 0
		index := container.path[count(container.path) - 1]
	}
	count(serving) > 0
	finding := {
		"path": array.concat(pod.spec_path, ["containers"]),
		"entries": sort([index | some index, _ in serving]),
		"message": concat("", [
			"The pod serves ports (", concat(", ", sort([label | some _, label in serving])),
			"), and none of its containers has a readiness probe.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say by which request the program shows that it is ready.",
	}
}

has_probe if {
	some container in pod.containers
	is_object(container.spec.readinessProbe)
}
