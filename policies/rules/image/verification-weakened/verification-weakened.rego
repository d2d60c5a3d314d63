# METADATA
# title: Let the check of signatures refuse images
# description: >-
#   A policy that only warns, that accepts every image without a look, or that accepts the signature of anybody, checks
#   nothing: whoever can push to the registry runs code in the cluster.
# related_resources:
#   - ref: https://docs.sigstore.dev/policy-controller/overview/
#   - ref: https://kyverno.io/docs/policy-types/cluster-policy/verify-images/overview/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Use the mode `enforce`, name the issuer and the subject of who signs, and require the signature.
#   kinds: [policy.sigstore.dev/ClusterImagePolicy, kyverno.io/ClusterPolicy, kyverno.io/Policy, Namespace]
#   sets: [restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.5.1"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2022: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.image["verification-weakened"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

findings contains finding if {
	some fault in faults
	finding := {
		"path": fault.path,
		"message": concat("", [meta.label, " ", fault.words, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which images are signed, and by whom.",
	}
}

is_sigstore if {
	meta.group == "policy.sigstore.dev"
	input.object.kind == "ClusterImagePolicy"
}

# Allowed: unset, which is enforce.
faults contains fault if {
	is_sigstore
	input.object.spec.mode == "warn"
	fault := {"path": ["spec", "mode"], "words": "only warns of images that fail its check"}
}

authorities := [authority |
	is_sigstore
	some index, item in shape.array_at(input.object, ["spec", "authorities"])
	authority := {"path": ["spec", "authorities", index], "fields": shape.object_or_empty(item)}
]

# Allowed: images that are named: a policy for them alone may let them pass.
faults contains fault if {
	some authority in authorities
	shape.string_at(authority.fields, ["static", "action"]) == "pass"
	some image in shape.array_at(input.object, ["spec", "images"])
	shape.string_at(shape.object_or_empty(image), ["glob"]) in {"*", "**", "**/**", "*/**"}
	fault := {
		"path": array.concat(authority.path, ["static", "action"]),
		"words": "lets every image pass without a signature",
	}
}

faults contains fault if {
	some authority in authorities
	some index, item in shape.array_at(authority.fields, ["keyless", "identities"])
	identity := shape.object_or_empty(item)
	shape.string_at(identity, ["subject"]) == ""
	matches_all(shape.string_at(identity, ["subjectRegExp"]))
	fault := {
		"path": array.concat(authority.path, ["keyless", "identities", index, "subjectRegExp"]),
		"words": "accepts the signature of whoever signs",
	}
}

matches_all(pattern) if regex.match(`^\^?(?:\.[*+]|\(\.[*+]\))\$?$`, pattern)

verifications := [verification |
	meta.group == "kyverno.io"
	input.object.kind in {"ClusterPolicy", "Policy"}
	some index, item in shape.array_at(input.object, ["spec", "rules"])
	some inner, entry in shape.array_at(shape.object_or_empty(item), ["verifyImages"])
	verification := {
		"path": ["spec", "rules", index, "verifyImages", inner],
		"fields": shape.object_or_empty(entry),
		"name": shape.string_at(shape.object_or_empty(item), ["name"]),
	}
]

# Allowed: unset, which is true.
faults contains fault if {
	some verification in verifications
	verification.fields.required == false
	fault := {
		"path": array.concat(verification.path, ["required"]),
		"words": concat("", ["does not require the signature that its rule \"", verification.name, "\" checks"]),
	}
}

faults contains fault if {
	some verification in verifications
	some index, attestor in shape.array_at(verification.fields, ["attestors"])
	some inner, item in shape.array_at(shape.object_or_empty(attestor), ["entries"])
	keyless := shape.object_at(shape.object_or_empty(item), ["keyless"])
	some field in ["subject", "subjectRegExp"]
	value := shape.string_at(keyless, [field])
	is_anybody(field, value)
	fault := {
		"path": array.concat(verification.path, ["attestors", index, "entries", inner, "keyless", field]),
		"words": concat("", ["accepts the signature of whoever signs in its rule \"", verification.name, "\""]),
	}
}

is_anybody("subject", "*")

is_anybody("subjectRegExp", value) if matches_all(value)

# Allowed: one of both, which is the default.
faults contains fault if {
	some verification in verifications
	verification.fields.mutateDigest == false
	verification.fields.verifyDigest == false
	fault := {
		"path": array.concat(verification.path, ["verifyDigest"]),
		"words": concat("", ["lets a tag pass that can move after the check of its rule \"", verification.name, "\""]),
	}
}

# The policy controller looks only at namespaces with this label.
faults contains fault if {
	meta.group == ""
	input.object.kind == "Namespace"
	shape.string_at(input.object, ["metadata", "labels", "policy.sigstore.dev/include"]) == "false"
	fault := {
		"path": ["metadata", "labels", "policy.sigstore.dev/include"],
		"words": "leaves its images out of Sigstore's check",
	}
}
