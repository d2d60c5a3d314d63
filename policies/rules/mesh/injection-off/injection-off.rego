# METADATA
# title: Keep workloads in the mesh
# description: >-
#   Pods without the proxy of the mesh accept plain text from every caller: the mesh's encryption, and its policies about who
#   may call, no longer apply to them.
# related_resources:
#   - ref: https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
#   - ref: https://istio.io/latest/docs/ambient/usage/add-workloads/
#   - ref: https://linkerd.io/2/features/proxy-injection/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Leave the workload in the mesh, and exclude single ports if a caller outside of the mesh needs them.
#   kinds: [Namespace, Pod]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1040 Network Sniffing"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules.mesh["injection-off"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

found(path, does) := {
	"path": path,
	"message": concat("", [meta.label, " ", does, "."]),
	"extent": {},
	"fix": [],
	"no_fix": "The repository does not say which callers of the workload are outside of the mesh.",
}

# Allowed: jobs, which the proxy may keep from ending; a label that is removed, since the namespace may say the same.
findings contains found(path, concat("", ["is taken out of the mesh of ", mesh])) if {
	not input.object.kind in {"CronJob", "Job"}
	some field in [labels_path, pod.annotations_path]
	some key, [mesh, values] in off
	path := array.concat(field, [key])
	lower(shape.string_at(input.object, path)) in values
	every other in [labels_path, pod.annotations_path] {
		not lower(shape.string_at(input.base, array.concat(other, [key]))) in values
	}
}

labels_path := array.concat(input.pod.metadata, ["labels"])

off := {
	"consul.hashicorp.com/connect-inject": ["Consul", {"false"}],
	"istio.io/dataplane-mode": ["Istio", {"none"}],
	"kuma.io/sidecar-injection": ["Kuma", {"disabled", "false"}],
	"linkerd.io/inject": ["Linkerd", {"disabled"}],
	"sidecar.istio.io/inject": ["Istio", {"false"}],
}

# A namespace that was in a mesh, and is in none.
findings contains found(["metadata", field], concat("", ["takes its pods out of the mesh of ", mesh])) if {
	meta.group == ""
	input.object.kind == "Namespace"
	some mesh in ["Istio", "Kuma", "Linkerd"]
	some field in ["labels", "annotations"]
	is_in(input.base, mesh, field)
	every other in ["labels", "annotations"] {
		not is_in(input.object, mesh, other)
	}
}

is_in(namespace, "Istio", "labels") if {
	shape.string_at(namespace, ["metadata", "labels", "istio-injection"]) == "enabled"
}

is_in(namespace, "Istio", "labels") if {
	object.get(namespace, ["metadata", "labels", "istio-injection"], null) != "disabled"
	shape.string_at(namespace, ["metadata", "labels", "istio.io/rev"]) != ""
}

is_in(namespace, "Istio", "labels") if {
	shape.string_at(namespace, ["metadata", "labels", "istio.io/dataplane-mode"]) == "ambient"
}

is_in(namespace, "Linkerd", field) if {
	shape.string_at(namespace, ["metadata", field, "linkerd.io/inject"]) in {"enabled", "ingress"}
}

is_in(namespace, "Kuma", field) if {
	shape.string_at(namespace, ["metadata", field, "kuma.io/sidecar-injection"]) in {"enabled", "true"}
}
