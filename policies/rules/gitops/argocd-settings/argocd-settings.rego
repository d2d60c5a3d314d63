# METADATA
# title: Keep the login of Argo CD
# description: >-
#   Argo CD deploys to all of its clusters. With authentication off, anonymous users, or the admin role as the default,
#   whoever reaches its server, or logs in at all, decides what runs there.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cmd-params-cm-yaml/
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Remove the setting, and give users and groups the roles that they need in `policy.csv`.
#   kinds: [ConfigMap]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1078.001 Valid Accounts: Default Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: may-break
#   fix_check: Users and pipelines must be able to log in, with single sign-on, an account or a token.
#   since: "0.1.0"
package plimsoll.rules.gitops["argocd-settings"]

import data.plimsoll.lib.meta
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

value_of(setting) := shape.string_at(input.object, ["data", setting.key]) if {
	meta.group == ""
	input.object.kind == "ConfigMap"
	meta.name == setting.name
}

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
		"on": {"1", "T", "TRUE", "True", "t", "true"},
		"words": "switches the authentication of Argo CD's server off",
	},
]
