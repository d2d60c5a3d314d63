# METADATA
# title: Limit the memory of containers
# description: >-
#   A leak in one container without a limit takes the memory of the node, until the kernel kills processes of other
#   pods.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Set `resources.limits.memory` to what the container uses at most. If a LimitRange of the namespace sets it,
#     waive the finding.
#   kinds: [Pod]
#   sets: [restricted]
#   standards:
#     - "OWASP Kubernetes Top Ten 2025: K01"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.workload["memory-limit"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: a limit of the container or of the whole pod. The resources of ephemeral containers cannot be set.
findings contains finding if {
	not shape.is_set(shape.object_at(pod.spec, ["resources", "limits"]), "memory")
	some container in pod.containers
	not startswith(container.label, "Ephemeral")
	not shape.is_set(shape.object_at(container.spec, ["resources", "limits"]), "memory")
	finding := {
		"path": array.concat(container.path, ["resources", "limits", "memory"]),
		"message": concat("", [container.label, " has no memory limit."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say how much memory the container needs.",
	}
}
