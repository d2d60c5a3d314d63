# METADATA
# title: Take passwords out of URLs
# description: >-
#   A URL with a user and a password is shown to everyone who may read the object or the repository, and programs log
#   URLs. Secrets are not looked at: a whole URL may be stored in one.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
#   - ref: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Change the password, because the history keeps it. Store the new one in a Secret, and refer to it: in the environment
#     as `$(NAME)`, or as a whole URL from the Secret.
#   kinds: ["*"]
#   words: ["://"]
#   sets: [default, baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Secrets"
#     - "MITRE ATT&CK: T1552.001 Unsecured Credentials: Credentials In Files"
#     - "OWASP Kubernetes Top Ten 2025: K03"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.secrets["url-credential"]

import data.plimsoll.lib.credential
import data.plimsoll.lib.text

findings contains finding if {
	not text.is_secret
	contains(text.marshalled, "@")
	regex.match(marks, text.marshalled)
	some string in text.strings
	regex.match(marks, string.text)
	passwords := passwords_in(string.text)
	count(passwords) > 0
	finding := {
		"path": string.path,
		"message": concat("", ["The field ", text.words(string.path), " contains a URL with a password."]),
		"extent": {"secret_texts": sort(passwords)},
		"fix": [],
		"no_fix": "The value stays in the history of the repository. Change the password first.",
	}
}

marks := `://[^/\s"@]*:[^/\s"@]+@`

# Scheme, user, password, host. What templates, variables and formats put there has other characters.
url := concat("", [
	`\b[A-Za-z][A-Za-z0-9+.-]*://(?:[A-Za-z0-9._~+-]|%[0-9A-Fa-f]{2})*:`,
	`((?:[A-Za-z0-9._~!&+,;=-]|%[0-9A-Fa-f]{2})+)@([A-Za-z0-9.-]+)`,
])

# A token that its format gives away is said by secrets/known-credential.
passwords_in(value) := {password |
	some [_, password, host] in regex.find_all_string_submatch_n(url, value, -1)
	not regex.match(sample_hosts, host)
	not regex.match(placeholders, password)
	count(credential.in_text(password)) == 0
}

# The digest of an image stands where a host would.
sample_hosts := `(?i)^(?:localhost|127\.0\.0\.1|(?:.*\.)?example(?:\.(?:com|org|net))?|sha(?:256|512)|host(?:name)?|.*\.example)$`

placeholders := concat("", [
	`^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|(?i)^(?:x+|\.+|-+|_+`,
	`|(?:my|your|the|db|user|some|super)?[-_.]?(?:password|passwd|passwort|pass|passw0rd|pwd|pw|secret|token|key)[0-9]{0,3}`,
	`|change[-_]?(?:me|it|this).*|.*(?:example|placeholder|redacted|replace|dummy).*|todo|fake|sample)$`,
])
