# METADATA
# title: Keep the login of Argo CD
# description: >-
#   With authentication off, anonymous users, or the admin role as the default, whoever reaches the server of Argo
#   CD, or logs in at all, decides what runs in all of its clusters.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cmd-params-cm-yaml/
#   - ref: https://argocd-operator.readthedocs.io/en/latest/reference/argocd/
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Remove the setting, and give users and groups the roles that they need in `policy.csv`.
#   kinds: [ConfigMap, Pod, argoproj.io/ArgoCD]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1078.001 Valid Accounts: Default Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: may-break
#   fix_check: >-
#     Users and pipelines must be able to log in, with single sign-on, an account or a token.
#   since: "0.1.0"
package plimsoll.rules.gitops["argocd-settings"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: unset, null, false. Argo CD finds its settings by the names of the ConfigMaps.
findings contains finding if {
	some setting in switches
	value_of(setting) in setting.on
	path := ["data", setting.key]
	finding := {
		"path": path,
		"message": concat("", [meta.label, " ", setting.words, "."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": "false"}],
	}
}

# Allowed: unset, null, another role.
findings contains finding if {
	setting := {"name": "argocd-rbac-cm", "key": "policy.default"}
	value_of(setting) == "role:admin"
	finding := {
		"path": ["data", setting.key],
		"message": concat("", [meta.label, " gives the admin role to everyone who logs in."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which role users need who are not named in the policy.",
	}
}

# The same by a flag of the server.
findings contains finding if {
	some server in servers
	some index, word in shape.array_at(server.container.spec, [server.list])
	is_string(word)
	regex.match(`^--disable-auth(=(1|[tT]|true|True|TRUE))?$`, word)
	path := array.concat(server.container.path, [server.list, index])
	finding := {
		"path": path,
		"message": concat("", [server.container.label, " switches the authentication of Argo CD's server off."]),
		"extent": {},
		"fix": [{"op": "remove", "path": path}],
	}
}

# The same by a variable.
findings contains finding if {
	some server in servers
	server.list == "args"
	some index, item in shape.array_at(server.container.spec, ["env"])
	variable := shape.object_or_empty(item)
	shape.string_at(variable, ["name"]) == "ARGOCD_SERVER_DISABLE_AUTH"
	shape.string_at(variable, ["value"]) in truths
	path := array.concat(server.container.path, ["env", index, "value"])
	finding := {
		"path": path,
		"message": concat("", [server.container.label, " switches the authentication of Argo CD's server off."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": "false"}],
	}
}

# The same by the operator.
findings contains finding if {
	is_operated
	path := ["spec", "usersAnonymousEnabled"]
	object.get(input.object, path, null) == true
	finding := {
		"path": path,
		"message": concat("", [meta.label, " lets anonymous users into Argo CD."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": false}],
	}
}

findings contains finding if {
	is_operated
	path := ["spec", "rbac", "defaultPolicy"]
	object.get(input.object, path, null) == "role:admin"
	finding := {
		"path": path,
		"message": concat("", [meta.label, " gives the admin role to everyone who logs in."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which role users need who are not named in the policy.",
	}
}

is_operated if {
	meta.group == "argoproj.io"
	input.object.kind == "ArgoCD"
}

value_of(setting) := shape.string_at(input.object, ["data", setting.key]) if {
	meta.group == ""
	input.object.kind == "ConfigMap"
	meta.name == setting.name
}

# Containers that run the server, which the first word of the command or the arguments says.
servers := [{"container": container, "list": list} |
	some container in pod.containers
	is_server(container)
	some list in ["args", "command"]
]

is_server(container) if {
	words := array.concat(shape.array_at(container.spec, ["command"]), shape.array_at(container.spec, ["args"]))
	is_string(words[0])
	parts := split(words[0], "/")
	parts[count(parts) - 1] == "argocd-server"
}

truths := {"1", "T", "TRUE", "True", "t", "true"}

switches := [
	{
		"name": "argocd-cm",
		"key": "users.anonymous.enabled",
		"on": {"true"},
		"words": "lets anonymous users into Argo CD",
	},
	{
		"name": "argocd-cmd-params-cm",
		"key": "server.disable.auth",
		"on": truths,
		"words": "switches the authentication of Argo CD's server off",
	},
]
