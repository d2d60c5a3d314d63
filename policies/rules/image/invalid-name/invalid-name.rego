# METADATA
# title: Write an image name that a node accepts
# description: >-
#   A name with two tags or two digests is no image name. The API server takes it, and the pods wait with InvalidImageName
#   after the merge. Mostly a template adds a tag to a name that has one.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Write the tag once, as `name:tag`, or `name:tag@sha256:…` with the digest.
#   kinds: [Pod]
#   sets: [baseline, restricted]
#   standards: [none]
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.image["invalid-name"]

import data.plimsoll.lib.image
import data.plimsoll.lib.pod

# Allowed: a port of the registry; names with a sign of a template that another tool fills in.
findings contains finding if {
	some container in pod.containers
	reference := image.parse(container.spec.image)
	is_filled_in(reference.text)
	twice := repeated(reference)
	finding := {
		"path": array.concat(container.path, ["image"]),
		"message": concat("", [container.label, " has an image name with two ", twice, ", which nodes refuse: ", reference.text, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which of both is meant.",
	}
}

repeated(reference) := "digests" if {
	count(split(reference.text, "@")) > 2
} else := "tags" if contains(reference.tag, ":")

is_filled_in(text) if {
	every sign in ["$", "{", "<", "%", " "] { not contains(text, sign) }
}
