# METADATA
# title: Take images from allowed registries only
# description: >-
#   An image of a registry that nobody chose may be anybody's. Without the parameter `allowed`, the rule reports nothing.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Copy the image to an allowed registry and name it there, or add its registry to the parameter `allowed`.
#   kinds: [Pod]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1204.003 User Execution: Malicious Image"
#     - "OWASP Kubernetes Top Ten 2022: K02"
#   parameters:
#     allowed:
#       type: strings
#       default: []
#       description: >-
#         Registries, or folders and images of them, such as "registry.k8s.io" or "ghcr.io/team". Images without a registry
#         are those of "docker.io", and "docker.io/library" if they have no folder either.
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.image["registry-not-allowed"]

import data.plimsoll.lib.image
import data.plimsoll.lib.pod

allowed := input.parameters["image/registry-not-allowed"].allowed

# Allowed: whatever begins with an entry, up to a slash or its end.
findings contains finding if {
	count(allowed) > 0
	some container in pod.containers
	reference := image.parse(container.spec.image)
	name := image.full_name(reference.repository)
	not is_allowed(name)
	finding := {
		"path": array.concat(container.path, ["image"]),
		"message": concat("", [
			container.label, " uses the image ", reference.text, " of the registry ", split(name, "/")[0],
			", which is not allowed.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The image must be in an allowed registry first.",
	}
}

is_allowed(name) if {
	some entry in allowed
	start := image.full_name(trim_suffix(entry, "/"))
	startswith(concat("", [name, "/"]), concat("", [start, "/"]))
}

is_allowed(name) if {
	some entry in allowed
	startswith(name, concat("", [trim_suffix(entry, "/"), "/"]))
}
