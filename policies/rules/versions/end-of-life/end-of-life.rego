# METADATA
# title: Run a Kubernetes that still gets fixes
# description: >-
#   Holes that are found after the end of a minor version of Kubernetes stay open: each gets fixes for about
#   fourteen months. Clouds that support a version longer are not meant here.
# related_resources:
#   - ref: https://kubernetes.io/releases/patch-releases/#non-active-branch-history
#   - ref: https://kubernetes.io/releases/version-skew-policy/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Upgrade one minor version after the other.
#   kinds:
#     - bootstrap.cluster.x-k8s.io/KubeadmConfig
#     - cluster.x-k8s.io/Cluster
#     - cluster.x-k8s.io/MachineDeployment
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlane
#     - controlplane.cluster.x-k8s.io/RKE2ControlPlane
#     - core.gardener.cloud/Shoot
#     - kops.k8s.io/Cluster
#     - kubeadm.k8s.io/ClusterConfiguration
#   sets: []
#   standards:
#     - "OWASP Kubernetes Top Ten 2025: K07"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.versions["end-of-life"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: newer versions; unset; a name such as stable-1, which moves.
findings contains finding if {
	some path in places[meta.group][input.object.kind]
	minor := minor_of(shape.string_at(input.object, path))
	end := end_of(minor)
	finding := {
		"path": path,
		"message": concat("", [meta.label, " runs Kubernetes 1.", format_int(minor, 10), ", which has had no fixes since ", end, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "An upgrade goes one minor version at a time, and removes API versions.",
	}
}

minor_of(version) := to_number(split(version, ".")[1]) if regex.match(`^v?1\.[0-9]{1,3}(\.[0-9]+([+-].*)?)?$`, version)

end_of(minor) := ends[format_int(minor, 10)] if {
	minor >= 20
} else := "2021" if minor < 20

# By minor version, from the history of releases.
ends := {
	"20": "2022-02-28",
	"21": "2022-06-28",
	"22": "2022-12-08",
	"23": "2023-02-28",
	"24": "2023-07-28",
	"25": "2023-10-28",
	"26": "2024-02-28",
	"27": "2024-07-16",
	"28": "2024-10-22",
	"29": "2025-02-28",
	"30": "2025-07-15",
	"31": "2025-11-11",
}

places := {
	"bootstrap.cluster.x-k8s.io": {"KubeadmConfig": [["spec", "clusterConfiguration", "kubernetesVersion"]]},
	"cluster.x-k8s.io": {
		"Cluster": [["spec", "topology", "version"]],
		"MachineDeployment": [["spec", "template", "spec", "version"]],
	},
	"controlplane.cluster.x-k8s.io": {
		"KubeadmControlPlane": [["spec", "version"]],
		"RKE2ControlPlane": [["spec", "version"]],
	},
	"core.gardener.cloud": {"Shoot": [["spec", "kubernetes", "version"]]},
	"kops.k8s.io": {"Cluster": [["spec", "kubernetesVersion"]]},
	"kubeadm.k8s.io": {"ClusterConfiguration": [["kubernetesVersion"]]},
}
