# METADATA
# title: Keep workloads off control plane nodes
# description: >-
#   On a control plane node, a break-out of the container reaches etcd, the keys of the cluster and the API server.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
#   - ref: https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane-taint
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Remove the toleration. If the workload is a part of the control plane, waive the finding.
#   kinds: [Pod]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1610 Deploy Container"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.workload["control-plane-toleration"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: tests of charts; DaemonSets, whose agents are needed on every node.
findings contains finding if {
	not pod.is_chart_test
	input.object.kind != "DaemonSet"
	some index, item in shape.array_at(pod.spec, ["tolerations"])
	toleration := shape.object_or_empty(item)
	wording := tolerated(toleration)
	finding := {
		"path": array.concat(pod.spec_path, ["tolerations", index]),
		"message": concat("", ["The pod tolerates ", wording, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say whether the workload is a part of the control plane.",
	}
}

tolerated(toleration) := concat("", ["the taint of control plane nodes, ", toleration.key]) if {
	toleration.key in {"node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"}
	not shape.string_at(toleration, ["effect"]) == "PreferNoSchedule"
}

tolerated(toleration) := "every taint, node-role.kubernetes.io/control-plane too" if {
	shape.string_at(toleration, ["key"]) == ""
	shape.string_at(toleration, ["operator"]) == "Exists"
	shape.string_at(toleration, ["effect"]) in {"", "NoSchedule"}
}
