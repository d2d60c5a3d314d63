# METADATA
# title: Take passwords out of URLs, headers and connection strings
# description: >-
#   A URL, a header, a connection string or a command with a password is shown to everyone who may read the object or the
#   repository, and programs log them. Secrets are not looked at: a whole URL may be stored in one.
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
#   words: ["://", uthorization, UTHORIZATION, "asic ", "earer ", curl, "assword=", "ASSWORD=", "wd=", "WD=", "oracle:", sig=]
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
import data.plimsoll.lib.placeholder
import data.plimsoll.lib.text

findings contains finding if {
	not text.is_secret
	some string in text.strings
	found := found_in(string)
	count(found) > 0
	kinds := sort({kind | some [kind, _] in found})
	finding := {
		"path": string.path,
		"message": concat("", ["The field ", text.words(string.path), " contains ", concat(" and ", kinds), "."]),
		"extent": {"secret_texts": sort({password | some [_, password] in found})},
		"fix": [],
		"no_fix": "The value stays in the history of the repository. Change the password first.",
	}
}

found_in(string) := ({["a URL with a password", password] |
	contains(string.text, "://")
	contains(string.text, "@")
	regex.match(marks, string.text)
	some password in passwords_in(string.text)
} | in_headers(string.text)) | (in_settings(string.text) | in_commands(string))

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

# Authorization: Basic dXNlcjpwYXNz, and the value of such a header alone. What the base64 stands for tells a login.
in_headers(value) := {["a header with a password", password] |
	contains(lower(value), "basic ")
	some [_, login] in regex.find_all_string_submatch_n(basic, value, -1)
	base64.is_valid(login)
	some [_, password] in regex.find_all_string_submatch_n(`^[!-9;-~]+:([!-~]{4,})$`, base64.decode(login), 1)
	is_given(password)
} | {["a header with a token", token] |
	contains(lower(value), "bearer ")
	some [_, token] in regex.find_all_string_submatch_n(bearer, value, -1)
	regex.match(`[0-9]`, token)
	regex.match(`[A-Za-z]`, token)
	credential.is_real(token)
	is_given(token)
	count(credential.in_text(token)) == 0
}

basic := `(?i)(?:^|authorization["']?[:=]?\s*["']?)basic\s+([A-Za-z0-9+/]{8,}={0,2})(?:$|[^A-Za-z0-9+/=])`

bearer := `(?i)(?:^|authorization["']?[:=]?\s*["']?)bearer\s+([A-Za-z0-9._~+/-]{20,}={0,2})(?:$|[\s"';\\])`

# Connection strings of JDBC, ADO.NET and PostgreSQL, and signatures of Azure Storage.
in_settings(value) := {["a connection string with a password", password] |
	some form in connections
	some word in form.words
	contains(lower(value), word)
	some [_, host, password] in regex.find_all_string_submatch_n(form.pattern, value, -1)
	not regex.match(sample_hosts, host)
	regex.match(`^[A-Za-z0-9._~!@#%^&*+,=-]{4,}$`, password)
	is_given(password)
	count(credential.in_text(password)) == 0
} | {["a URL with a signature of Azure Storage", signature] |
	contains(value, "sig=")
	regex.match(`[?&;]se=`, value)
	regex.match(`[?&;]?sv=`, value)
	some [_, signature] in regex.find_all_string_submatch_n(`[?&;]sig=((?:[A-Za-z0-9/+]|%2[BbFf]){43}(?:=|%3[Dd]))`, value, -1)
	credential.is_real(signature)
}

connections := [
	{
		"words": {"jdbc:"},
		"pattern": `(?i)\bjdbc:[a-z0-9]+:(?:[a-z0-9]+:)*//([a-z0-9.-]+)[^\s"']*[?&;](?:password|pwd)=([^&;\s"']+)`,
	},
	{"words": {"jdbc:oracle:"}, "pattern": `(?i)\bjdbc:(oracle):[a-z]+:[^/\s"']+/([^@\s"'/]+)@(?://)?[a-z0-9]`},
	{
		"words": {";password=", ";pwd=", "; password="},
		"pattern": `(?i)(?:^|[;"'\s=])(?:server|data source|host|address|addr)=(?:tcp:)?([a-z0-9.-]+)[^\n"']*;\s?(?:password|pwd)=([^;"'\s]+)`,
	},
	{"words": {" password="}, "pattern": `(?i)(?:^|[\s"'])host=([a-z0-9.-]+)[^\n"']*\spassword=([^\s"']+)`},
]

# curl -u user:password, in a script or as two arguments.
in_commands(string) := {["a login for curl", password] |
	contains(string.text, "curl")
	some [_, password] in regex.find_all_string_submatch_n(
		`\bcurl(?:\s[^\n;|&]*?)?\s(?:-[a-zA-Z]*u|--user)[\s=]?["']?[A-Za-z0-9._@-]+:([^\s"'$:/]{4,})(?:["'\s]|$)`,
		string.text, -1,
	)
	is_given(password)
} | {["a login for curl", password] |
	last := count(string.path) - 1
	is_number(string.path[last])
	string.path[last] > 0
	words := object.get(input.object, array.slice(string.path, 0, last), [])
	words[string.path[last] - 1] in {"-u", "--user"}
	some word in words
	is_string(word)
	endswith(word, "curl")
	some [_, password] in regex.find_all_string_submatch_n(`^[A-Za-z0-9._@-]+:([^\s"'$:/]{4,})$`, string.text, 1)
	is_given(password)
}

is_given(password) if {
	not regex.match(placeholders, password)
	not placeholder.is_one(password)
}
