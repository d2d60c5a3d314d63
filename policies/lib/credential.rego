# METADATA
# title: Credentials that their format gives away
# description: >-
#   Only formats with a fixed prefix, length and alphabet that the provider or scanners of secrets publish. What no format
#   tells apart from other text, such as a password, is not here.
package plimsoll.lib.credential

# Whether a text may hold a credential. Of the objects, Plimsoll asks for those only that have one of the words in the header
# of secrets/known-credential.
may_be_in(value) if regex.match(marks, value)

# Enough for a first look at a long text, in which JSON's escapes may stand before a prefix.
marks := concat("", [`(?:`, prefixes, `)[A-Za-z0-9_~.+/=-]{16}|[0-9]Q~[A-Za-z0-9_~.-]{31}|`, pem_marks, `|`, bot_marks])

pem_marks := `PRIVATE KEY|LS0tLS1CRUdJTi|eyJ[A-Za-z0-9_-]{20,}\.eyJ`

bot_marks := `[0-9]:AA[A-Za-z0-9_-]{33}|[MNO][A-Za-z0-9_-]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27}`

prefixes := concat("|", [
	`A[KSB]IA|ACCA|ABSK|GOCSPX-|AccountKey=|do[opr]_v1_|v1\.0-|HRKU-AA|fo1_|fm1[ar]_|fm2_|tk-us-`,
	`gh[pousr]_|github_pat_|gl(?:pat|dt|rt|ft|soat|ffct|ptt|agent|oas|imt|cbt)-|GR1348941|ATBB|ATATT3`,
	`xox[bp]-|xoxe\.xox[bp]-|xapp-|hooks\.slack\.com/(?:services|workflows|triggers)/|[rs]k_live_|sq0atp-|shp(?:at|ca|pa|ss)_|SG\.`,
	`sk-(?:ant|proj|svcacct|admin|or-v1|[A-Za-z0-9]{20})|hf_|api_org_|pplx-|npm_|pypi-AgEIcHlwaS5vcmc|rubygems_|dckr_[op]at_|AKCp|cmVmdGtu`,
	`hv[sb]\.|\.atlasv1\.|pul-|dp\.(?:[ps]t|sa|ct)\.|ops_eyJ|AGE-SECRET-KEY-1|sha256~|glc_|glsa_|eyJrIjoi`,
	`sntryu_|sntrys_eyJ|dt0c01\.|lin_api_|ntn_|PMAK-|dapi|pscale_(?:tkn|oauth|pw)_|sgp_|pnu_|[ps]at\.|rdme_`,
	`gsk_|xai-|r8_|nvapi-|lsv2_(?:pt|sk)_|sbp_|tskey-|discord(?:app)?\.com/api/webhooks/`,
])

candidate := concat("", [
	`(?:\b|[A-Za-z0-9]{14})(?:`,
	prefixes,
	`)[A-Za-z0-9_~.+/=-]{16,}|[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,}`,
])

