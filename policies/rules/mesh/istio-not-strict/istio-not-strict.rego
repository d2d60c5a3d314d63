# METADATA
# title: Require mTLS of every Istio workload
# description: >-
#   With the mode PERMISSIVE or DISABLE, workloads accept plain text: others on the network can read it, and a caller
#   without an identity is not refused.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/security/peer_authentication/
#   - ref: https://istio.io/latest/docs/tasks/security/authentication/mtls-migration/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set the mode to STRICT when all callers have a sidecar or are in the ambient mesh.
#   kinds: [security.istio.io/PeerAuthentication]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1040 Network Sniffing"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: decision
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.mesh["istio-not-strict"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: STRICT; unset, null and UNSET, which take the mode of the namespace or of the mesh.
findings contains finding if {
	path := ["spec", "mtls", "mode"]
	mode := shape.string_at(input.object, path)
	finding := found(path, mode, "")
}

# The modes of ports count only beside a selector of workloads.
findings contains finding if {
	count(shape.object_at(input.object, ["spec", "selector", "matchLabels"])) > 0
	some port, _ in shape.object_at(input.object, ["spec", "portLevelMtls"])
	path := ["spec", "portLevelMtls", port, "mode"]
	mode := shape.string_at(input.object, path)
	finding := found(path, mode, concat("", [" on port ", port]))
}

found(path, mode, where) := {
	"path": path,
	"message": concat("", [meta.label, " ", modes[mode].words, where, "."]),
	"extent": {"accepted": modes[mode].accepted},
	"fix": [{"op": "set", "path": path, "value": "STRICT"}],
} if {
	meta.group == "security.istio.io"
	input.object.kind == "PeerAuthentication"
}

modes := {
	"DISABLE": {"words": "switches mTLS off", "accepted": ["nothing but plain text", "plain text"]},
	"PERMISSIVE": {"words": "accepts plain text beside mTLS", "accepted": ["plain text"]},
}
