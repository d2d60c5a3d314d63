# METADATA
# title: Remove components that are retired
# description: >-
#   Their projects ended: nobody fixes holes that are found since. Tiller, the server of Helm 2, also does for every
#   pod that reaches it what its account may do.
# related_resources:
#   - ref: https://helm.sh/blog/helm-v2-deprecation-timeline/
#   - ref: https://github.com/kubernetes-retired/heapster
#   - ref: https://grafana.com/docs/loki/latest/send-data/promtail/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Remove it, or move to what takes its place: Helm 3 has no server, metrics-server replaces Heapster, Grafana
#     Alloy replaces Promtail, Headlamp the dashboard.
#   kinds: [Pod]
#   sets: [baseline, restricted]
#   standards:
#     - "OWASP Kubernetes Top Ten 2025: K07"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.workload["retired-component"]

import data.plimsoll.lib.image
import data.plimsoll.lib.pod

# By the words of messages. Copies in other registries count too.
findings contains finding if {
	some container in pod.containers
	reference := image.parse(container.spec.image)
	some name, images in retired
	regex.match(concat("", [`(?:^|/)(?:`, images, `)$`]), reference.repository)
	finding := {
		"path": array.concat(container.path, ["image"]),
		"message": concat("", [container.label, " runs ", name, ", whose project ended."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say what takes its place.",
	}
}

retired := {
	"Heapster": `heapster(?:-amd64|-arm64)?`,
	"Promtail": `grafana/promtail`,
	"Tiller": `(?:kubernetes-helm|helm)/tiller`,
	"Weave Net": `weaveworks/weave-(?:kube|npc)`,
	"the Kubernetes Dashboard": `kubernetesui/dashboard(?:-api|-auth|-web)?|kubernetes-dashboard-(?:amd64|arm64)`,
}
