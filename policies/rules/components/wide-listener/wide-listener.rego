# METADATA
# title: Keep the component's own ports on the node
# description: >-
#   Metrics, health and profiles tell about the insides of the control plane, and profiles cost it time. They are for
#   the node and for monitoring, not for every pod that reaches the node's address.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
#   - ref: https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Listen on 127.0.0.1, or on the node's address behind a firewall. Set `--profiling` to false.
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
#     - kubeproxy.config.k8s.io/KubeProxyConfiguration
#     - provisioning.cattle.io/Cluster
#   sets: [cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 1.2.15"
#     - "CIS Kubernetes Benchmark 1.12: 1.3.2"
#     - "CIS Kubernetes Benchmark 1.12: 1.3.7"
#     - "CIS Kubernetes Benchmark 1.12: 1.4.1"
#     - "CIS Kubernetes Benchmark 1.12: 1.4.2"
#     - "CIS Kubernetes Benchmark 1.12: 4.3.1"
#     - "MITRE ATT&CK: T1133 External Remote Services"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   fix_risk: may-break
#   fix_check: >-
#     Monitoring that reads the metrics from outside of the node needs another way, such as a proxy on the node.
#   since: "0.1.0"
package plimsoll.rules.components["wide-listener"]

import data.plimsoll.lib.component
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: unset for kubeadm and others, which set 127.0.0.1.
findings contains finding if {
	some run in component.runs
	run.program in {"kube-controller-manager", "kube-scheduler"}
	flag := run.flags["bind-address"]
	flag.value in everywhere
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ", on all addresses of the node."]),
		"extent": {},
		"fix": component.setting(flag, "127.0.0.1"),
	}
}

# Allowed: unset, false.
findings contains finding if {
	some run in component.runs
	run.program in {"kube-apiserver", "kube-controller-manager", "kube-scheduler"}
	flag := run.flags.profiling
	component.is_true(flag.value)
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ": it serves profiles."]),
		"extent": {},
		"fix": component.setting(flag, "false"),
	}
}

# The metrics of etcd are served without TLS on these addresses.
findings contains finding if {
	some run in component.runs
	flag := component.flag(run, "etcd", "listen-metrics-urls")
	some url in component.items(flag.value)
	regex.match(`^http://(0\.0\.0\.0|\[::\])(:|$)`, url)
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ", on all addresses of the node."]),
		"extent": {},
		"fix": [],
		"no_fix": "Another address depends on where the monitoring runs.",
	}
}

findings contains finding if {
	meta.group == "kubeproxy.config.k8s.io"
	input.object.kind == "KubeProxyConfiguration"
	address := shape.string_at(input.object, ["metricsBindAddress"])
	regex.match(`^(0\.0\.0\.0|\[?::\]?)(:[0-9]+)?$`, address)
	finding := {
		"path": ["metricsBindAddress"],
		"message": concat("", ["kube-proxy serves its metrics on ", address, ", all addresses of the node."]),
		"extent": {},
		"fix": [{"op": "set", "path": ["metricsBindAddress"], "value": "127.0.0.1:10249"}],
	}
}

everywhere := {"", "0.0.0.0", "::", "[::]"}
