# METADATA
# title: Limit external secret stores and what is fetched from them
# description: >-
#   A ClusterSecretStore without conditions serves every namespace: whoever may write an ExternalSecret in any of them reads
#   what the store's account reads. A search for every name copies all of it.
# related_resources:
#   - ref: https://external-secrets.io/latest/api/clustersecretstore/
#   - ref: https://external-secrets.io/latest/guides/security-best-practices/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Name the namespaces in `conditions`, or use a SecretStore with an account for each namespace; name the secrets that are
#     needed.
#   kinds:
#     - external-secrets.io/ClusterExternalSecret
#     - external-secrets.io/ClusterSecretStore
#     - external-secrets.io/ExternalSecret
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1552.007 Unsecured Credentials: Container API"
#     - "OWASP Kubernetes Top Ten 2025: K03"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.secrets["external-store-wide"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

is_kind(kind) if {
	meta.group == "external-secrets.io"
	input.object.kind == kind
}

# Allowed: conditions, which name or select namespaces.
findings contains finding if {
	is_kind("ClusterSecretStore")
	count(shape.array_at(input.object, ["spec", "conditions"])) == 0
	finding := {
		"path": ["spec", "conditions"],
		"message": concat("", [meta.label, " serves every namespace."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which namespaces need the store.",
	}
}

# Allowed: a name, a path or tags that limit the search.
findings contains finding if {
	some base in bases
	some index, item in shape.array_at(input.object, array.concat(base, ["dataFrom"]))
	find := shape.object_or_empty(item).find
	is_object(find)
	shape.string_at(find, ["path"]) == ""
	count(shape.object_at(find, ["tags"])) == 0
	regex.match(`^\^?(?:\(?\.[*+]?\)?)?\$?$`, shape.string_at(find, ["name", "regexp"]))
	finding := {
		"path": array.concat(base, ["dataFrom", index, "find"]),
		"message": concat("", [meta.label, " fetches every secret of the store."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which secrets are needed.",
	}
}

bases contains ["spec"] if is_kind("ExternalSecret")

bases contains ["spec", "externalSecretSpec"] if is_kind("ClusterExternalSecret")
