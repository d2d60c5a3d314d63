# METADATA
# title: Authenticate and authorise at the kubelet
# description: >-
#   With anonymous requests or the authorisation mode AlwaysAllow, whoever reaches the node over the network runs
#   commands in every container of it and reads their logs. Both are off by default in the file.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
#   - ref: https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Set `authentication.anonymous.enabled` to false, `authorization.mode` to Webhook and `readOnlyPort` to 0, or
#     remove them.
#   kinds:
#     - bootstrap.cluster.x-k8s.io/KThreesConfig
#     - bootstrap.cluster.x-k8s.io/KThreesConfigTemplate
#     - bootstrap.cluster.x-k8s.io/KubeadmConfig
#     - bootstrap.cluster.x-k8s.io/KubeadmConfigTemplate
#     - controlplane.cluster.x-k8s.io/KThreesControlPlane
#     - controlplane.cluster.x-k8s.io/KThreesControlPlaneTemplate
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlane
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlaneTemplate
#     - controlplane.cluster.x-k8s.io/RKE2ControlPlane
#     - controlplane.cluster.x-k8s.io/RKE2ControlPlaneTemplate
#     - eksctl.io/ClusterConfig
#     - k0s.k0sproject.io/ClusterConfig
#     - k3d.io/Simple
#     - kops.k8s.io/Cluster
#     - kops.k8s.io/InstanceGroup
#     - kubeadm.k8s.io/InitConfiguration
#     - kubeadm.k8s.io/JoinConfiguration
#     - kubelet.config.k8s.io/KubeletConfiguration
#     - node.eks.aws/NodeConfig
#     - provisioning.cattle.io/Cluster
#   sets: [baseline, restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 4.2.1"
#     - "CIS Kubernetes Benchmark 1.12: 4.2.2"
#     - "CIS Kubernetes Benchmark 1.12: 4.2.4"
#     - "MITRE ATT&CK: T1609 Container Administration Command"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: may-break
#   fix_check: >-
#     All callers of the kubelet, such as monitoring, must present a token or a client certificate, and be authorised
#     for nodes/proxy, nodes/metrics or what they read.
#   since: "0.1.0"
package plimsoll.rules.components["kubelet-authentication"]

import data.plimsoll.lib.component
import data.plimsoll.lib.kubelet

# Allowed: unset, null, false.
findings contains finding if {
	some configuration in kubelet.configurations
	field := ["authentication", "anonymous", "enabled"]
	object.get(configuration.spec, field, null) == true
	finding := found(configuration, field, words.anonymous, false)
}

# Allowed: unset, null, Webhook.
findings contains finding if {
	some configuration in kubelet.configurations
	field := ["authorization", "mode"]
	object.get(configuration.spec, field, null) == "AlwaysAllow"
	finding := found(configuration, field, words.authorization, "Webhook")
}

# Allowed: unset, null, 0.
findings contains finding if {
	some configuration in kubelet.configurations
	port := object.get(configuration.spec, "readOnlyPort", null)
	is_number(port)
	port > 0
	finding := found(configuration, ["readOnlyPort"], words.port, 0)
}

# A flag counts more than the file. Unset, the file counts.
findings contains finding if {
	some run in component.runs
	some name, off in flags
	flag := component.flag(run, "kubelet", name)
	regex.match(off.pattern, flag.value)
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ": it ", off.words, "."]),
		"extent": {},
		"fix": component.setting(flag, off.value),
	}
}

found(configuration, field, what, value) := {
	"path": path,
	"message": concat("", [configuration.label, " ", what, "."]),
	"extent": {},
	"fix": [{"op": "set", "path": path, "value": value}],
} if {
	path := array.concat(configuration.path, field)
}

words := {
	"anonymous": "answers anonymous requests",
	"authorization": "authorises every request",
	"port": "serves a port without authentication",
}

flags := {
	"anonymous-auth": {"words": words.anonymous, "pattern": `^(1|[tT]|true|True|TRUE)$`, "value": "false"},
	"authorization-mode": {"words": words.authorization, "pattern": `^AlwaysAllow$`, "value": "Webhook"},
	"read-only-port": {"words": words.port, "pattern": `^[1-9][0-9]*$`, "value": "0"},
}
