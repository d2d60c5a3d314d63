# METADATA
# title: Do not commit passwords
# description: >-
#   Base64 is no encryption: whoever can read the repository, its history or a copy of it has the password. What a
#   chart renders is not looked at, because its data may be made at each installation.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Change the password or key, because the history keeps it. Keep the new one in a secret store (External Secrets, CSI driver),
#     or encrypted (Sealed Secrets, SOPS).
#   kinds: [ConfigMap, Pod, Secret]
#   words:
#     [ConfigMap, Secret, ANTHROPIC_API_KEY, CLICKHOUSE_PASSWORD, ELASTIC_PASSWORD, GF_SECURITY_ADMIN_PASSWORD,
#      KC_BOOTSTRAP_ADMIN_PASSWORD, KEYCLOAK_ADMIN_PASSWORD, MARIADB_PASSWORD, MARIADB_ROOT_PASSWORD,
#      MINIO_ROOT_PASSWORD, MONGO_INITDB_ROOT_PASSWORD, MYSQL_PASSWORD, MYSQL_PWD, MYSQL_ROOT_PASSWORD,
#      OPENAI_API_KEY, PGPASSWORD, POSTGRES_PASSWORD, RABBITMQ_DEFAULT_PASS, REDISCLI_AUTH, REDIS_PASSWORD,
#      SSHPASS, VAULT_TOKEN]
#   sets: [default, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Secrets"
#     - "MITRE ATT&CK: T1552.001 Unsecured Credentials: Credentials In Files"
#     - "OWASP Kubernetes Top Ten 2025: K03"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.secrets.committed

import data.plimsoll.lib.container as containers
import data.plimsoll.lib.credential
import data.plimsoll.lib.meta
import data.plimsoll.lib.placeholder
import data.plimsoll.lib.pod
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
		value := text.plain([field, key], written)
		is_committed(key, value)
		count(credential.in_text(value)) == 0
	])
	count(keys) > 0
	finding := {
		"path": [field],
		"entries": keys,
		"message": concat("", [meta.label, " is committed with the values of ", concat(", ", keys), "."]),
		"extent": {"keys": keys},
		"extent_at": {"keys": {key: [field, key] | some key in keys}},
		"fix": [],
		"no_fix": "No edit takes the value out of the history of the repository.",
	}
}

# A word of the Secret's own name: "quobyte" in quobyte-admin-secret is what a sample has.
is_of_its_name(value) if {
	value in split(replace(replace(lower(meta.name), "_", "-"), ".", "-"), "-")
	trim(value, "abcdefghijklmnopqrstuvwxyz") == ""
}

is_committed(key, value) if {
	not startswith(key, ".docker")
	is_name(key)

	# Keystores and other bytes are no text, whose characters could be counted.
	regex.match(`^[ -~\s]{6,}$`, value)
	not placeholder.is_one(trim_space(value))
	not is_of_its_name(trim_space(value))
}

# A configuration of Docker names registries, some of them with a login. Their names say nothing about it.
is_committed(key, value) if {
	startswith(key, ".docker")
	some [_, name, login] in regex.find_all_string_submatch_n(registry_login, value, 100)
	is_login(name, login)
}

is_committed(_, value) if is_file_with_login(value)

# A URL with a password, whatever its key is called.
is_committed(_, value) if {
	contains(value, "://")
	regex.match(`^[ -~\s]{6,}$`, value)
	[_, rest] := split(trim_space(value), "://")
	[login, _] := split(split(rest, "/")[0], "@")
	[user, password] := split(login, ":")
	not contains(user, " ")
	count(password) > 5
	not placeholder.is_one(password)
	not is_of_its_name(password)
	not contains(password, "{")
	not contains(password, "$")
}

registry_login := `"(auth|password|identitytoken|registrytoken)"\s*:\s*"([^"\\]{6,})"`

is_login("auth", login) if {
	base64.is_valid(login)
	plain := base64.decode(login)
	[user, password] := [trim_space(part) | some part in [split(plain, ":")[0], concat(":", array.slice(split(plain, ":"), 1, 9))]]
	user != ""
	count(password) >= 4
	not placeholder.is_one(password)
	count(credential.in_text(password)) == 0
}

is_login(name, login) if {
	name != "auth"
	not placeholder.is_one(login)
}

is_name(key) if {
	written := lower(key)
	some word in words
	contains(written, word)
	regex.match(names, key)
	not regex.match(harmless_names, key)
}

# One of them is in every text that `names` matches.
words := {"pass", "pwd", "secret", "token", "credential", "dsn", "key", "connection", ".docker"}

