# METADATA
# title: Trust names in headers only from the front proxy
# description: >-
#   The API server takes the name and the groups of a user from request headers if the client certificate comes from
#   the authority of --requestheader-client-ca-file. If that is also the authority of the clients, and no names are
#   named, every kubelet and every user with a certificate can call themselves system:masters.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/#ca-reusage-and-conflicts
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Use an authority of its own for `--requestheader-client-ca-file`, and name the front proxy in `--requestheader-
#     allowed-names`.
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
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.components["request-header-trust"]

import data.plimsoll.lib.component

# Allowed: two authorities; names; a component whose other flags stand elsewhere.
findings contains finding if {
	some run in component.runs
	flag := component.flag(run, "kube-apiserver", "requestheader-client-ca-file")
	flag.value != ""
	flag.value == component.flag(run, "kube-apiserver", "client-ca-file").value
	names_nobody(run)
	finding := {
		"path": flag.path,
		"message": concat("", [
			component.with_flag(run, "the same file for --requestheader-client-ca-file and --client-ca-file"),
			": every client with a certificate may take any name.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The front proxy needs an authority and a certificate of its own first.",
	}
}

names_nobody(run) if component.lacks(run, "requestheader-allowed-names")

names_nobody(run) if {
	run.flags["requestheader-allowed-names"]
	component.list(run, "requestheader-allowed-names") == set()
}
