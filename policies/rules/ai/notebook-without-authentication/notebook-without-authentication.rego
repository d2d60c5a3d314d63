# METADATA
# title: Keep the login of notebooks, editors and consoles on
# description: >-
#   With an empty token and no password, Jupyter asks nobody who they are, and neither do an editor or a shell in the browser
#   without a login, `kubectl proxy` on every address or a daemon of Docker without certificates. Whoever reaches the port
#   runs any code in the pod, with its service account and its data.
# related_resources:
#   - ref: https://jupyter-server.readthedocs.io/en/latest/operators/security.html
#   - ref: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_proxy/
#   - ref: https://docs.docker.com/engine/security/protect-access/
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Remove the setting: Jupyter then makes a token and logs it. Or set a token or the hash of a password from a Secret. Let
#     consoles and daemons listen on 127.0.0.1. If a proxy in front of it authenticates all callers, waive the finding.
#   kinds: [Pod, ConfigMap, Secret]
#   words:
#     - ServerApp
#     - NotebookApp
#     - LabApp
#     - IdentityProvider
#     - authenticator_class
#     - auth-mode
#     - code-server
#     - disable-auth
#     - DISABLE_AUTH
#     - DOCKER_TLS_CERTDIR
#     - dockerd
#     - enable-skip-login
#     - gotty
#     - kubectl
#     - openvscode-server
#     - rserver
#     - tcp://
#     - ttyd
#   sets: [default, baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1059 Command and Scripting Interpreter"
#     - "MITRE ATT&CK: T1133 External Remote Services"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.ai["notebook-without-authentication"]

import data.plimsoll.lib.container as containers
import data.plimsoll.lib.meta
import data.plimsoll.lib.open_console
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape
import data.plimsoll.lib.shell
import data.plimsoll.lib.text

