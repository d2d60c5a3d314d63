# METADATA
# title: Keep checking the signatures of the same images and signers
# description: >-
#   An image that a check leaves out comes in unsigned, and a signer that is added decides what runs. The policy stays, and nothing
#   fails.
# related_resources:
#   - ref: https://kyverno.io/docs/policy-types/cluster-policy/verify-images/overview/
#   - ref: https://docs.sigstore.dev/policy-controller/overview/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Say in the pull request which images are left out, or who else signs, and why.
#   kinds:
#     - Namespace
#     - kyverno.io/ClusterPolicy
#     - kyverno.io/Policy
#     - policies.kyverno.io/ImageValidatingPolicy
#     - policies.kyverno.io/NamespacedImageValidatingPolicy
#     - policy.sigstore.dev/ClusterImagePolicy
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2022: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules.image["verification-narrowed"]

import data.plimsoll.lib.kyverno
import data.plimsoll.lib.kyverno_void
import data.plimsoll.lib.meta
import data.plimsoll.lib.narrowing
import data.plimsoll.lib.shape

found(label, path, does, changed) := {
	"path": path,
	"message": concat("", [label, " ", does, "."]),
	"extent": {"changed": changed},
	"fix": [],
	"no_fix": "The repository does not say which images are signed, and by whom.",
}

# What is checked: {label, path, before, after}, each side with the images, those left out, the signers and how many of them.
checks contains {
	"label": concat("", ["Rule \"", name, "\" of ", meta.label]),
	"path": ["spec", "rules", index, "verifyImages"],
	"before": side_of(shape.array_at(before, ["verifyImages"])),
	"after": side_of(shape.array_at(after, ["verifyImages"])),
} if {
	kyverno.is_policy
	some index, after in shape.array_at(input.object, ["spec", "rules"])
	name := shape.string_at(shape.object_or_empty(after), ["name"])
	count(shape.array_at(after, ["verifyImages"])) > 0
	not checks_nothing(after)
	some before in shape.array_at(input.base, ["spec", "rules"])
	shape.string_at(shape.object_or_empty(before), ["name"]) == name
	count(shape.array_at(before, ["verifyImages"])) > 0
}

# Said by guard-rails/policy-not-enforcing.
checks_nothing(rule) if kyverno_void.field(rule) == ["verifyImages"]

side_of(verifications) := {
	"images": {image | some each in verifications; some image in shape.strings_at(shape.object_or_empty(each), ["imageReferences"])},
	"skipped": {image | some each in verifications; some image in shape.strings_at(shape.object_or_empty(each), ["skipImageReferences"])},
	"signers": [entry |
		some each in verifications
		some attestor in shape.array_at(shape.object_or_empty(each), ["attestors"])
		some entry in shape.array_at(shape.object_or_empty(attestor), ["entries"])
	],
}

checks contains {"label": meta.label, "path": ["spec"], "before": of_sigstore(input.base), "after": of_sigstore(input.object)} if {
	meta.group == "policy.sigstore.dev"
	input.object.kind == "ClusterImagePolicy"
}

of_sigstore(policy) := {
	"images": {glob | some each in shape.array_at(policy, ["spec", "images"]); glob := shape.string_at(shape.object_or_empty(each), ["glob"])},
	"skipped": set(),
	"signers": [object.remove(each, ["name"]) |
		some each in shape.array_at(policy, ["spec", "authorities"])
		is_object(each)
		not each.static
	],
}

checks contains {"label": meta.label, "path": ["spec"], "before": of_images(input.base), "after": of_images(input.object)} if {
	meta.group == "policies.kyverno.io"
	trim_prefix(input.object.kind, "Namespaced") == "ImageValidatingPolicy"
}

of_images(policy) := {
	"images": {glob | some each in shape.array_at(policy, ["spec", "matchImageReferences"]); glob := shape.string_at(shape.object_or_empty(each), ["glob"])},
	"skipped": set(),
	"signers": [object.remove(each, ["name"]) | some each in shape.array_at(policy, ["spec", "attestors"]); is_object(each)],
}

findings contains found(check.label, check.path, concat("", ["no longer checks the images ", concat(", ", lost)]), lost) if {
	some check in checks
	lost := sort({image | some image in check.before.images; not is_covered(image, check.after.images)})
	count(lost) > 0
}

findings contains found(check.label, check.path, concat("", ["now leaves out the images ", concat(", ", more)]), more) if {
	some check in checks
	more := sort(check.after.skipped - check.before.skipped)
	count(more) > 0
}

is_covered(image, others) if image in others

is_covered(image, others) if {
	some other in others
	endswith(other, "*")
	startswith(image, trim_right(other, "*"))
}

# Whoever meets a new entry met one of the base, if it asks for all that the other asked for.
findings contains found(check.label, check.path, "now accepts signatures that it did not accept at the base", ["signers"]) if {
	some check in checks
	count(check.before.signers) > 0
	before := [leaves(entry) | some entry in check.before.signers]
	some entry in check.after.signers
	own := leaves(entry)
	not is_known_signer(own, before)
	not is_anybody(own)
}

# Said by image/verification-weakened.
is_anybody(own) if {
	some [path, value] in own
	path[count(path) - 1] in {"subject", "subjectRegExp"}
	is_string(value)
	trim(value, "^()$") in {"*", ".*", ".+"}
}

leaves(entry) := {[path, value] |
	walk(entry, [path, value])
	not is_object(value)
	not is_array(value)
}

is_known_signer(own, before) if {
	some other in before
	count(other - own) == 0
	loose := [path |
		some [path, value] in (own - other)
		value == true
		some part in path
		part in {"ignoreSCT", "ignoreTlog", "insecureIgnoreSCT", "insecureIgnoreTlog"}
	]
	count(loose) == 0
}

# Kinds that a policy of Sigstore names: without them it applies to all that run images.
findings contains found(meta.label, ["spec", "match"], "now applies only to some kinds of workloads", ["match"]) if {
	meta.group == "policy.sigstore.dev"
	count(shape.array_at(input.base, ["spec", "match"])) == 0
	count(shape.array_at(input.object, ["spec", "match"])) > 0
}

# The policy controller looks only at namespaces with this label. The value false is said by image/verification-weakened.
findings contains found(meta.label, path, "is no longer looked at by Sigstore's policy controller", ["policy.sigstore.dev/include"]) if {
	meta.group == ""
	input.object.kind == "Namespace"
	path := ["metadata", "labels", "policy.sigstore.dev/include"]
	narrowing.at_base(path) == "true"
	not narrowing.at_head(path) in {"false", "true"}
}
