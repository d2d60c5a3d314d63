# METADATA
# title: Avoid tags that are made to move
# description: >-
#   `stable`, `dev` or `redis:8` names the newest image of a channel: what runs changes when a node pulls again, not when a pull
#   request is merged.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Use the tag of one version, even better with the digest: `name:1.2.3@sha256:…`.
#   kinds: [Pod]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1525 Implant Internal Image"
#   parameters:
#     allowed_tags:
#       type: strings
#       default: []
#       description: Tags that stay where they are with your registry, such as "prod" if it is immutable.
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.image["mutable-tag"]

import data.plimsoll.lib.image
import data.plimsoll.lib.pod

# Allowed: tests of charts; what is built on the node; a digest; two numbers or more, which move only by patches; one number of an image that is not Docker's own,
# which can be the whole version. No tag, latest and its like are reported by
# image/not-pinned.
findings contains finding if {
	not pod.is_chart_test
	some container in pod.containers
	not image.is_on_node(container)
	reference := image.parse(container.spec.image)
	not reference.digest
	image.names_newest(reference)
	not reference.tag in input.parameters["image/mutable-tag"].allowed_tags
	finding := {
		"path": array.concat(container.path, ["image"]),
		"message": concat("", [
			container.label, " uses the image ", reference.text, ", whose tag names the newest of many versions.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which version is meant; the image's registry does.",
	}
}
