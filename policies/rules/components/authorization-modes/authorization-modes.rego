# METADATA
# title: Authorise by Node and RBAC
# description: >-
#   Without the mode Node, one stolen node reads the Secrets of all, and without RBAC, roles and bindings have no
#   effect. The mode Node keeps a kubelet to the Secrets and pods of its own node.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/node/
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/authorization/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Add `Node` and `RBAC` to `--authorization-mode`.
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
#     - "CIS Kubernetes Benchmark 1.12: 1.2.7"
#     - "CIS Kubernetes Benchmark 1.12: 1.2.8"
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.components["authorization-modes"]

import data.plimsoll.lib.component

# Allowed: unset, which is AlwaysAllow, or the modes of the tool that starts it. AlwaysAllow is said by
# components/api-server-authorization.
findings contains finding if {
	some run in component.runs
	flag := component.flag(run, "kube-apiserver", "authorization-mode")
	modes := component.list(run, "authorization-mode")
	not "AlwaysAllow" in modes
	not component.is_filled_in(flag.value)
	missing := sort({"Node", "RBAC"} - modes)
	count(missing) > 0
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ", which lacks ", concat(" and ", missing), "."]),
		"extent": {"missing": missing},
		"fix": [],
		"no_fix": "The order of the modes is a decision: with RBAC in front of a webhook, roles are asked first.",
	}
}
