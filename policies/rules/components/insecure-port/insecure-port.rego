# METADATA
# title: Close the API server's port without authentication
# description: >-
#   On the insecure port, every request is allowed, with neither authentication nor authorisation. Since Kubernetes
#   1.20, the flags open no port any more; since 1.24, an API server does not start with them.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/controlling-access/
#   - ref: https://github.com/kubernetes/kubernetes/pull/106859
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Remove the flags, and upgrade clusters older than 1.20.
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
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1133 External Remote Services"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   fix_risk: may-break
#   fix_check: >-
#     Probes, load balancers and programs on the node must use the secure port, with https and a token or
#     certificate.
#   since: "0.1.0"
package plimsoll.rules.components["insecure-port"]

import data.plimsoll.lib.component

# Allowed: unset, 0.
findings contains finding if {
	some run in component.runs
	flag := component.flag(run, "kube-apiserver", "insecure-port")
	regex.match(`^[1-9][0-9]*$`, flag.value)
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ": before Kubernetes 1.20, who reaches the port may do everything."]),
		"extent": {},
		"fix": component.removing(flag),
	}
}

# Allowed: unset, loopback; without the port.
findings contains finding if {
	some run in component.runs
	flag := component.flag(run, "kube-apiserver", "insecure-bind-address")
	flag.value != ""
	not regex.match(`^(127\.|localhost$|::1$)`, flag.value)
	not run.flags["insecure-port"].value == "0"
	finding := {
		"path": flag.path,
		"message": concat("", [
			component.with_flag(run, flag.text),
			": before Kubernetes 1.20, a port without authentication is open to other machines.",
		]),
		"extent": {},
		"fix": component.removing(flag),
	}
}
