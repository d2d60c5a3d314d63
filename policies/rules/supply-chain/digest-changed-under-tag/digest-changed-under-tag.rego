# METADATA
# title: Check why an image has another digest under the same tag
# description: >-
#   Other content runs although the tag is the same: the tag was moved, or somebody put an image of their own there,
#   and reviewers who read the tag do not see it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Check where the new image comes from, and give it a tag of its own.
#   kinds: [Pod]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1525 Implant Internal Image"
#     - "OWASP Kubernetes Top Ten 2022: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules["supply-chain"]["digest-changed-under-tag"]

import data.plimsoll.lib.image
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: another tag; a tag that moves by its nature, such as latest or 1.25; a digest that is new or gone.
findings contains {
	"path": array.concat(container.path, ["image"]),
	"message": concat("", [
		container.label, " runs another image under the same tag: ", now.repository, ":", now.tag, " was ",
		short(digest_of(was)), " at the base and is ", short(digest_of(now)), ".",
	]),
	"extent": {"digest": digest_of(now)},
	"fix": [],
	"no_fix": "Which of the two images is right is not known here.",
} if {
	some container in pod.containers
	now := image.parse(container.spec.image)
	names_a_release(now.tag)
	some was in images_at_base(shape.string_at(container.spec, ["name"]))
	was.repository == now.repository
	was.tag == now.tag
	digest_of(was) != digest_of(now)
}

# A version of three numbers, which by custom stays what it is.
names_a_release(tag) if regex.match(`^v?[0-9]+\.[0-9]+\.[0-9]+`, tag)

images_at_base(name) := [was |
	name != ""
	some list in ["initContainers", "containers", "ephemeralContainers"]
	some item in shape.array_at(input.base, array.concat(pod.spec_path, [list]))
	shape.string_at(shape.object_or_empty(item), ["name"]) == name
	was := image.parse(item.image)
]

digest_of(reference) := split(reference.text, "@")[1]

# As much of it as people compare: `sha256:0123456789ab`.
short(digest) := substring(digest, 0, 19)
