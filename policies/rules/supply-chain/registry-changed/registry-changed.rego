# METADATA
# title: Check why an image comes from another publisher
# description: >-
#   Whoever may push to the registry, or to the folder of a registry that many share, decides what runs. The change names
#   another one, which reviewers who read the name and the tag easily overlook.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Check who publishes there, and list the registries that are allowed in the parameter `allowed` of image/registry-not-allowed.
#   kinds: [Pod]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1525 Implant Internal Image"
#     - "OWASP Kubernetes Top Ten 2022: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules["supply-chain"]["registry-changed"]

import data.plimsoll.lib.image
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: another folder of a registry that is one's own; from a registry that is shut or frozen to the one that took its place; from a name
# that nobody publishes, such as controller:latest; images of the node.
findings contains {
	"path": array.concat(container.path, ["image"]),
	"message": concat("", [
		container.label, " runs an image of ", now, ", and ran one of ", concat(" and ", sort(before)), " at the base.",
	]),
	"extent": {"publisher": now},
	"fix": [],
	"no_fix": "Which of the two publishers is right is not known here.",
	"left_to": "image/registry-not-allowed",
} if {
	some container in pod.containers
	not image.is_on_node(container)
	now := publisher(image.parse(container.spec.image).repository)
	before := {from |
		some text in images_at_base(shape.string_at(container.spec, ["name"]))
		from := publisher(image.parse(text).repository)
	}
	count(before) > 0
	not now in before
	not is_local(now)
	every from in before {
		not is_local(from)
		not now in object.get(successors, from, set())
	}
}

# The registry, with the folder where many publish. "" for what no registry has.
publisher(repository) := name if {
	parts := split(image.full_name(repository), "/")
	count(parts) > 2
	is_shared(parts[0])
	not is_unpublished(parts)
	name := concat("/", array.slice(parts, 0, 2))
} else := "" if {
	is_unpublished(split(image.full_name(repository), "/"))
} else := split(image.full_name(repository), "/")[0]

is_local("")

is_local(name) if regex.match(`^(localhost|127\.0\.0\.1|kind-registry|k3d-[a-z0-9.-]+)(:[0-9]+)?$`, name)

is_unpublished(parts) if {
	array.slice(parts, 0, 2) == ["docker.io", "library"]
	not parts[2] in image.official
}

is_shared(registry) if registry in {"docker.io", "gcr.io", "ghcr.io", "public.ecr.aws", "quay.io", "registry.gitlab.com"}

is_shared(registry) if regex.match(`^([a-z]+\.gcr\.io|[a-z0-9-]+-docker\.pkg\.dev)$`, registry)

# Where the same images went, by their publishers.
successors := {
	"docker.io/bitnami": {"docker.io/bitnamilegacy", "docker.io/bitnamisecure"},
	"gcr.io/google-containers": {"registry.k8s.io"},
	"gcr.io/google_containers": {"registry.k8s.io"},
	"gcr.io/kubebuilder": {"quay.io/brancz"},
	"k8s.gcr.io": {"registry.k8s.io"},
}

images_at_base(name) := [text |
	name != ""
	some list in ["initContainers", "containers", "ephemeralContainers"]
	some item in shape.array_at(input.base, array.concat(pod.spec_path, [list]))
	shape.string_at(shape.object_or_empty(item), ["name"]) == name
	text := item.image
	is_string(text)
	text != ""
]
