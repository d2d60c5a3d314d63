# METADATA
# title: Authorise requests to the API server
# description: >-
#   With the mode AlwaysAllow, everybody whom the API server lets in may do everything: each pod with a token, each node,
#   each user. It is enough that the mode is one of several, and it is the default of a kube-apiserver without
#   --authorization-mode.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/authorization/
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Set `--authorization-mode=Node,RBAC`, or name these modes in the file of `--authorization-config`.
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
#     - k0s.k0sproject.io/ClusterConfig
#     - k3d.io/Simple
#     - kamaji.clastix.io/TenantControlPlane
#     - kops.k8s.io/Cluster
#     - kubeadm.k8s.io/ClusterConfiguration
#     - provisioning.cattle.io/Cluster
#   sets: [default, baseline, restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 1.2.6"
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: may-break
#   fix_check: Users, service accounts and add-ons need roles for what they do; nodes need the group system:nodes.
#   since: "0.1.0"
package plimsoll.rules.components["api-server-authorization"]

import data.plimsoll.lib.component
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

# The other modes, or those that every cluster needs.
without(run, mode) := component.setting(mode, concat(",", others)) if {
	others := [item | some item in split(mode.value, ","); item != "AlwaysAllow"]
	count(others) > 0
} else := component.setting(mode, "Node,RBAC") if {
	component.list(run, "authorization-mode") == {"AlwaysAllow"}
} else := component.removing(mode)
