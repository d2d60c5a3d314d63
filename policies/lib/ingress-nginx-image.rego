# METADATA
# title: Images of ingress-nginx's controller
# description: >-
#   The images of the project kubernetes/ingress-nginx, from its own registries or a mirror that keeps the name. Not
#   F5's nginx/nginx-ingress, which is another program with other versions, and no image of a vendor, who may have fixed
#   what the version number does not say.
package plimsoll.lib.ingress_nginx_image

import data.plimsoll.lib.image

# The image of a container: {reference, is_upstream}. Undefined if it is another program.
controller(container) := {"reference": reference, "is_upstream": is_upstream(reference.repository)} if {
	reference := image.parse(container.spec.image)

	# What looks like a pod can be a pattern of a policy.
	not contains(reference.text, "*")
	regex.match(
		`(^|/)(ingress-nginx/controller(-chroot)?|kubernetes-ingress-controller/nginx-ingress-controller)$`,
		reference.repository,
	)
}

default is_upstream(_) := false

is_upstream(repository) if {
	some registry in ["registry.k8s.io/", "k8s.gcr.io/", "quay.io/kubernetes-ingress-controller/"]
	startswith(repository, registry)
}

# The holes of a controller, sorted. None if the tag is no plain version: a suffix may say that it was fixed.
holes(reference) := sort({hole |
	regex.match(`^v?[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}$`, reference.tag)
	version := [to_number(part) | some part in split(trim_prefix(reference.tag, "v"), ".")]
	some hole, ranges in affected
	some range in ranges
	version >= range.from
	version < range.below
})

# What lets somebody run code in the controller, without a setting that is off by default.
affected := {
	"CVE-2025-1974": [
		{"from": [0, 0, 0], "below": [1, 11, 5]},
		{"from": [1, 12, 0], "below": [1, 12, 1]},
	],
	"CVE-2026-24512": [
		{"from": [0, 0, 0], "below": [1, 13, 7]},
		{"from": [1, 14, 0], "below": [1, 14, 3]},
	],
	"CVE-2026-3288": [
		{"from": [0, 0, 0], "below": [1, 13, 8]},
		{"from": [1, 14, 0], "below": [1, 14, 4]},
	],
	"CVE-2026-4342": [
		{"from": [0, 0, 0], "below": [1, 13, 9]},
		{"from": [1, 14, 0], "below": [1, 14, 5]},
		{"from": [1, 15, 0], "below": [1, 15, 1]},
	],
}