names := concat("|", [
	`(?i)pass(?:word|wd|phrase|code)?(?:$|[-_.0-9])|pwd|secret|token|credential|htpasswd|dsn$`,
	`(?:api|access|account|private|signing|encryption|master|auth)[-_.]?key|connection[-_.]?string`,
	`^\.docker(?:cfg|configjson)$|^tls\.key$|^ssh-privatekey$`,
])

harmless_names := `(?i)(?:name|path|file|url|uri|user|type|[-_.]id|ttl|age|expir\w*|expiry|enabled|host|port|length|count|endpoint|public\w*|pub)$|^ca\.`

# In a ConfigMap: a value that is random under the name of a credential, and the files in which programs keep logins.
findings contains finding if {
	meta.group == ""
	input.object.kind == "ConfigMap"
	input.source.kind in {"plain", "kustomize"}
	keys := sort([key |
		some key, value in shape.object_at(input.object, ["data"])
		is_string(value)
		has_login(key, value)
		count(credential.in_text(value)) == 0
	])
	count(keys) > 0
	finding := {
		"path": ["data"],
		"entries": keys,
		"message": concat("", [meta.label, " is committed with a password in ", concat(", ", keys), "."]),
		"extent": {"keys": keys},
		"extent_at": {"keys": {key: ["data", key] | some key in keys}},
		"fix": [],
		"no_fix": "No edit takes the value out of the history of the repository.",
	}
}

has_login(key, value) if {
	is_name(key)
	credential.is_random(trim_space(value))
	not placeholder.is_one(trim_space(value))
}

has_login(_, value) if is_file_with_login(value)

is_file_with_login(value) if {
	count(value) < 100000
	some login in logins
	every word in login.words { contains(value, word) }
	some found in regex.find_all_string_submatch_n(login.pattern, value, 20)
	is_password(found[1])
}

# pgpass: five fields.
is_file_with_login(value) if {
	count(value) < 100000
	some line in split(value, "\n")
	count(split(line, ":")) == 5
	some found in regex.find_all_string_submatch_n(pgpass, line, 1)
	is_password(found[1])
}

# The login of a registry: user and password in base64.
has_login(_, value) if {
	count(value) < 100000
	contains(value, `"auth"`)
	some [_, login] in regex.find_all_string_submatch_n(`"auth"\s*:\s*"([A-Za-z0-9+/]{8,}={0,2})"`, value, 20)
	base64.is_valid(login)
	some [_, password] in regex.find_all_string_submatch_n(`^[^:\s]+:(\S+)$`, base64.decode(login), 1)
	is_password(password)
}

is_password(value) if {
	credential.is_password(value)
	not placeholder.is_one(value)
}

# In a variable in which a well known program takes its password. Allowed: a word, which may be an example.
findings contains finding if {
	input.source.kind in {"plain", "kustomize"}
	some container in pod.containers
	some variable in containers.variables(container)
	variable.name in credential.variables
	is_password(variable.value)
	count(credential.in_text(variable.value)) == 0
	finding := {
		"path": variable.path,
		"message": concat("", [container.label, " has the password of ", variable.name, " written out."]),
		"extent": {},
		"fix": [],
		"no_fix": "No edit takes the value out of the history of the repository.",
	}
}

# netrc, npmrc, MySQL's options, kubeconfig, properties of Java: {words, pattern}. A text without all of the words does
# not match the pattern.
logins := [
	{"words": ["machine", "login", "password"], "pattern": `(?m)^\s*machine\s+\S+\s+login\s+\S+\s+password\s+(\S+)`},
	{"words": ["//", ":_", "="], "pattern": `(?m)^\s*//[^\s=]+:_(?:authToken|password)\s*=\s*"?([^\s"]+)`},
	{
		"words": ["[", "]", "password", "="],
		"pattern": `(?m)^\[(?:client|mysql|mysqldump|mysqladmin)\][^\[]*?^password\s*=\s*["']?([^\s"']+)`,
	},
	{"words": ["kind:", "Config"], "pattern": `(?ms)^kind: *Config\b.*^ +(?:token|password): *["']?([^\s"']+)`},
	{"words": [".password", "="], "pattern": properties},
	{"words": [".secret", "="], "pattern": properties},
	{"words": [".client-secret", "="], "pattern": properties},
]

pgpass := `^[A-Za-z0-9.*-]+:(?:[0-9]{2,5}|\*):[^:\s]+:[^:\s]+:([^:\s]+)$`

properties := `(?m)^[A-Za-z][A-Za-z0-9.-]*\.(?:password|secret|secret-key|client-secret)\s*=\s*(\S+)\s*$`
