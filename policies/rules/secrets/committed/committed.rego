# METADATA
# title: Do not commit Secrets with their data
# description: >-
#   Base64 is no encryption: whoever can read the repository, its history or a copy of it has the password. Secrets that a
#   chart renders are not looked at, because their data may be made at each installation.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Change the password, because the history keeps it. Keep the new one in a secret store (External Secrets, CSI driver),
#     or encrypted (Sealed Secrets, SOPS).
#   kinds: [Secret]
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Secrets"
#     - "MITRE ATT&CK: T1552.001 Unsecured Credentials: Credentials In Files"
#     - "OWASP Kubernetes Top Ten 2025: K03"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.secrets.committed

import data.plimsoll.lib.credential
import data.plimsoll.lib.meta
import data.plimsoll.lib.placeholder
import data.plimsoll.lib.shape
import data.plimsoll.lib.text

# Allowed: no data; keys that are no credentials by their names; placeholders, names of variables, encrypted values,
# references to a store. A credential with a known format is reported by secrets/known-credential.
findings contains finding if {
	text.is_secret
	input.source.kind in {"plain", "kustomize"}
	not shape.string_at(input.object, ["type"]) in {"helm.sh/release.v1", "kubernetes.io/service-account-token"}
	some field in ["data", "stringData"]
	keys := sort([key |
		some key, written in shape.object_at(input.object, [field])
		is_string(written)
		regex.match(names, key)
		not regex.match(harmless_names, key)
		value := text.plain([field, key], written)

		# Keystores and other bytes are no text, whose characters could be counted.
		regex.match(`^[ -~\s]{6,}$`, value)
		not placeholder.is_one(trim_space(value))
		count(credential.in_text(value)) == 0
		not has_no_login(key, value)
	])
	count(keys) > 0
	finding := {
		"path": [field],
		"entries": keys,
		"message": concat("", [meta.label, " is committed with the values of ", concat(", ", keys), "."]),
		"extent": {"keys": keys},
		"extent_at": {"keys": {key: [field, key] | some key in keys}},
		"fix": [],
		"no_fix": "The value stays in the history of the repository. Change it first.",
	}
}

# A configuration of Docker names registries, some of them with a login.
has_no_login(key, value) if {
	startswith(key, ".docker")
	not regex.match(`"(?:auth|password|identitytoken)"\s*:\s*"[A-Za-z0-9+/=_.-]{8,}"`, value)
}

names := concat("|", [
	`(?i)pass(?:word|wd|phrase|code)?(?:$|[-_.0-9])|pwd|secret|token|credential|htpasswd|dsn$`,
	`(?:api|access|account|private|signing|encryption|master|auth)[-_.]?key|connection[-_.]?string`,
	`^\.docker(?:cfg|configjson)$|^tls\.key$|^ssh-privatekey$`,
])

harmless_names := `(?i)(?:name|path|file|url|uri|user|type|[-_.]id|ttl|age|expir\w*|expiry|enabled|host|port|length|count|endpoint|public\w*|pub)$|^ca\.`
