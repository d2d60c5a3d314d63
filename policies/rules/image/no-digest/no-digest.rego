# METADATA
# title: Pin the image by its digest
# description: >-
#   A registry can move any tag to another image, by mistake or after a break-in. With a digest, every node runs the very
#   image that was tested.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Write the digest beside the tag, `name:1.2.3@sha256:…`, and let a bot (Renovate, Dependabot) keep both up to date.
#   kinds: [Pod]
#   sets: []
#   standards:
#     - "MITRE ATT&CK: T1525 Implant Internal Image"
#   parameters:
#     floating_tags:
#       type: strings
#       default: [edge, latest, main, master, nightly]
#       description: Tags that another rule reports, as for image/not-pinned.
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.image["no-digest"]

import data.plimsoll.lib.image
import data.plimsoll.lib.pod

# Allowed: tests of charts; what is built on the node, or not yet at all; a digest. A tag that moves is reported by image/not-pinned and image/mutable-tag, which name the same remedy.
findings contains finding if {
	not pod.is_chart_test
	some container in pod.containers
	not image.is_on_node(container)
	reference := image.parse(container.spec.image)
	not reference.digest
	not image.is_unreleased(reference)
	reference.tag != ""
	not reference.tag in input.parameters["image/no-digest"].floating_tags
	not image.names_newest(reference)
	finding := {
		"path": array.concat(container.path, ["image"]),
		"message": concat("", [container.label, " uses the image ", reference.text, " without a digest."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which digest is meant; the image's registry does.",
	}
}
