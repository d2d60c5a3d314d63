# METADATA
# title: Verify the kubelets that the API server connects to
# description: >-
#   Logs, exec and port forwarding go from the API server to the kubelet. Without --kubelet-certificate-authority,
#   the API server takes any certificate, and who answers at a node's address reads and changes them.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/#api-server-to-kubelet
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set `--kubelet-certificate-authority`, and let kubelets use serving certificates of that authority
#     (`serverTLSBootstrap`).
#   kinds: [Pod]
#   sets: [cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 1.2.5"
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "OWASP Kubernetes Top Ten 2025: K07"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.components["kubelet-not-verified"]

import data.plimsoll.lib.component

# Allowed: set. Tools that start the API server may add the flag themselves.
findings contains finding if {
	some run in component.runs
	run.program == "kube-apiserver"
	component.lacks(run, "kubelet-certificate-authority")
	finding := {
		"path": run.path,
		"message": concat("", [
			component.without_flag(run, "kubelet-certificate-authority"),
			": it does not check whether it talks to the kubelet.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "Kubelets need serving certificates of the cluster's authority first.",
	}
}
