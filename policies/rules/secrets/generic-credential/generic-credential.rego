# METADATA
# title: Do not write passwords into the environment
# description: >-
#   What looks like a password is in the repository and its history, and everybody who may read pods reads it. The
#   variable is called a password, a token or a key, and its value is as random as one.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
#   - ref: https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Change the value, because the history keeps it. Store the new one in a Secret from a store or encrypted, and refer to
#     it by `secretKeyRef` or mount it.
#   kinds: [Pod]
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Secrets"
#     - "MITRE ATT&CK: T1552.001 Unsecured Credentials: Credentials In Files"
#     - "OWASP Kubernetes Top Ten 2025: K03"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.secrets["generic-credential"]

import data.plimsoll.lib.container as containers
import data.plimsoll.lib.credential
import data.plimsoll.lib.placeholder
import data.plimsoll.lib.pod

# Allowed: other names, such as those of files, users and Secrets; words, also joined by dashes; placeholders and
# references. The variables of well known programs are reported by secrets/committed, and values with a known
# format by secrets/known-credential.
findings contains finding if {
	input.source.kind in {"plain", "kustomize"}
	some container in pod.containers
	some variable in containers.variables(container)
	is_name(lower(variable.name))
	credential.is_random(variable.value)
	not variable.name in credential.variables
	not placeholder.is_one(variable.value)
	count(credential.in_text(variable.value)) == 0
	finding := {
		"path": variable.path,
		"message": concat("", [container.label, " has the value of ", variable.name, " written out."]),
		"extent": {},
		"fix": [],
		"no_fix": "The value stays in the history of the repository. Change it first.",
	}
}

# A whole word at the end of the name.
is_name(name) if {
	some word in words
	endswith(name, word)
	before := trim_suffix(name, word)
	trim_right(before, "_.-") != before
}

is_name(name) if name in words

words := {
	"access_key",
	"accesskey",
	"api_key",
	"apikey",
	"encryption_key",
	"encryptionkey",
	"passwd",
	"password",
	"private_key",
	"privatekey",
	"pwd",
	"secret",
	"secret_key",
	"secretkey",
	"token",
}
