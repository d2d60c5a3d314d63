# METADATA
# title: Keep the key of etcd's encryption out of manifests
# description: >-
#   Whoever can read the repository, its history or a copy of it decrypts every Secret of a backup of etcd. The key
#   is as secret as all of them together.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/
#   - ref: https://kubernetes.io/docs/tasks/administer-cluster/kms-provider/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Use a kms provider, whose key stays in a key management service, or write the file on the node. Replace the
#     key, and write all Secrets anew: the history keeps the old one.
#   kinds:
#     - ConfigMap
#     - Secret
#     - apiserver.config.k8s.io/EncryptionConfiguration
#     - bootstrap.cluster.x-k8s.io/KubeadmConfig
#     - bootstrap.cluster.x-k8s.io/KubeadmConfigTemplate
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlane
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlaneTemplate
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Secrets"
#     - "MITRE ATT&CK: T1552.001 Unsecured Credentials: Credentials In Files"
#     - "OWASP Kubernetes Top Ten 2025: K03"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.components["encryption-key-in-manifest"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape
import data.plimsoll.lib.text

# Allowed: kms, identity; a placeholder, which is no key.
findings contains finding if {
	meta.group == "apiserver.config.k8s.io"
	input.object.kind == "EncryptionConfiguration"
	some index, item in shape.array_at(input.object, ["resources"])
	some at, entry in shape.array_at(shape.object_or_empty(item), ["providers"])
	some provider in ["aescbc", "aesgcm", "secretbox"]
	some number, held in shape.array_at(shape.object_or_empty(entry), [provider, "keys"])
	is_key(shape.string_at(shape.object_or_empty(held), ["secret"]))
	finding := {
		"path": ["resources", index, "providers", at, provider, "keys", number, "secret"],
		"message": concat("", [meta.label, " contains a key of the provider ", provider, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "The key stays in the history of the repository. Replace it first.",
	}
}

# The file in a ConfigMap, a Secret, or among the files of a node.
findings contains finding if {
	input.object.kind != "EncryptionConfiguration"
	is_suspect
	some string in text.strings
	regex.match(`(?m)^kind: *["']?EncryptionConfiguration["']? *$`, string.text)
	some line in split(string.text, "\n")
	is_key(trim(trim_space(trim_prefix(trim_space(trim_prefix(trim_space(line), "-")), "secret:")), `"'`))
	regex.match(`^[ -]*secret:`, line)
	finding := {
		"path": string.path,
		"message": concat("", ["The field ", text.words(string.path), " contains a key of an EncryptionConfiguration."]),
		"extent": {},
		"fix": [],
		"no_fix": "The key stays in the history of the repository. Replace it first.",
	}
}

is_suspect if contains(text.marshalled, "EncryptionConfiguration")

is_suspect if {
	some decoded in text.decoded
	contains(decoded, "EncryptionConfiguration")
}

# 16, 24 or 32 bytes.
is_key(value) if regex.match(`^([A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{32}|[A-Za-z0-9+/]{43}=)$`, value)
