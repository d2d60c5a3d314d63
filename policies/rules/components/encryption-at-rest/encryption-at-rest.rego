# METADATA
# title: Encrypt Secrets in etcd
# description: >-
#   Without encryption, every Secret stands in etcd, in its backups and on its disks as it is. The first provider of
#   a resource encrypts what is written: if it is identity, nothing is.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Name a provider such as kms first for `secrets`, and start the API server with `--encryption-provider-config`.
#     Then write all Secrets anew.
#   kinds: [Pod, apiserver.config.k8s.io/EncryptionConfiguration]
#   sets: [restricted, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 1.2.27"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Secrets"
#     - "MITRE ATT&CK: T1552 Unsecured Credentials"
#     - "OWASP Kubernetes Top Ten 2025: K03"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.components["encryption-at-rest"]

import data.plimsoll.lib.component
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: set. In the configuration of kubeadm and others, what is missing is not reported.
findings contains finding if {
	some run in component.runs
	run.program == "kube-apiserver"
	component.lacks(run, "encryption-provider-config")
	finding := {
		"path": run.path,
		"message": concat("", [component.without_flag(run, "encryption-provider-config"), ": Secrets stand in etcd unencrypted."]),
		"extent": {},
		"fix": [],
		"no_fix": "A provider and its key must be chosen and kept first.",
	}
}

# Allowed: identity after another provider, which reads what was written before.
findings contains finding if {
	is_configuration
	index := min({index | some index, item in items; covers_secrets(item)})
	provider := shape.object_or_empty(shape.array_at(shape.object_or_empty(items[index]), ["providers"])[0])
	is_object(provider.identity)
	finding := {
		"path": ["resources", index, "providers", 0],
		"message": concat("", [meta.label, " has identity as the first provider of Secrets: they are not encrypted."]),
		"extent": {},
		"fix": [],
		"no_fix": "Put a provider that encrypts before it. Its key must be chosen and kept first.",
	}
}

findings contains finding if {
	is_configuration
	count(items) > 0
	every item in items { not covers_secrets(item) }
	finding := {
		"path": ["resources"],
		"message": concat("", [meta.label, " names no provider for Secrets: they are not encrypted."]),
		"extent": {},
		"fix": [],
		"no_fix": "Add `secrets` to the resources of a provider that encrypts.",
	}
}

is_configuration if {
	meta.group == "apiserver.config.k8s.io"
	input.object.kind == "EncryptionConfiguration"
}

items := shape.array_at(input.object, ["resources"])

covers_secrets(item) if {
	some name in {"secrets", "*.", "*.*"}
	name in shape.strings_at(shape.object_or_empty(item), ["resources"])
}
