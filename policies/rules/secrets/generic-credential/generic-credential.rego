# METADATA
# title: Do not write passwords into the environment
# description: >-
#   The variable is called a password, a token or a key, and its value is as random as one. It is in the repository and its
#   history, and everybody who may read pods reads it.
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
	regex.match(`(?i)(?:^|[_.-])(?:password|passwd|pwd|secret|token|api_?key|access_?key|secret_?key|private_?key|encryption_?key)$`, variable.name)
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
