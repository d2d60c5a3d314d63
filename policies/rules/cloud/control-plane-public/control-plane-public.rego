# METADATA
# title: Limit who can reach the API server
# description: >-
#   An API server that answers the whole Internet is one stolen credential, or one hole in it, away from everybody.
#   Networks of the office, of the VPN and of the pipelines are enough.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/authorized-networks
#   - ref: https://learn.microsoft.com/en-us/azure/aks/api-server-authorized-ip-ranges
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Name the networks that need it, or switch the public endpoint off.
#   kinds:
#     - container.cnrm.cloud.google.com/ContainerCluster
#     - containerservice.azure.com/ManagedCluster
#     - controlplane.cluster.x-k8s.io/AWSManagedControlPlane
#     - eks.aws.m.upbound.io/Cluster
#     - eks.aws.upbound.io/Cluster
#     - eks.services.k8s.aws/Cluster
#     - eksctl.io/ClusterConfig
#     - infrastructure.cluster.x-k8s.io/AzureManagedControlPlane
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Control plane hardening"
#     - "MITRE ATT&CK: T1133 External Remote Services"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.cloud["control-plane-public"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: unset, although it is public by default; other networks; a public endpoint that is switched off.
findings contains finding if {
	some place in places
	not object.get(input.object, place.switch, null) == false
	some index, item in shape.array_at(input.object, place.ranges)
	range := range_of(item)
	range in {"0.0.0.0/0", "::/0"}
	finding := {
		"path": array.concat(place.ranges, [index]),
		"message": concat("", [meta.label, " lets ", range, ", the whole Internet, reach the API server."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which networks need the API server.",
	}
}

# A public endpoint without networks is open to all of them.
findings contains finding if {
	some place in places
	object.get(input.object, place.switch, null) == true
	count(shape.array_at(input.object, place.ranges)) == 0
	finding := {
		"path": place.switch,
		"message": concat("", [meta.label, " has a public endpoint of the API server, and names no networks that may reach it."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which networks need the API server.",
	}
}

range_of(item) := item if is_string(item)

range_of(item) := shape.string_at(item, ["cidrBlock"]) if is_object(item)

# Where the switch and the networks stand. Without a switch, the path leads nowhere.
places contains {"switch": ["vpc", "clusterEndpoints", "publicAccess"], "ranges": ["vpc", "publicAccessCIDRs"]} if {
	is_kind("eksctl.io", "ClusterConfig")
}

places contains {
	"switch": ["spec", "resourcesVPCConfig", "endpointPublicAccess"],
	"ranges": ["spec", "resourcesVPCConfig", "publicAccessCIDRs"],
} if {
	is_kind("eks.services.k8s.aws", "Cluster")
}

places contains {
	"switch": array.concat(path, ["endpointPublicAccess"]),
	"ranges": array.concat(path, ["publicAccessCidrs"]),
} if {
	some group in ["eks.aws.m.upbound.io", "eks.aws.upbound.io"]
	is_kind(group, "Cluster")

	# A list of one in v1beta1, a map from v1beta2 on.
	some path in [["spec", "forProvider", "vpcConfig"], ["spec", "forProvider", "vpcConfig", 0]]
}

places contains {"switch": ["spec", "endpointAccess", "public"], "ranges": ["spec", "endpointAccess", "publicCIDRs"]} if {
	is_kind("controlplane.cluster.x-k8s.io", "AWSManagedControlPlane")
}

places contains {"switch": [""], "ranges": ["spec", "masterAuthorizedNetworksConfig", "cidrBlocks"]} if {
	is_kind("container.cnrm.cloud.google.com", "ContainerCluster")
}

places contains {"switch": [""], "ranges": ["spec", "apiServerAccessProfile", "authorizedIPRanges"]} if {
	is_kind("containerservice.azure.com", "ManagedCluster")
}

places contains {"switch": [""], "ranges": ["spec", "apiServerAccessProfile", "authorizedIPRanges"]} if {
	is_kind("infrastructure.cluster.x-k8s.io", "AzureManagedControlPlane")
}

is_kind(group, kind) if {
	meta.group == group
	input.object.kind == kind
}
