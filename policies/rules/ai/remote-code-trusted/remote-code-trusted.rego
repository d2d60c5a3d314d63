# METADATA
# title: Do not run the code that comes with a model
# description: >-
#   Without a fixed revision, whoever may write to the model's repository runs code in the pod, with its account,
#   its data and its GPUs, at the next start. With this option, the server runs Python files of that repository.
# related_resources:
#   - ref: https://docs.vllm.ai/en/latest/usage/security/
#   - ref: https://huggingface.co/docs/transformers/custom_models#using-a-model-with-custom-code
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Remove the option, which most models do not need. Otherwise read the code, and set `--revision` (and
#     `--code-revision`) to the hash of the commit that was read.
#   kinds: [Pod]
#   words: [remote-code, remote_code, REMOTE_CODE]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1195.002 Supply Chain Compromise: Compromise Software Supply Chain"
#     - "OWASP Kubernetes Top Ten 2022: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.ai["remote-code-trusted"]

import data.plimsoll.lib.container as containers
import data.plimsoll.lib.image
import data.plimsoll.lib.pod

# Allowed: a revision that is the hash of a commit; a model that is a path, whose code somebody put there; false.
findings contains finding if {
	some container in pod.containers
	not is_fixed(container)
	some argument in containers.arguments(container)
	regex.match(`(?:^|\s)--trust[-_]remote[-_]code(?:[=\s](?:true|True|1))?(?:\s|$|\\)`, argument.text)
	not is_switched_off(container)
	finding := {
		"path": argument.path,
		"message": concat("", [container.label, " runs the code of a model at a revision that is not fixed."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say whether the model needs its code, and at which commit it was read.",
	}
}

findings contains finding if {
	some container in pod.containers
	reference := image.parse(container.spec.image)
	regex.match(`(?:^|/)text-generation-inference$`, reference.repository)
	not is_fixed(container)
	not containers.has_variable(container, {"REVISION"})
	some variable in containers.variables(container)
	variable.name == "TRUST_REMOTE_CODE"
	lower(variable.value) in {"1", "true"}
	finding := {
		"path": variable.path,
		"message": concat("", [container.label, " runs the code of a model at a revision that is not fixed."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say whether the model needs its code, and at which commit it was read.",
	}
}

is_switched_off(container) if {
	some argument in containers.arguments(container)
	lower(argument.text) == "false"
}

# The hash can be the next argument.
is_fixed(container) if {
	some argument in containers.arguments(container)
	regex.match(`--(?:code-)?revision\b`, argument.text)
	some other in containers.arguments(container)
	regex.match(`(?:^|[=\s"'])[0-9a-f]{40}\b`, other.text)
}

# A folder, which a volume or the image fills. The name of a model on a hub has two parts.
is_fixed(container) if {
	some argument in containers.arguments(container)
	regex.match(`^\.{0,2}/|(?:--model(?:-path|-id)?[=\s]+|\bserve\s+)["']?\.{0,2}/`, argument.text)
	every other in containers.arguments(container) {
		not regex.match(`(?:^|[=\s"'])[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9][A-Za-z0-9_.-]*(?:$|[\s"'])`, other.text)
	}
}
