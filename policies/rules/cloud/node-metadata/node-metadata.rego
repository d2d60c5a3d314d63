# METADATA
# title: Keep the credentials of nodes from pods
# description: >-
#   A program that can be made to fetch an address hands out the credentials of its node. The metadata service gives
#   them to whoever asks: version 1 of AWS answers any request, and the mode GCE_METADATA of Google shows the
#   service to every pod.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
#   - ref: https://karpenter.sh/docs/concepts/nodeclasses/
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set `httpTokens` to required, `disableIMDSv1` to true, or the mode to GKE_METADATA.
#   kinds:
#     - container.cnrm.cloud.google.com/ContainerCluster
#     - container.cnrm.cloud.google.com/ContainerNodePool
#     - eksctl.io/ClusterConfig
#     - infrastructure.cluster.x-k8s.io/AWSMachinePool
#     - infrastructure.cluster.x-k8s.io/AWSMachineTemplate
#     - karpenter.k8s.aws/EC2NodeClass
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Protecting sensitive cloud infrastructure"
#     - "MITRE ATT&CK: T1552.005 Unsecured Credentials: Cloud Instance Metadata API"
#     - "OWASP Kubernetes Top Ten 2025: K08"
#   fix_risk: may-break
#   fix_check: >-
#     Programs must use an SDK that knows version 2. On GKE, the cluster needs a workload pool, and workloads that
#     use the node's account need one of their own.
#   since: "0.1.0"
package plimsoll.rules.cloud["node-metadata"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: unset, null, required.
findings contains finding if {
	some path in places
	object.get(input.object, path, null) == "optional"
	finding := found(path, "required")
}

# Allowed: unset, null, true.
findings contains finding if {
	meta.group == "eksctl.io"
	input.object.kind == "ClusterConfig"
	some list in ["managedNodeGroups", "nodeGroups"]
	some index, _ in shape.array_at(input.object, [list])
	path := [list, index, "disableIMDSv1"]
	object.get(input.object, path, null) == false
	finding := found(path, true)
}

# Allowed: unset, null, GKE_METADATA.
findings contains finding if {
	meta.group == "container.cnrm.cloud.google.com"
	input.object.kind in {"ContainerCluster", "ContainerNodePool"}
	path := ["spec", "nodeConfig", "workloadMetadataConfig", "mode"]
	object.get(input.object, path, null) == "GCE_METADATA"
	finding := {
		"path": path,
		"message": concat("", [meta.label, " shows the metadata service of the node, and so its credentials, to every pod."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": "GKE_METADATA"}],
	}
}

found(path, value) := {
	"path": path,
	"message": concat("", [meta.label, " leaves version 1 of the metadata service on: it gives the node's credentials without a token."]),
	"extent": {},
	"fix": [{"op": "set", "path": path, "value": value}],
}

places contains ["spec", "metadataOptions", "httpTokens"] if {
	meta.group == "karpenter.k8s.aws"
	input.object.kind == "EC2NodeClass"
}

places contains path if {
	meta.group == "infrastructure.cluster.x-k8s.io"
	path := {
		"AWSMachinePool": ["spec", "awsLaunchTemplate", "instanceMetadataOptions", "httpTokens"],
		"AWSMachineTemplate": ["spec", "template", "spec", "instanceMetadataOptions", "httpTokens"],
	}[input.object.kind]
}
