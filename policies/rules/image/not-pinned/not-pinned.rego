# METADATA
# title: Set the image's version
# description: >-
#   Without a tag, or with `latest`, what runs changes when a node pulls again, not when a pull request is
#   merged: no review, no rollback, and two replicas may differ. The parameter `floating_tags` names other tags that
#   move.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Use a version tag, even better with the digest: `name:1.2.3@sha256:…`.
#   kinds: [Pod]
#   sets: [default, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Building secure container images"
#     - "MITRE ATT&CK: T1525 Implant Internal Image"
#   parameters:
#     floating_tags:
#       type: strings
#       default: [edge, latest, main, master, nightly]
#       description: Tags that move from one image to another.
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.image["not-pinned"]

import data.plimsoll.lib.image
import data.plimsoll.lib.pod

# Allowed: tests of charts; what is built on the node; a digest; a tag that does not move; what is no reference, such as `<image>`; a bare word without a tag, unless it is an
# image that Docker publishes: build tools and charts put such words in place of the image that they build. No image at all is the API server's to refuse.
findings contains finding if {
	not pod.is_chart_test
	some container in pod.containers
	not image.is_on_node(container)
	reference := image.parse(container.spec.image)
	not reference.digest
	is_of_registry(reference)
	wording := moving(reference.tag)
	finding := {
		"path": array.concat(container.path, ["image"]),
		"message": concat("", [container.label, " uses the image ", reference.text, " ", wording, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which version or digest is meant; the image's registry does.",
	}
}

is_of_registry(reference) if {
	regex.match(`^[a-z0-9]+(?:[._/:-]+[A-Za-z0-9]+)*$`, reference.text)
	contains(reference.text, "/")
}

is_of_registry(reference) if {
	regex.match(`^[a-z0-9]+(?:[._:-]+[A-Za-z0-9]+)*$`, reference.text)
	reference.tag != ""
}

is_of_registry(reference) if reference.text in image.official

moving("") := "without a tag"

moving(tag) := "with a tag that moves" if {
	tag != ""
	tag in input.parameters["image/not-pinned"].floating_tags
}
