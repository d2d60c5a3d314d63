# METADATA
# title: Do not switch a notebook's authentication off
# description: >-
#   With an empty token and no password, Jupyter asks nobody who they are. Whoever reaches its port runs any code in the
#   pod, with its service account and its data.
# related_resources:
#   - ref: https://jupyter-server.readthedocs.io/en/latest/operators/security.html
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Remove the empty token: Jupyter then makes one and logs it. Or set a token or the hash of a password from a Secret. If
#     a proxy in front of it authenticates all callers, waive the finding.
#   kinds: [Pod, ConfigMap]
#   sets: [default, baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1059 Command and Scripting Interpreter"
#     - "MITRE ATT&CK: T1133 External Remote Services"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.ai["notebook-without-authentication"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape
import data.plimsoll.lib.text

# Allowed: a password beside it; a server that listens on the pod's own loopback address. Kubeflow's gateway
# authenticates, and so does the hub of a singleuser server.
findings contains finding if {
	meta.group != "kubeflow.org"
	some container in pod.containers
	arguments := arguments_of(container)
	some argument in arguments
	is_switched_off(argument)
	line := concat(" ", [each.text | some each in arguments])
	not has_password(line)
	not takes_password(arguments)
	not regex.match(loopback, line)
	not contains(line, "jupyterhub-singleuser")
	finding := {
		"path": argument.path,
		"message": concat("", [container.label, " starts Jupyter with an empty token and without a password."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say who may use the notebook.",
	}
}

findings contains finding if {
	meta.group == ""
	input.object.kind == "ConfigMap"
	some key, value in shape.object_at(input.object, ["data"])
	is_string(value)
	some pattern in [python, json_config]
	regex.match(pattern, value)
	not has_password(value)
	path := ["data", key]
	finding := {
		"path": path,
		"message": concat("", [
			"The file ", text.words(path), " of ", meta.label,
			" configures Jupyter with an empty token and without a password.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say who may use the notebook.",
	}
}

# The command and its arguments, and variables that images add to them: {path, text, beside}, the last
# one what else is in the list.
arguments_of(container) := array.concat(
	[argument |
		some list in ["command", "args"]
		items := shape.array_at(container.spec, [list])
		some index, item in items
		is_string(item)
		argument := {
			"path": array.concat(container.path, [list, index]),
			"text": item,
			"beside": items,
		}
	],
	[argument |
		some index, item in shape.array_at(container.spec, ["env"])
		value := shape.string_at(shape.object_or_empty(item), ["value"])
		value != ""
		argument := {
			"path": array.concat(container.path, ["env", index, "value"]),
			"text": value,
			"beside": [],
		}
	],
)

is_switched_off(argument) if regex.match(option, argument.text)

is_switched_off(argument) if {
	regex.match(`^--(?:ServerApp|NotebookApp|LabApp|IdentityProvider)\.token$`, argument.text)
	some value in argument.beside
	value in {"", "''", "\"\""}
}

option := `--(?:ServerApp|NotebookApp|LabApp|IdentityProvider)\.token=(?:''|""|\\"\\")?(?:$|[\s;&|"')])`

python := `(?m)^\s*c\.(?:ServerApp|NotebookApp|LabApp|IdentityProvider)\.token\s*=\s*u?(?:''|"")\s*(?:#.*)?$`

json_config := `"(?:ServerApp|NotebookApp|LabApp|IdentityProvider)"\s*:\s*\{[^{}]*"token"\s*:\s*""`

# An option or a line of Python, or a key of JSON; another program's password is none.
has_password(value) if regex.match(`(?:\.(?:hashed_)?password[ \t]*=[ \t]*u?['"]?|"(?:hashed_)?password"[ \t]*:[ \t]*")[A-Za-z0-9$]`, value)

# An option whose value is the next argument.
takes_password(arguments) if {
	some argument in arguments
	regex.match(`^--[A-Za-z]+\.(?:hashed_)?password$`, argument.text)
}

loopback := `--(?:(?:ServerApp|NotebookApp|LabApp)\.)?ip[= ]['"]?(?:127\.0\.0\.1|localhost|::1)\b`
