# METADATA
# title: Let only known callers into the API server
# description: >-
#   What has no identity that can be withdrawn cannot be shut out: an anonymous request has none, and a static token
#   or password never expires, stands in a file in plain text, and changes only with a restart.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/authentication/
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set `--anonymous-auth` to false, or limit anonymous requests to `/livez`, `/readyz` and `/healthz` in an
#     AuthenticationConfiguration. Replace files of tokens and passwords with OpenID Connect or client certificates.
#   kinds:
#     - Pod
#     - apiserver.config.k8s.io/AuthenticationConfiguration
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
#     - core.gardener.cloud/Shoot
#     - k0s.k0sproject.io/ClusterConfig
#     - k3d.io/Simple
#     - kamaji.clastix.io/TenantControlPlane
#     - kops.k8s.io/Cluster
#     - kubeadm.k8s.io/ClusterConfiguration
#     - provisioning.cattle.io/Cluster
#   sets: [restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 1.2.1"
#     - "CIS Kubernetes Benchmark 1.12: 1.2.2"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Authentication"
#     - "MITRE ATT&CK: T1078.001 Valid Accounts: Default Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: may-break
#   fix_check: >-
#     The probes of the API server and whoever joins nodes must not need anonymous requests: those of kubeadm do, on
#     /livez and /readyz, and for the ConfigMap cluster-info.
#   since: "0.1.0"
package plimsoll.rules.components["api-server-authentication"]

import data.plimsoll.lib.component
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: unset, which kubeadm relies on for the probes of the API server; false.
findings contains finding if {
	some run in component.runs
	flag := component.flag(run, "kube-apiserver", "anonymous-auth")
	component.is_true(flag.value)
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ": it answers anonymous requests."]),
		"extent": {},
		"fix": component.setting(flag, "false"),
	}
}

# Allowed: unset, empty. The name of the file is not shown.
findings contains finding if {
	some run in component.runs
	some name, words in {"basic-auth-file": "passwords", "token-auth-file": "tokens"}
	flag := component.flag(run, "kube-apiserver", name)
	flag.value != ""
	finding := {
		"path": flag.path,
		"message": concat("", [
			component.with_flag(run, concat("", ["--", name])),
			": the ", words, " of the file never expire.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "Find who uses the file, and give them another way to log in first.",
	}
}

# Allowed: unset, null, false.
findings contains finding if {
	some [group, kind, path] in [
		["core.gardener.cloud", "Shoot", ["spec", "kubernetes", "kubeAPIServer", "enableAnonymousAuthentication"]],
	]
	meta.group == group
	input.object.kind == kind
	object.get(input.object, path, null) == true
	finding := {
		"path": path,
		"message": concat("", [meta.label, " lets the API server answer anonymous requests."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": false}],
	}
}

# Allowed: conditions that limit the paths.
findings contains finding if {
	meta.group == "apiserver.config.k8s.io"
	input.object.kind == "AuthenticationConfiguration"
	object.get(input.object, ["anonymous", "enabled"], null) == true
	count(shape.array_at(input.object, ["anonymous", "conditions"])) == 0
	path := ["anonymous", "enabled"]
	finding := {
		"path": path,
		"message": concat("", [meta.label, " lets anonymous requests in on all paths."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": false}],
	}
}