# The formats by the words of messages. What follows a credential is no character of its alphabet.
formats := {
	"Amazon Bedrock API key": `^ABSK[A-Za-z0-9+/]{109,269}={0,2}`,
	"Anthropic API key": `^sk-ant-(?:api03|admin01)-[A-Za-z0-9_-]{93}AA`,
	"Artifactory token": `^(?:AKCp[A-Za-z0-9]{69}|cmVmdGtu[A-Za-z0-9]{56})`,
	"Atlassian token": `^(?:ATATT3[A-Za-z0-9_=-]{186}|ATBB[A-Za-z0-9]{32})`,
	"Azure client secret": `^[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}`,
	"Azure storage account key": `^AccountKey=[A-Za-z0-9+/]{86}==`,
	"Cloudflare origin CA key": `^v1\.0-[a-f0-9]{24}-[a-f0-9]{146}`,
	"Databricks token": `^dapi[a-f0-9]{32}(?:-[0-9])?`,
	"DigitalOcean token": `^do[opr]_v1_[a-f0-9]{64}`,
	"Discord webhook": `^discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80}`,
	"Docker Hub token": `^(?:dckr_pat_[A-Za-z0-9_-]{27}|dckr_oat_[A-Za-z0-9_-]{32})`,
	"Doppler token": `^dp\.(?:[ps]t|sa|ct)\.[A-Za-z0-9]{40,44}`,
	"Dynatrace token": `^dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}`,
	"Fly.io token": `^(?:fo1_[A-Za-z0-9_-]{43}|fm(?:1[ar]|2)_[A-Za-z0-9+/]{100,}={0,3})`,
	"GitHub token": `^(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82})`,
	"GitLab token": concat("", [
		`^(?:gl(?:pat|dt|rt|ft|soat|ffct)-[A-Za-z0-9_-]{20,300}(?:\.[a-z0-9]{9})?|glcbt-[A-Za-z0-9_-]{20,64}`,
		`|glptt-[a-f0-9]{40}|glagent-[A-Za-z0-9_-]{50,64}|gloas-[a-f0-9]{64}|glimt-[A-Za-z0-9_-]{20,64}`,
		`|GR1348941[A-Za-z0-9_-]{20})`,
	]),
	"Google OAuth client secret": `^GOCSPX-[A-Za-z0-9_-]{28}`,
	"Grafana token": concat("", [
		`^(?:glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|glc_[A-Za-z0-9+/]{32,400}={0,3}`,
		`|eyJrIjoi[A-Za-z0-9]{70,400}={0,3})`,
	]),
	"Groq API key": `^gsk_[A-Za-z0-9]{52}`,
	"Harness token": `^[ps]at\.[A-Za-z0-9_-]{22}\.[a-f0-9]{24}\.[A-Za-z0-9]{20}`,
	"Heroku API key": `^HRKU-AA[A-Za-z0-9_-]{58}`,
	"Hugging Face token": `^(?:hf_|api_org_)[A-Za-z]{34}`,
	"LangSmith API key": `^lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}`,
	"Linear API key": `^lin_api_[A-Za-z0-9]{40}`,
	"NVIDIA API key": `^nvapi-[A-Za-z0-9_-]{64}`,
	"Notion token": `^ntn_[A-Za-z0-9]{46}`,
	"npm token": `^npm_[A-Za-z0-9]{36}`,
	"OpenAI API key": `^sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,74}T3BlbkFJ[A-Za-z0-9_-]{20,74}`,
	"OpenRouter API key": `^sk-or-v1-[a-f0-9]{64}`,
	"OpenShift token": `^sha256~[A-Za-z0-9_-]{43}`,
	"1Password service account token": `^ops_eyJ[A-Za-z0-9+/]{250,}={0,3}`,
	"Perplexity API key": `^pplx-[A-Za-z0-9]{48}`,
	"PlanetScale credential": `^pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.=-]{32,64}`,
	"Postman API key": `^PMAK-[a-f0-9]{24}-[a-f0-9]{34}`,
	"Prefect API key": `^pnu_[A-Za-z0-9]{36}`,
	"Pulumi token": `^pul-[a-f0-9]{40}`,
	"PyPI token": `^pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,1000}`,
	"ReadMe API key": `^rdme_[a-z0-9]{70}`,
	"Replicate token": `^r8_[A-Za-z0-9_-]{37}`,
	"RubyGems API key": `^rubygems_[a-f0-9]{48}`,
	"Scalingo token": `^tk-us-[A-Za-z0-9_-]{48}`,
	"SendGrid API key": `^SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}`,
	"Sentry token": `^(?:sntryu_[a-f0-9]{64}|sntrys_eyJ[A-Za-z0-9+/=_]{80,400})`,
	"Shopify token": `^shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}`,
	"Slack token": concat("", [
		`^(?:xoxb-[0-9]{10,13}-[0-9]{10,13}-[A-Za-z0-9-]{18,40}`,
		`|xoxp-(?:[0-9]{10,13}-){3}[A-Za-z0-9-]{28,34}|xapp-[0-9]-[A-Z0-9]{8,}-[0-9]+-[a-z0-9]{20,}`,
		`|xoxe\.xox[bp]-[0-9]-[A-Z0-9a-z]{140,200})`,
	]),
	"Slack webhook": concat("", [
		`^hooks\.slack\.com/(?:services/T[A-Z0-9]{7,12}/B[A-Z0-9]{7,12}/[A-Za-z0-9]{20,26}`,
		`|(?:workflows|triggers)/[A-Za-z0-9+/]{43,56})`,
	]),
	"Sourcegraph token": `^sgp_(?:[a-f0-9]{16}_)?[a-f0-9]{40}`,
	"Square token": `^sq0atp-[A-Za-z0-9_-]{22,60}`,
	"Stripe key": `^[rs]k_live_[A-Za-z0-9]{20,99}`,
	"Supabase token": `^sbp_[a-z0-9]{40}`,
	"Tailscale key": `^tskey-(?:api|auth|client|oauth)-[A-Za-z0-9_]{10,}-[A-Za-z0-9_]{16,}`,
	"Terraform Cloud token": `^[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}`,
	"Vault token": `^(?:hvs\.[A-Za-z0-9_-]{90,120}|hvb\.[A-Za-z0-9_-]{138,300})`,
	"xAI API key": `^xai-[A-Za-z0-9_]{80}`,
	"age private key": `^AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}`,
}

