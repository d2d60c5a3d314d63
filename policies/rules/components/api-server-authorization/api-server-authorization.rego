# METADATA
# title: Authorise requests to the API server, the kubelets and etcd
# description: >-
#   With the mode AlwaysAllow, everybody whom the API server lets in may do everything: each pod with a token, each node,
#   each user. It is enough that the mode is one of several, and it is the default of a kube-apiserver without
#   --authorization-mode. The mode AlwaysAllow of a kubelet lets them run commands in every container of the node, and an etcd
#   that serves clients without TLS gives every object to whoever connects.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/authorization/
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Set `--authorization-mode=Node,RBAC`, or name these modes in the file of `--authorization-config`; for a kubelet, set the
#     mode Webhook; for etcd, serve https and ask for client certificates.
#   kinds:
#     - Pod
#     - apiserver.config.k8s.io/AuthorizationConfiguration
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
#     - eksctl.io/ClusterConfig
#     - k0s.k0sproject.io/ClusterConfig
#     - k3d.io/Simple
#     - kamaji.clastix.io/TenantControlPlane
#     - kops.k8s.io/Cluster
#     - kops.k8s.io/InstanceGroup
#     - kubeadm.k8s.io/ClusterConfiguration
#     - kubeadm.k8s.io/InitConfiguration
#     - kubeadm.k8s.io/JoinConfiguration
#     - kubelet.config.k8s.io/KubeletConfiguration
#     - node.eks.aws/NodeConfig
#     - provisioning.cattle.io/Cluster
#   sets: [default, baseline, restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 1.2.6"
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: may-break
#   fix_check: Users, service accounts and add-ons need roles for what they do; nodes need the group system:nodes. Callers of the kubelet need rights such as on nodes/metrics.
#   since: "0.1.0"
package plimsoll.rules.components["api-server-authorization"]

import data.plimsoll.lib.component
import data.plimsoll.lib.kubelet
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: other modes; a value that is filled in later.
findings contains finding if {
	some run in component.runs
	some mode in component.each(run, "kube-apiserver", "authorization-mode")
	"AlwaysAllow" in component.items(mode.value)
	finding := {
		"path": mode.path,
		"message": concat("", [component.with_flag(run, mode.text), ": it allows every request."]),
		"extent": {},
		"fix": without(run, mode),
	}
}

# Allowed: a file of settings; flags that this container does not show.
findings contains finding if {
	some run in component.runs
	run.program == "kube-apiserver"
	component.lacks(run, "authorization-mode")
	component.lacks(run, "authorization-config")
	finding := {
		"path": run.path,
		"message": concat("", [
			component.without_flag(run, "authorization-mode"),
			": the default, AlwaysAllow, allows every request.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "Add the flag `--authorization-mode=Node,RBAC` where the other flags of the API server are.",
	}
}

# Allowed: authorizers of other types.
findings contains finding if {
	meta.group == "apiserver.config.k8s.io"
	input.object.kind == "AuthorizationConfiguration"
	some index, item in shape.array_at(input.object, ["authorizers"])
	shape.string_at(shape.object_or_empty(item), ["type"]) == "AlwaysAllow"
	finding := {
		"path": ["authorizers", index, "type"],
		"message": concat("", ["The authorizer AlwaysAllow of ", meta.label, " allows every request."]),
		"extent": {},
		"fix": [],
		"no_fix": "Remove the authorizer. Add the types Node and RBAC if the list lacks them.",
	}
}

# Allowed: unset, rbac.
findings contains finding if {
	meta.group == "kops.k8s.io"
	input.object.kind == "Cluster"
	is_object(object.get(input.object, ["spec", "authorization", "alwaysAllow"], null))
	finding := {
		"path": ["spec", "authorization", "alwaysAllow"],
		"message": concat("", [meta.label, " has the authorisation alwaysAllow: the API server allows every request."]),
		"extent": {},
		"fix": [
			{"op": "remove", "path": ["spec", "authorization", "alwaysAllow"]},
			{"op": "set", "path": ["spec", "authorization", "rbac"], "value": {}},
		],
	}
}

# Kubelets, which components/kubelet-authentication reports where it is on. Allowed: unset, null, Webhook.
findings contains finding if {
	some configuration in kubelet.configurations
	field := ["authorization", "mode"]
	object.get(configuration.spec, field, null) == "AlwaysAllow"
	finding := {
		"path": array.concat(configuration.path, field),
		"message": concat("", [configuration.label, " authorises every request."]),
		"extent": {},
		"fix": [{"op": "set", "path": array.concat(configuration.path, field), "value": "Webhook"}],
		"left_to": "components/kubelet-authentication",
	}
}

findings contains finding if {
	some run in component.runs
	flag := component.flag(run, "kubelet", "authorization-mode")
	flag.value == "AlwaysAllow"
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ": it authorises every request."]),
		"extent": {},
		"fix": component.setting(flag, "Webhook"),
		"left_to": "components/kubelet-authentication",
	}
}

# etcd, which components/etcd-access reports where it is on. Allowed: https, addresses of this node alone.
findings contains finding if {
	some run in component.runs
	flag := component.flag(run, "etcd", "listen-client-urls")
	plain := component.plain_urls(flag.value)
	count(plain) > 0
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ": whoever connects reads and changes every object of the cluster."]),
		"extent": {"addresses": sort(plain)},
		"fix": [],
		"no_fix": "The members and the API server need certificates first, and change together.",
		"left_to": "components/etcd-access",
	}
}

# The other modes, or those that every cluster needs.
without(run, mode) := component.setting(mode, concat(",", others)) if {
	others := [item | some item in split(mode.value, ","); item != "AlwaysAllow"]
	count(others) > 0
} else := component.setting(mode, "Node,RBAC") if {
	component.list(run, "authorization-mode") == {"AlwaysAllow"}
} else := component.removing(mode)
