# METADATA
# title: Keep an audit log of the API server
# description: >-
#   Without it, nobody can say afterwards who read a Secret or made a binding. The API server logs only with both a
#   policy and a file or webhook that takes the events.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set `--audit-policy-file`, and `--audit-log-path` or `--audit-webhook-config-file`.
#   kinds:
#     - Pod
#     - bootstrap.cluster.x-k8s.io/KubeadmConfig
#     - bootstrap.cluster.x-k8s.io/KubeadmConfigTemplate
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlane
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlaneTemplate
#     - kubeadm.k8s.io/ClusterConfiguration
#   sets: [nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 1.2.16"
#     - "CIS Kubernetes Benchmark 1.12: 3.2.1"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Logging"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K10"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.components["audit-logging"]

import data.plimsoll.lib.component

# Allowed: a policy and a target.
findings contains finding if {
	some run in component.runs
	run.program == "kube-apiserver"
	component.lacks(run, "audit-policy-file")
	not has(run, targets)
	finding := {
		"path": run.path,
		"message": concat("", [component.without_flag(run, "audit-policy-file"), ": it keeps no audit log."]),
		"extent": {},
		"fix": [],
		"no_fix": "A policy must be written, and a target chosen, first.",
	}
}

# Half of it logs nothing. kubeadm adds neither half.
findings contains finding if {
	some run in component.runs
	is_all_known(run)
	flag := component.flag(run, "kube-apiserver", "audit-policy-file")
	flag.value != ""
	not has(run, targets)
	finding := {
		"path": flag.path,
		"message": concat("", [
			component.with_flag(run, "--audit-policy-file"),
			" and with neither --audit-log-path nor --audit-webhook-config-file: it keeps no audit log.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The target is a decision: a file on the node, standard output or a webhook.",
	}
}

findings contains finding if {
	some run in component.runs
	is_all_known(run)
	some name in targets
	flag := component.flag(run, "kube-apiserver", name)
	flag.value != ""
	not has(run, {"audit-policy-file"})
	finding := {
		"path": flag.path,
		"message": concat("", [
			component.with_flag(run, concat("", ["--", name])),
			" and without --audit-policy-file: it keeps no audit log.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "A policy must be written first.",
	}
}

targets := {"audit-log-path", "audit-webhook-config-file"}

has(run, names) if {
	some name in names
	run.flags[name].value != ""
}

is_all_known(run) if run.is_whole

is_all_known(run) if {
	not run.container
	component.is_kubeadm
}
