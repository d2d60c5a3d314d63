# METADATA
# title: Leave registries that are shut or frozen
# description: >-
#   These images are gone or get no more fixes: a node that does not have the image cannot start the pod, and what is
#   still answered is old.
# related_resources:
#   - ref: https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/
#   - ref: https://github.com/bitnami/containers/issues/83267
#   - ref: https://github.com/kubernetes-sigs/kubebuilder/discussions/3907
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Use the registry that the message names, or another image of the program.
#   kinds: [Pod]
#   sets: [baseline, restricted]
#   standards:
#     - "OWASP Kubernetes Top Ten 2022: K02"
#   fix_risk: may-break
#   fix_check: The nodes reach registry.k8s.io, and no mirror is set up for k8s.gcr.io only.
#   since: "0.1.0"
package plimsoll.rules.image["retired-registry"]

import data.plimsoll.lib.image
import data.plimsoll.lib.pod

findings contains finding if {
	some container in pod.containers
	reference := image.parse(container.spec.image)
	name := image.full_name(reference.repository)
	some retired in registries
	startswith(concat("", [name, "/"]), retired.start)
	not is_kept(retired, reference)
	path := array.concat(container.path, ["image"])
	finding := object.union(mended(retired, reference, path), {
		"path": path,
		"message": concat("", [container.label, " uses the image ", reference.text, ": ", retired.words, "."]),
		"extent": {},
	})
}

# Bitnami still publishes some images with the tag latest.
is_kept(retired, reference) if {
	retired.start == "docker.io/bitnami/"
	reference.tag in {"", "latest"}
}

mended(retired, reference, path) := {"fix": [{
	"op": "set",
	"path": path,
	"value": concat("", [retired.new, trim_prefix(reference.text, retired.start)]),
}]} if {
	retired.new != ""
	not contains(reference.tag, ":")
} else := {"fix": [], "no_fix": "The repository does not say which image takes its place."}

registries := [
	{
		"start": "k8s.gcr.io/",
		"new": "registry.k8s.io/",
		"words": "k8s.gcr.io is frozen since April 2023, registry.k8s.io has the same images",
	},
	{
		"start": "gcr.io/google_containers/",
		"new": "",
		"words": "gcr.io/google_containers is the old name of k8s.gcr.io, which is frozen since April 2023",
	},
	{
		"start": "gcr.io/google-containers/",
		"new": "",
		"words": "gcr.io/google-containers is the old name of k8s.gcr.io, which is frozen since April 2023",
	},
	{
		"start": "gcr.io/kubebuilder/kube-rbac-proxy/",
		"new": "",
		"words": "it is gone since 2025, quay.io/brancz/kube-rbac-proxy has the program",
	},
	{
		"start": "docker.io/bitnami/",
		"new": "",
		"words": "Bitnami moved its versions to docker.io/bitnamilegacy in 2025, where they get no more fixes",
	},
	{
		"start": "docker.io/bitnamilegacy/",
		"new": "",
		"words": "docker.io/bitnamilegacy gets no more fixes",
	},
]
