# METADATA
# title: Configurations of the kubelet, wherever they stand
package plimsoll.lib.kubelet

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Each one: {path, spec, label}. The label is `The kubelet that NodeConfig "nodes" configures`.
configurations := [configuration |
	some path in paths
	spec := object.get(input.object, path, null)
	is_object(spec)
	configuration := {"path": path, "spec": spec, "label": label}
]

label := concat("", ["The kubelet that ", meta.label, " configures"])

paths contains [] if {
	meta.group == "kubelet.config.k8s.io"
	input.object.kind == "KubeletConfiguration"
}

paths contains ["spec", "kubelet", "config"] if {
	meta.group == "node.eks.aws"
	input.object.kind == "NodeConfig"
}

paths contains ["nodeGroups", index, "kubeletExtraConfig"] if {
	meta.group == "eksctl.io"
	input.object.kind == "ClusterConfig"
	some index, _ in shape.array_at(input.object, ["nodeGroups"])
}

paths contains ["spec", "workerProfiles", index, "values"] if {
	meta.group == "k0s.k0sproject.io"
	input.object.kind == "ClusterConfig"
	some index, _ in shape.array_at(input.object, ["spec", "workerProfiles"])
}
