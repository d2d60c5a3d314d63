# METADATA
# title: Take credentials out of manifests
# description: >-
#   Whoever can read the repository, its history or a copy of it can use the credential, and so can everyone who may read
#   the object in the cluster. Base64 in a Secret is no encryption. Tokens are found by the format of their provider,
#   private keys by their beginning; the report never shows the value.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Revoke the credential at its provider, because the history keeps it. Put the new one in a secret store, or encrypt it
#     (External Secrets, Sealed Secrets, SOPS), and refer to it.
#   kinds: ["*"]
#   words:
#     [AKIA, ASIA, ABIA, ACCA, GOCSPX-, AccountKey=, dop_v1_, doo_v1_, dor_v1_, v1.0-, HRKU-AA, fo1_, tk-us-,
#      ghp_, gho_, ghu_, ghs_, ghr_, github_pat_, glpat-, gldt-, glrt-, glft-, glsoat-, glffct-, glptt-,
#      glagent-, gloas-, glimt-, glcbt-, GR1348941, ATBB, ATATT3, xoxb-, xoxp-, xapp-, hooks.slack.com, k_live_,
#      sq0atp-, shpat_, shpca_, shppa_, shpss_, "SG.", sk-ant-, T3BlbkFJ, hf_, api_org_, pplx-, npm_, pypi-AgE,
#      rubygems_, dckr_, AKCp, cmVmdGtu, "hvs.", "hvb.", ".atlasv1.", pul-, "dp.", AGE-SECRET-KEY-, "sha256~",
#      glc_, glsa_, eyJ, sntryu_, "dt0c01.", lin_api_, ntn_, PMAK-, dapi, pscale_, sgp_, pnu_, "pat.", "sat.",
#      rdme_, "Q~", PRIVATE KEY, sk-or-v1-, ABSK, fm1a_, fm1r_, fm2_, gsk_, xai-, r8_, nvapi-,
#      lsv2_, sbp_, tskey-, /api/webhooks/, xoxe., ":AA", discord, Discord, DISCORD, LS0tLS1CRUdJTi]
#   sets: [default, baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Secrets"
#     - "MITRE ATT&CK: T1552.001 Unsecured Credentials: Credentials In Files"
#     - "OWASP Kubernetes Top Ten 2025: K03"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.secrets["known-credential"]

import data.plimsoll.lib.credential
import data.plimsoll.lib.text

findings contains finding if {
	some path, found in by_path
	names := {name | some [name, _] in found}
	finding := {
		"path": path,
		"message": concat("", ["The field ", text.words(path), " contains a credential: ", concat(", ", sort(names)), "."]),
		"extent": {"secret_texts": sort({value | some [_, value] in found})},
		"fix": [],
		"no_fix": "The value stays in the history of the repository. Revoke it first.",
	}
}

# The credentials of each string. A key that is a credential is not shown: its map stands for it.
by_path[shown(string.path)] contains pair if {
	is_suspect
	some string in text.strings
	some pair in (credential.in_text(string.text) | access_keys(string.text))
}

# In base64, as the login of a registry is even in a Secret; in hexadecimal; in the escapes of an address. Plimsoll decodes
# them, and names those that have one of the words.
by_path[shown(string.path)] contains [name, value] if {
	some string in input.decoded
	some [found, value] in credential.in_text(string.text)
	name := concat(" ", [found, string.how])
}

is_suspect if credential.may_be_in(text.marshalled)

is_suspect if {
	some decoded in text.decoded
	credential.may_be_in(decoded)
}

# The id of an access key counts if the object also holds its secret part.
access_keys(value) := {["AWS access key", id] |
	count(secret_parts) > 0
	some id in credential.key_ids_in(value)
}

# A set, since only what is defined is kept for the next string.
secret_parts := {string.path |
	count(key_ids) > 0
	some string in text.strings
	credential.has_access_key(string.text)
}

key_ids := {string.path | some string in text.strings; regex.match(credential.key_id, string.text)}

shown(path) := array.slice(path, 0, max([1, min(secret)])) if {
	secret := {index |
		some index, key in path
		is_string(key)
		credential.may_be_in(key)
	}
	count(secret) > 0
} else := path