# The beginning of a key in DER, a sequence with a version, or of OpenSSH's or OpenPGP's form. A chart's generated key,
# for which Plimsoll puts random bytes, has none of these.
private_key := concat("", [
	`-----BEGIN (?:(?:RSA |EC |DSA )?PRIVATE KEY-----(?:\s|\\n|\\r)*`,
	`(?:M[A-Za-z0-9+/]{2}CAQ[AE]|MI[GH][A-Za-z0-9+/]AgE[AB]|MI[I-L][A-Za-z0-9+/]{2}[AQgw]IBA[AD])`,
	`|OPENSSH PRIVATE KEY-----(?:\s|\\n|\\r)*b3BlbnNzaC1rZXktdjEA)`,
	`[A-Za-z0-9+/=\s\\]{50,}`,
])

encoded_private_key := `LS0tLS1CRUdJTi[A-Za-z0-9+/]{150,}={0,2}`

key_id := `\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b`

access_key := `(?:^|[^A-Za-z0-9/+=])([A-Za-z0-9/+]{40})(?:$|[^A-Za-z0-9/+=])`

# The credentials in a text: [words of messages, value]. Samples of documentation and placeholders are left out.
in_text(text) := ((tokens_in(text) | private_keys_in(text)) | service_account_tokens_in(text)) | bot_tokens_in(text)

tokens_in(text) := {[name, value] |
	some value in matches(candidate, text)
	some name, format in formats
	regex.match(concat("", [format, `(?:[^A-Za-z0-9_-]|$)`]), value)
	is_real(value)
}

private_keys_in(text) := {["private key", value] |
	contains(text, "PRIVATE KEY")
	some value in matches(private_key, text)
	count(characters(value)) >= 32
} | {["private key in base64", value] |
	contains(text, "LS0tLS1CRUdJTi")
	some value in matches(encoded_private_key, text)
	base64.is_valid(value)
	regex.match(private_key, base64.decode(value))
}

service_account_tokens_in(text) := {["service account token", value] |
	contains(text, "eyJ")
	some [value, payload] in regex.find_all_string_submatch_n(
		`\beyJ[A-Za-z0-9_-]{20,}\.(eyJ[A-Za-z0-9_-]{20,})\.[A-Za-z0-9_-]{40,}`,
		text, -1,
	)
	regex.match(`"(?:iss|sub)":"(?:kubernetes/serviceaccount|system:serviceaccount:)`, base64url.decode(payload))
}

