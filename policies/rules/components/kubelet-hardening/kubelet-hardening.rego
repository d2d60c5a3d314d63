# METADATA
# title: Keep the kubelet's protections on
# description: >-
#   The kubelet limits how long idle connections live and how many events it writes, sets up the firewall rules of
#   the node, and limits, if told to, how many processes a pod has. These settings switch that off.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Remove the setting; set `seccompDefault` to true and `podPidsLimit` to what a pod may have.
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
#   sets: [cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 4.2.5"
#     - "CIS Kubernetes Benchmark 1.12: 4.2.6"
#     - "CIS Kubernetes Benchmark 1.12: 4.2.8"
#     - "CIS Kubernetes Benchmark 1.12: 4.2.10"
#     - "CIS Kubernetes Benchmark 1.12: 4.2.13"
#     - "CIS Kubernetes Benchmark 1.12: 4.2.14"
#     - "OWASP Kubernetes Top Ten 2025: K07"
#   fix_risk: may-break
#   fix_check: >-
#     With a seccomp profile by default, programs that need other system calls must set a profile of their own. To
#     renew certificates, a controller must approve the requests.
#   since: "0.1.0"
package plimsoll.rules.components["kubelet-hardening"]

import data.plimsoll.lib.component
import data.plimsoll.lib.kubelet

# Allowed: unset, null, other values. In the file, 0 as a timeout is the default.
findings contains finding if {
	some configuration in kubelet.configurations
	some field, setting in settings
	is_off(field, object.get(configuration.spec, field, null))
	path := array.concat(configuration.path, [field])
	finding := object.union(
		{
			"path": path,
			"message": concat("", [configuration.label, " ", setting.words, "."]),
			"extent": {},
		},
		fixed(setting, path),
	)
}

findings contains finding if {
	some run in component.runs
	some name, off in flags
	flag := component.flag(run, "kubelet", name)
	regex.match(off.pattern, flag.value)
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ": it ", off.words, "."]),
		"extent": {},
		"fix": component.removing(flag),
	}
}

is_off("eventRecordQPS", 0)

is_off("makeIPTablesUtilChains", false)

is_off("rotateCertificates", false)

is_off("seccompDefault", false)

is_off("podPidsLimit", value) if {
	is_number(value)
	value <= 0
}

fixed(setting, path) := {"fix": [{"op": "set", "path": path, "value": setting.value}]} if {
	not setting.no_fix
} else := {"fix": [], "no_fix": setting.no_fix}

settings := {
	"eventRecordQPS": {"words": "writes events without a limit", "value": 50},
	"makeIPTablesUtilChains": {"words": "does not set up the rules of iptables that Kubernetes needs", "value": true},
	"podPidsLimit": {
		"words": "does not limit the processes of a pod",
		"no_fix": "How many processes a pod may have depends on what runs there.",
	},
	"rotateCertificates": {"words": "does not renew its client certificate", "value": true},
	"seccompDefault": {"words": "runs containers without a seccomp profile unless they ask for one", "value": true},
}

flags := {
	"event-qps": {"words": settings.eventRecordQPS.words, "pattern": `^0$`},
	"make-iptables-util-chains": {"words": settings.makeIPTablesUtilChains.words, "pattern": `^(0|[fF]|false|False|FALSE)$`},
	"streaming-connection-idle-timeout": {
		"words": "never closes idle connections of exec and port forwarding",
		"pattern": `^(0(\.0+)?(h|m|s|ms)?)+$`,
	},
}
