# METADATA
# title: Allow pods nothing of the node by security context constraints
# description: >-
#   Whoever may use these constraints can create a pod that takes over its node, or reads what other pods do on it.
# related_resources:
#   - ref: https://docs.openshift.com/container-platform/latest/authentication/managing-security-context-constraints.html
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Allow only what the pods use, and give the constraints to their service accounts alone.
#   kinds: [security.openshift.io/SecurityContextConstraints]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K01"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["security-context-constraints"].privileged

import data.plimsoll.lib.meta
import data.plimsoll.lib.security_context_constraints

privileged := ["allowPrivilegedContainer"]

# Allowed: false, null, unset; capabilities that do not reach the node; the constraints of OpenShift itself. Those for
# everyone are reported by security-context-constraints/open-to-everyone.
findings contains {
	"path": path,
	"message": concat("", [meta.label, " allows ", words, "."]),
	"extent": extent(path),
	"fix": [],
	"no_fix": "The repository does not say what the pods that use the constraints need.",
} if {
	not security_context_constraints.is_for_everyone
	not meta.name in security_context_constraints.privileged_names
	some path, words in security_context_constraints.takeovers
	is_said(path)
}

# A privileged container has everything that the other fields allow but the namespaces, which it can enter.
is_said(path) if path == privileged

is_said(_) if not security_context_constraints.takeovers[privileged]

extent(path) := {"capabilities": sort(security_context_constraints.capabilities)} if {
	path == ["allowedCapabilities"]
} else := {}