# Tokens of bots are told from other text by the name of their service, which is elsewhere in the object.
bot_tokens_in(text) := {["Telegram bot token", value] |
	contains(text, ":AA")
	contains(object_in_lower_case, "telegr")
	some [_, value] in regex.find_all_string_submatch_n(
		`(?:^|bot|[^0-9A-Za-z])([0-9]{8,10}:AA[A-Za-z0-9_-]{33})(?:[^A-Za-z0-9_-]|$)`,
		text, -1,
	)
	is_real(value)
} | {["Discord bot token", value] |
	contains(object_in_lower_case, "discord")
	some [_, value, user] in regex.find_all_string_submatch_n(
		`(?:^|[^A-Za-z0-9_.-])(([MNO][A-Za-z0-9_-]{22,27})\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38})(?:[^A-Za-z0-9_-]|$)`,
		text, -1,
	)
	regex.match(`^[0-9]{17,20}$`, base64url.decode(user))
	is_real(value)
}

object_in_lower_case := lower(json.marshal(input.object))

# An access key's id is no secret. With something beside it that has the form of the secret part, it is.
key_ids_in(text) := {value | some value in matches(key_id, text); not contains(value, "EXAMPLE"); is_real(value)}

has_access_key(text) if {
	some [_, value] in regex.find_all_string_submatch_n(access_key, text, -1)
	regex.match(`[a-z]`, value)
	regex.match(`[A-Z]`, value)
	regex.match(`[0-9]`, value)
	is_real(value)
}

# Long enough, of letters and digits mixed as nobody mixes them in words, and with few repetitions.
is_random(value) if {
	count(value) >= 12
	regex.match(`^[A-Za-z0-9+/=_.!@#%^&*~-]{12,200}$`, value)
	regex.match(`[a-z]`, value)
	regex.match(`[0-9]`, value)
	regex.match(`[A-Z+/=!@#%^&*~]|^[0-9a-f]{32,}$`, value)
	count(characters(value)) >= 9
	not regex.match(`^[A-Za-z]+[0-9]{0,4}(?:[-_./:@][A-Za-z]*[0-9]{0,4})*[!]?$`, value)
}

# Variables in which well known programs take a password, however simple it is.
variables := {
	"ANTHROPIC_API_KEY",
	"CLICKHOUSE_PASSWORD",
	"ELASTIC_PASSWORD",
	"GF_SECURITY_ADMIN_PASSWORD",
	"KC_BOOTSTRAP_ADMIN_PASSWORD",
	"KEYCLOAK_ADMIN_PASSWORD",
	"MARIADB_PASSWORD",
	"MARIADB_ROOT_PASSWORD",
	"MINIO_ROOT_PASSWORD",
	"MONGO_INITDB_ROOT_PASSWORD",
	"MYSQL_PASSWORD",
	"MYSQL_PWD",
	"MYSQL_ROOT_PASSWORD",
	"OPENAI_API_KEY",
	"PGPASSWORD",
	"POSTGRES_PASSWORD",
	"RABBITMQ_DEFAULT_PASS",
	"REDISCLI_AUTH",
	"REDIS_PASSWORD",
	"SSHPASS",
	"VAULT_TOKEN",
}

# Letters with digits or signs, which words alone are not.
is_password(value) if {
	count(value) >= 8
	regex.match(`^[!-~]{8,200}$`, value)
	regex.match(`[A-Za-z]`, value)
	regex.match(`[0-9!@#%^&*~?+=]`, value)
}

matches(pattern, text) := {found[0] | some found in regex.find_all_string_submatch_n(pattern, text, -1)}

# Samples repeat one character, count up, or say so.
is_real(value) if {
	not regex.match(samples, value)
	count(characters(value)) > 8
}

samples := concat("", [
	`(?i)x{4}|0{6}|\*{3}|\.{3}|abcdef|123456|654321|example|sample|dummy|fake|placeholder|changeme|redacted|your[-_]`,
	`|Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq`,
])

characters(value) := {character | some character in split(value, "")}
