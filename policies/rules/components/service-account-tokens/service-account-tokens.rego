# METADATA
# title: Check and limit the tokens of service accounts
# description: >-
#   Without the look-up, the token of a service account or pod that was deleted stays valid until it expires, and an
#   old one never does. Without credentials of their own, all controllers act with the rights of the controller
#   manager.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set `--service-account-lookup` and `--use-service-account-credentials` to true.
#   kinds:
#     - Pod
#     - bootstrap.cluster.x-k8s.io/KThreesConfig
#     - bootstrap.cluster.x-k8s.io/KThreesConfigTemplate
#     - bootstrap.cluster.x-k8s.io/KubeadmConfig
#     - bootstrap.cluster.x-k8s.io/KubeadmConfigTemplate
#     - controlplane.cluster.x-k8s.io/KThreesControlPlane
#     - controlplane.cluster.x-k8s.io/KThreesControlPlaneTemplate
#     - controlplane.cluster.x-k8s.io/KamajiControlPlane
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlane
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlaneTemplate
#     - controlplane.cluster.x-k8s.io/RKE2ControlPlane
#     - controlplane.cluster.x-k8s.io/RKE2ControlPlaneTemplate
#     - k0s.k0sproject.io/ClusterConfig
#     - k3d.io/Simple
#     - kamaji.clastix.io/TenantControlPlane
#     - kops.k8s.io/Cluster
#     - kubeadm.k8s.io/ClusterConfiguration
#     - provisioning.cattle.io/Cluster
#   sets: [cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 1.2.21"
#     - "CIS Kubernetes Benchmark 1.12: 1.3.3"
#     - "MITRE ATT&CK: T1528 Steal Application Access Token"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: may-break
#   fix_check: >-
#     The roles of the controllers, which Kubernetes makes itself, must be there.
#   since: "0.1.0"
package plimsoll.rules.components["service-account-tokens"]

import data.plimsoll.lib.component

# Allowed: unset, which is true for the look-up, and set by kubeadm for the credentials; true.
findings contains finding if {
	some run in component.runs
	some [program, name, words] in [
		["kube-apiserver", "service-account-lookup", "tokens of deleted service accounts stay valid"],
		["kube-controller-manager", "use-service-account-credentials", "all controllers have the same rights"],
	]
	flag := component.flag(run, program, name)
	component.is_false(flag.value)
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ": ", words, "."]),
		"extent": {},
		"fix": component.setting(flag, "true"),
	}
}

# Unset is false for the controller manager itself.
findings contains finding if {
	some run in component.runs
	run.program == "kube-controller-manager"
	component.lacks(run, "use-service-account-credentials")
	finding := {
		"path": run.path,
		"message": concat("", [
			component.without_flag(run, "use-service-account-credentials"),
			": all controllers have the same rights.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "Add the flag `--use-service-account-credentials=true` where the other flags are.",
	}
}
