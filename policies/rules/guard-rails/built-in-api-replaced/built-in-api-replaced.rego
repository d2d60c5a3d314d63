# METADATA
# title: Leave Kubernetes' own APIs to the API server
# description: >-
#   Whoever runs the Service sees and answers requests for Kubernetes' own objects, such as workloads, roles or
#   tokens, in place of the API server, without any check of it. An APIService with a Service sends every request of
#   its API group there.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Remove the APIService, or give your API a group of your own.
#   kinds: [apiregistration.k8s.io/APIService]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   report: added
package plimsoll.rules["guard-rails"]["built-in-api-replaced"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: an APIService without a Service, which the API server serves itself; groups of others, such as metrics.k8s.io.
findings contains finding if {
	meta.group == "apiregistration.k8s.io"
	is_object(input.object.spec.service)
	group := shape.string_at(input.object, ["spec", "group"])
	group in built_in
	service := shape.object_at(input.object, ["spec", "service"])
	finding := {
		"path": ["spec", "service"],
		"message": concat("", [
			meta.label, " sends the requests for ", words(group), " to the Service ", shape.string_at(service, ["namespace"]),
			"/", shape.string_at(service, ["name"]), " in place of the API server.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say what the Service is for.",
	}
}

words("") := "pods, Secrets and all other kinds of the core group"

words(group) := concat("", ["the group ", group]) if group != ""

# The groups that kube-apiserver serves itself.
built_in := {
	"",
	"admissionregistration.k8s.io",
	"apiextensions.k8s.io",
	"apiregistration.k8s.io",
	"apps",
	"authentication.k8s.io",
	"authorization.k8s.io",
	"autoscaling",
	"batch",
	"certificates.k8s.io",
	"coordination.k8s.io",
	"discovery.k8s.io",
	"events.k8s.io",
	"extensions",
	"flowcontrol.apiserver.k8s.io",
	"internal.apiserver.k8s.io",
	"networking.k8s.io",
	"node.k8s.io",
	"policy",
	"rbac.authorization.k8s.io",
	"resource.k8s.io",
	"scheduling.k8s.io",
	"storage.k8s.io",
	"storagemigration.k8s.io",
}
