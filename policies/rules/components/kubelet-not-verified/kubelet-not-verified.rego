# METADATA
# title: Verify the kubelets that the API server and metrics-server connect to
# description: >-
#   Whoever answers at a node's address reads and changes logs, exec and port forwarding, and gets a token of
#   metrics-server, if any certificate of a kubelet is taken: without --kubelet-certificate-authority, or with
#   --kubelet-insecure-tls.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/#api-server-to-kubelet
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set `--kubelet-certificate-authority`, remove `--kubelet-insecure-tls`, and let kubelets use serving certificates of that
#     authority (`serverTLSBootstrap`).
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
import data.plimsoll.lib.container as containers
import data.plimsoll.lib.image
import data.plimsoll.lib.pod

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

# Allowed: unset, false.
findings contains finding if {
	some container in pod.containers
	is_metrics_server(container)
	some argument in containers.arguments(container)
	regex.match(`(?:^|\s|")--kubelet-insecure-tls(?:$|\s|"|=["']?(?:1|[tT]|true|True|TRUE)(?:$|\W))`, argument.text)
	finding := {
		"path": argument.path,
		"message": concat("", [container.label, " runs metrics-server with --kubelet-insecure-tls: it does not check whether it talks to the kubelet."]),
		"extent": {},
		"fix": [],
		"no_fix": "Kubelets need serving certificates of the cluster's authority first.",
	}
}

is_metrics_server(container) if regex.match(`(?:^|/)metrics-server(?:-[a-z0-9]+)?$`, image.parse(container.spec.image).repository)

is_metrics_server(container) if regex.match(`(?:^|[/\s"])metrics-server(?:$|[\s"])`, containers.line(container))
