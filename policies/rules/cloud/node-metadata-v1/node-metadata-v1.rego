# METADATA
# title: Require session tokens of the node's metadata service
# description: >-
#   Version 1 of the metadata service of AWS answers any request. A program that can be made to fetch an address
#   hands out the credentials of the node's role; with version 2 it must ask for a token first, which such a program
#   cannot.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
#   - ref: https://karpenter.sh/docs/concepts/nodeclasses/
#   - ref: https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set `httpTokens` to required, or `disableIMDSv1` to true; or remove them where that is the default.
#   kinds:
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
#     Programs on the node must use an SDK that knows version 2.
#   since: "0.1.0"
package plimsoll.rules.cloud["node-metadata-v1"]

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
