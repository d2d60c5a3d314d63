# METADATA
# title: Keep the admission plug-ins that protect the cluster
# description: >-
#   Admission plug-ins are the last check of a request. NodeRestriction keeps a kubelet to its own node, PodSecurity
#   enforces the labels of namespaces, webhooks and policies run in plug-ins as well, and CertificateApproval and
#   CertificateSigning keep certificates to whom they are granted.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Take the plug-in out of `--disable-admission-plugins`, and keep `NodeRestriction` in `--enable-admission-
#     plugins`: the list of kubeadm is replaced by yours.
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
#   sets: [baseline, restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 1.2.12"
#     - "CIS Kubernetes Benchmark 1.12: 1.2.13"
#     - "CIS Kubernetes Benchmark 1.12: 1.2.14"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K07"
#   fix_risk: may-break
#   fix_check: >-
#     Objects that the plug-in refuses must not be in use: pods below the level of their namespace, or kubelets whose
#     user is not system:node:<name>.
#   since: "0.1.0"
package plimsoll.rules.components["admission-plugins"]

import data.plimsoll.lib.component

# Allowed: plug-ins that are off by default, or that protect nothing.
findings contains finding if {
	some run in component.runs
	some flag in component.each(run, "kube-apiserver", "disable-admission-plugins")
	off := component.items(flag.value) & protecting
	count(off) > 0
	finding := {
		"path": flag.path,
		"message": concat("", [
			component.with_flag(run, "--disable-admission-plugins"),
			": it switches ", concat(", ", sort(off)), " off.",
		]),
		"extent": {"plugins": sort(off)},
		"fix": without(flag, off),
	}
}

# Allowed: unset for kubeadm and others, whose default has it.
findings contains finding if {
	some run in component.runs
	flag := component.flag(run, "kube-apiserver", "enable-admission-plugins")
	not "NodeRestriction" in component.list(run, "enable-admission-plugins")
	not component.is_filled_in(flag.value)
	finding := {
		"path": flag.path,
		"message": concat("", [
			component.with_flag(run, "--enable-admission-plugins"),
			", which lacks NodeRestriction: a node can change other nodes and their pods.",
		]),
		"extent": {},
		"fix": component.setting(flag, with_node_restriction(flag.value)),
	}
}

findings contains finding if {
	some run in component.runs
	run.program == "kube-apiserver"
	component.lacks(run, "enable-admission-plugins")
	finding := {
		"path": run.path,
		"message": concat("", [
			component.without_flag(run, "enable-admission-plugins"),
			", and so without NodeRestriction: a node can change other nodes and their pods.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "Add the flag `--enable-admission-plugins=NodeRestriction` where the other flags of the API server are.",
	}
}

protecting := {
	"CertificateApproval",
	"CertificateSigning",
	"CertificateSubjectRestriction",
	"NamespaceLifecycle",
	"NodeRestriction",
	"PodSecurity",
	"ServiceAccount",
	"ValidatingAdmissionPolicy",
	"ValidatingAdmissionWebhook",
}

without(flag, off) := component.setting(flag, concat(",", others)) if {
	others := [item | some item in split(flag.value, ","); not trim_space(item) in off]
	count(others) > 0
} else := component.removing(flag)

with_node_restriction("") := "NodeRestriction"

with_node_restriction(value) := concat(",", [value, "NodeRestriction"]) if value != ""
