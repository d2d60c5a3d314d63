# METADATA
# title: Keep workloads out of the namespace default
# description: >-
#   Whatever names no namespace ends up in `default`: its accounts, policies and quotas are shared by things that do
#   not belong together.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Use a namespace of its own. A manifest without a namespace is not reported, since the deployment decides.
#   kinds: [Pod]
#   sets: [cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.6.4"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.workload["namespace-misused"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: tests of charts; another namespace; none, which is decided elsewhere.
findings contains finding if {
	not pod.is_chart_test
	count(pod.containers) > 0
	shape.string_at(input.object, ["metadata", "namespace"]) == "default"
	input.source.kind != "helm"
	finding := {
		"path": ["metadata", "namespace"],
		"message": concat("", [meta.label, " is in the namespace default."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which namespace is meant, and objects do not move between them.",
	}
}
