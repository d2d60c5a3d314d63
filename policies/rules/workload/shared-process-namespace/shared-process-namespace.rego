# METADATA
# title: Do not share processes between containers
# description: >-
#   Each container sees the processes of the others, with their arguments and, as the same user, their variables and
#   files. A break-in into one is one into all.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Remove `shareProcessNamespace`. For debugging, use `kubectl debug --target`.
#   kinds: [Pod]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1055 Process Injection"
#   fix_risk: may-break
#   fix_check: No container sends signals to processes of another, or reads them.
#   since: "0.1.0"
package plimsoll.rules.workload["shared-process-namespace"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: tests of charts; false, unset; a single container, which shares with nobody.
findings contains finding if {
	not pod.is_chart_test
	pod.spec.shareProcessNamespace == true
	count(shape.array_at(pod.spec, ["containers"])) + count(sidecars) > 1
	path := array.concat(pod.spec_path, ["shareProcessNamespace"])
	finding := {
		"path": path,
		"message": "The containers of the pod see each other's processes.",
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": false}],
	}
}

sidecars := [container |
	some container in shape.array_at(pod.spec, ["initContainers"])
	shape.string_at(shape.object_or_empty(container), ["restartPolicy"]) == "Always"
]
