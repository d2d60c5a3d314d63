# METADATA
# title: Use strong TLS in components
# description: >-
#   With these ciphers or versions of TLS, somebody on the way can break or downgrade a connection to the component.
#   Go's own choice is strong: only lists that are written out have them.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
#   - ref: https://pkg.go.dev/crypto/tls#InsecureCipherSuites
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Remove the weak ciphers, or the whole list, and set the lowest version to VersionTLS12 or leave it out.
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
#   sets: [cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 1.2.29"
#     - "CIS Kubernetes Benchmark 1.12: 4.2.12"
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "OWASP Kubernetes Top Ten 2025: K07"
#   fix_risk: may-break
#   fix_check: >-
#     All clients of the component must speak TLS 1.2.
#   since: "0.1.0"
package plimsoll.rules.components["weak-tls"]

import data.plimsoll.lib.component
import data.plimsoll.lib.kubelet
import data.plimsoll.lib.shape

# Allowed: unset; other ciphers.
findings contains finding if {
	some run in component.runs
	some name in {"cipher-suites", "tls-cipher-suites"}
	flag := run.flags[name]
	weak := {cipher | some cipher in component.list(run, name); is_weak(cipher)}
	count(weak) > 0
	finding := {
		"path": flag.path,
		"message": concat("", [
			component.with_flag(run, concat("", ["--", name])),
			", which has the weak ", concat(", ", sort(weak)), ".",
		]),
		"extent": {"ciphers": sort(weak)},
		"fix": [],
		"no_fix": "Old clients may need one of the ciphers. Without the flag, the component takes strong ones.",
	}
}

# Allowed: unset, 1.2 and 1.3.
findings contains finding if {
	some run in component.runs
	flag := run.flags["tls-min-version"]
	flag.value in old
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ", an old version of TLS."]),
		"extent": {},
		"fix": component.setting(flag, "VersionTLS12"),
	}
}

findings contains finding if {
	some configuration in kubelet.configurations
	weak := {cipher | some cipher in shape.strings_at(configuration.spec, ["tlsCipherSuites"]); is_weak(cipher)}
	count(weak) > 0
	finding := {
		"path": array.concat(configuration.path, ["tlsCipherSuites"]),
		"message": concat("", [configuration.label, " allows the weak ", concat(", ", sort(weak)), "."]),
		"extent": {"ciphers": sort(weak)},
		"fix": [],
		"no_fix": "Old clients may need one of the ciphers. Without the list, the kubelet takes strong ones.",
	}
}

findings contains finding if {
	some configuration in kubelet.configurations
	version := shape.string_at(configuration.spec, ["tlsMinVersion"])
	version in old
	path := array.concat(configuration.path, ["tlsMinVersion"])
	finding := {
		"path": path,
		"message": concat("", [configuration.label, " accepts ", version, ", an old version of TLS."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": "VersionTLS12"}],
	}
}

old := {"VersionTLS10", "VersionTLS11"}

# Broken ciphers, and the CBC ones with SHA-256, whose padding leaks.
is_weak(cipher) if regex.match(`_(RC4|3DES|DES|NULL)_|_CBC_SHA256$`, cipher)