# Allowed: a password beside it; a server that listens on the pod's own loopback address. Kubeflow's gateway
# authenticates, and so does the hub of a singleuser server.
findings contains finding if {
	meta.group != "kubeflow.org"
	some container in pod.containers
	some argument in arguments_of(container)
	is_switched_off(argument)
	not has_password(argument.line)
	not listens_on_loopback(argument.line)
	not regex.match(hub_or_own_provider, argument.line)
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
	lines := concat("\n", [line | some line in split(value, "\n"); not startswith(trim_space(line), "#")])
	is_file_switched_off(lines)
	not has_password(lines)
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

# Allowed: a container beside it that may be a proxy; the loopback address; a login.
findings contains object.union(better_said(found.words), {
	"path": found.path,
	"message": concat("", [found.container.label, " ", found.words, "."]),
	"extent": {},
	"fix": [],
	"no_fix": "The repository does not say who may use it.",
}) if {
	some found in open_console.found
}

better_said(words) := {"left_to": "gitops/argocd-settings"} if {
	contains(words, "Argo CD")
} else := {}

# JupyterHub's authenticator for tests lets in everybody under any name. Allowed: a password that all share.
findings contains {
	"path": file.path,
	"message": concat("", [
		"The file ", text.words(file.path), " of ", meta.label,
		" configures JupyterHub with the dummy authenticator, which lets in everybody under any name.",
	]),
	"extent": {},
	"fix": [],
	"no_fix": "The repository does not say who may use the hub.",
} if {
	some file in files_of_hubs
	lines := [line | some line in split(file.text, "\n"); not startswith(trim_space(line), "#")]
	some line in lines
	contains(line, "authenticator_class")
	contains(lower(line), "dummy")
	not shares_password(lines)
}

files_of_hubs contains {"path": [field, key], "text": written} if {
	meta.group == ""
	some field in {"ConfigMap": ["data"], "Secret": ["data", "stringData"]}[input.object.kind]
	some key, value in shape.object_at(input.object, [field])
	is_string(value)
	some ending in [".py", ".yaml", ".yml"]
	endswith(key, ending)
	written := readable(field, value)
	contains(written, "authenticator_class")
}

# A Secret has its files in base64, and the chart of JupyterHub one with its values.
readable(field, value) := base64.decode(value) if {
	input.object.kind == "Secret"
	field == "data"
	base64.is_valid(value)
} else := value

shares_password(lines) if {
	some line in lines
	contains(line, "DummyAuthenticator.password")
}

shares_password(lines) if {
	some place, line in lines
	trim_space(line) == "DummyAuthenticator:"
	startswith(trim_space(lines[place + 1]), "password:")
}

# The command and its arguments, and variables that images add to them: {path, text, line, beside}. The line is the command
# that the argument belongs to, since another one of the same script says nothing about Jupyter.
arguments_of(container) := array.concat(
	[argument |
		words := containers.arguments(container)
		some index, word in words
		some part in parts_of(word.text)
		regex.match(option_name, part)
		argument := {
			"path": word.path,
			"text": part,
			"line": line_of(container, word, part),
			"beside": [next.text | some next in array.slice(words, index + 1, index + 2)],
		}
	],
	[argument |
		some variable in containers.variables(container)
		some part in parts_of(variable.value)
		regex.match(option_name, part)
		argument := {
			"path": variable.path,
			"text": part,
			"line": concat(" ", [containers.line(container), part]),
			"beside": [],
		}
	],
)

# The commands of a script, or the word itself.
parts_of(text) := shell.commands(text) if {
	regex.match(option_name, text)
	regex.match(`[\n;&|]`, text)
} else := [text]

line_of(container, word, part) := part if {
	part != word.text
} else := containers.line(container)

option_name := `--(?:ServerApp|NotebookApp|LabApp|IdentityProvider)\.token`

is_switched_off(argument) if regex.match(option, argument.text)

is_switched_off(argument) if {
	regex.match(concat("", [option_name, `$`]), argument.text)
	some value in argument.beside
	value in {"", "''", "\"\""}
}

# The option with nothing behind it, in quotes or without.
option := concat("", [option_name, `(?:=|[ \t]+(?:''|""|\\"\\"))(?:''|""|\\"\\")*(?:$|[\s;&|"')])`])

# Of several lines of Python, the last one counts.
is_file_switched_off(value) if {
	some app in ["ServerApp", "NotebookApp", "LabApp", "IdentityProvider"]
	values := [assigned |
		some [_, assigned] in regex.find_all_string_submatch_n(
			concat("", [`(?m)(?:^|;)[ \t]*c\.`, app, `\.token[ \t]*=[ \t]*u?([^\s;#]*)`]),
			value, -1,
		)
	]
	values[count(values) - 1] in {"''", `""`}
}

is_file_switched_off(value) if regex.match(json_config, value)

json_config := `"(?:ServerApp|NotebookApp|LabApp|IdentityProvider)"\s*:\s*\{[^{}]*"token"\s*:\s*""`

# An option or a line of Python, or a key of JSON; another program's password is none.
has_password(value) if regex.match(concat("", [`(?:^|[^A-Za-z.])(?:c\.|--)`, apps, `\.(?:hashed_)?password(?:[ \t]*=|[ \t]+)[ \t]*u?['"]?[A-Za-z0-9$]`]), value)

has_password(value) if regex.match(concat("", [`"`, apps, `"\s*:\s*\{[^{}]*"(?:hashed_)?password"\s*:\s*"[^"]`]), value)

apps := `(?:ServerApp|NotebookApp|LabApp|PasswordIdentityProvider|IdentityProvider)`

# Of several addresses, the server listens on more than its own.
listens_on_loopback(line) if {
	addresses := {address | some [_, address] in regex.find_all_string_submatch_n(
		`--(?:(?:ServerApp|NotebookApp|LabApp)\.)?ip[= ]['"]?([^\s'"]*)`,
		line, -1,
	)}
	count(addresses) > 0
	every address in addresses { address in {"127.0.0.1", "::1", "localhost"} }
}

# The hub authenticates, and so may a class of one's own.
hub_or_own_provider := `(?:^|[\s/])jupyterhub-singleuser(?:$|\s)|\.identity_provider_class=['"]?[a-z]`
