# METADATA
# title: Isolate sandboxes of agents from the node and the API server
# description: >-
#   A sandbox runs code that a model wrote: without a runtime class it shares the kernel of the node, where one hole
#   lets it out; with a token it talks to the API server.
# related_resources:
#   - ref: https://agent-sandbox.sigs.k8s.io/docs/
#   - ref: https://kubernetes.io/docs/concepts/containers/runtime-class/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set `runtimeClassName` to a runtime with a kernel of its own, such as gVisor or Kata Containers, and
#     `automountServiceAccountToken` to false.
#   kinds: [agents.x-k8s.io/Sandbox, extensions.agents.x-k8s.io/SandboxTemplate]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   fix_risk: may-break
#   fix_check: Nothing in the sandbox calls the API server.
#   since: "0.1.0"
package plimsoll.rules.ai["sandbox-hardening"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

is_sandbox if {
	meta.group == "agents.x-k8s.io"
	input.object.kind == "Sandbox"
}

is_template if {
	meta.group == "extensions.agents.x-k8s.io"
	input.object.kind == "SandboxTemplate"
}

spec_path := ["spec", "podTemplate", "spec"] if {
	is_sandbox
} else := ["spec", "podTemplate", "spec"] if {
	is_template
}

spec := shape.object_at(input.object, spec_path)

# Allowed: any class, which the cluster defines; a user namespace does not replace it.
findings contains finding if {
	shape.string_at(spec, ["runtimeClassName"]) == ""
	finding := {
		"path": array.concat(spec_path, ["runtimeClassName"]),
		"message": concat("", [meta.label, " runs the agent's code on the kernel of the node."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which runtime classes the cluster has.",
	}
}

# Allowed: false; unset in a template, for which the controller sets it to false.
findings contains finding if {
	has_token
	path := array.concat(spec_path, ["automountServiceAccountToken"])
	finding := {
		"path": path,
		"message": concat("", [meta.label, " gives the agent's code a token of the API server."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": false}],
	}
}

has_token if spec.automountServiceAccountToken == true

has_token if {
	is_sandbox
	not shape.is_set(spec, "automountServiceAccountToken")
}
