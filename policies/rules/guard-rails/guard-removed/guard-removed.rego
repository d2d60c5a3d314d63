# METADATA
# title: Keep what guards the cluster
# description: >-
#   A policy, a quota or a sensor that is removed protects nothing any more, and nothing fails: what it kept out or
#   reported comes in unseen.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
#   - ref: https://kubernetes.io/docs/concepts/policy/resource-quotas/
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Restore it, or say in the pull request what takes its place.
#   kinds:
#     - LimitRange
#     - ResourceQuota
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding
#     - apps/DaemonSet
#     - cilium.io/CiliumClusterwideNetworkPolicy
#     - cilium.io/CiliumNetworkPolicy
#     - constraints.gatekeeper.sh/*
#     - crd.projectcalico.org/GlobalNetworkPolicy
#     - crd.projectcalico.org/NetworkPolicy
#     - kyverno.io/ClusterPolicy
#     - kyverno.io/Policy
#     - networking.k8s.io/NetworkPolicy
#     - policies.kyverno.io/ImageValidatingPolicy
#     - policies.kyverno.io/NamespacedImageValidatingPolicy
#     - policies.kyverno.io/NamespacedValidatingPolicy
#     - policies.kyverno.io/ValidatingPolicy
#     - policy.networking.k8s.io/AdminNetworkPolicy
#     - policy.networking.k8s.io/BaselineAdminNetworkPolicy
#     - projectcalico.org/GlobalNetworkPolicy
#     - projectcalico.org/NetworkPolicy
#     - security.istio.io/AuthorizationPolicy
#   facts: [workloads]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   report: removed
package plimsoll.rules["guard-rails"]["guard-removed"]

import data.plimsoll.lib.gatekeeper
import data.plimsoll.lib.image
import data.plimsoll.lib.kyverno
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# The extent says what is guarded: whatever has the same or more of it does the same.
findings contains {
	"path": ["metadata", "name"],
	"message": concat("", [meta.label, " ", guard.does, "."]),
	"extent": guard.extent,
	"fix": [],
	"no_fix": "Whether it is still needed is your decision.",
} if {
	some guard in guards
}

guards contains guard if {
	meta.group == "networking.k8s.io"
	input.object.kind == "NetworkPolicy"
	spec := shape.object_at(input.object, ["spec"])
	pods := selected(object.get(spec, "podSelector", {}))
	guard := {
		"does": concat("", ["limits the traffic of ", pods_in_words(pods), " in the namespace ", namespace]),
		"extent": object.union(
			{"namespace": namespace, "guards_pods": has_pods(matched_labels(object.get(spec, "podSelector", {})))},
			{direction: [pods] | some direction in directions(spec)},
		),
	}
}

guards contains guard if {
	meta.group in {"cilium.io", "crd.projectcalico.org", "projectcalico.org"}
	input.object.kind in {"CiliumNetworkPolicy", "NetworkPolicy"}
	guard := {
		"does": concat("", ["limits the traffic of pods in the namespace ", namespace]),
		"extent": object.union(in_namespace, {"policies": [same_spec]}),
	}
}

guards contains guard if {
	input.object.kind in {
		"AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "CiliumClusterwideNetworkPolicy", "GlobalNetworkPolicy",
	}
	guard := {"does": "limits the traffic of pods in the whole cluster", "extent": {"policies": [same_spec]}}
}

guards contains guard if {
	meta.group == "security.istio.io"
	input.object.kind == "AuthorizationPolicy"
	guard := {
		"does": concat("", ["limits who may call workloads in the namespace ", namespace]),
		"extent": object.union(in_namespace, {"policies": [same_spec]}),
	}
}

guards contains guard if {
	meta.group == ""
	input.object.kind == "ResourceQuota"
	limits := sort(object.keys(shape.object_at(input.object, ["spec", "hard"])))
	count(limits) > 0
	guard := {
		"does": concat("", ["limits what the namespace ", namespace, " may use"]),
		"extent": object.union(in_namespace, {"quotas": limits}),
	}
}

guards contains guard if {
	meta.group == ""
	input.object.kind == "LimitRange"
	types := sort({shape.string_at(item, ["type"]) | some item in shape.array_at(input.object, ["spec", "limits"])} - {""})
	count(types) > 0
	guard := {
		"does": concat("", ["limits what a single object in the namespace ", namespace, " may use"]),
		"extent": object.union(in_namespace, {"limits": types}),
	}
}

# Admission policies that refuse something: one that only audits keeps nothing out.
guards contains {"does": "keeps out of the cluster what violates it", "extent": {"policies": [same_spec]}} if {
	admission_policy_refuses
}

admission_policy_refuses if gatekeeper.refuses

admission_policy_refuses if kyverno.policy_refuses

admission_policy_refuses if kyverno.cel_policy_refuses

admission_policy_refuses if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind == "ValidatingAdmissionPolicyBinding"
	"Deny" in shape.strings_at(input.object, ["spec", "validationActions"])
}

# Another sensor takes its place.
guards contains {"does": "watches what containers do at run time", "extent": {"sensors": ["runtime"]}} if {
	meta.group == "apps"
	input.object.kind == "DaemonSet"
	some container in shape.array_at(input.object, ["spec", "template", "spec", "containers"])
	some sensor in sensors
	is_image_of(image.parse(container.image).repository, sensor)
}

# The last parts of their images' names, which mirrors keep.
sensors := {
	"aquasec/tracee",
	"cilium/tetragon",
	"falcosecurity/falco",
	"falcosecurity/falco-no-driver",
	"kubearmor/kubearmor",
	"kubescape/node-agent",
	"stackrox-io/collector",
	"sysdig/agent",
	"sysdig/agent-slim",
	"twistlock/defender",
}

is_image_of(repository, name) if repository == name

is_image_of(repository, name) if endswith(repository, concat("", ["/", name]))

# What makes two policies the same: all but their names, and the order of lists.
same_spec := [meta.group, input.object.kind, values_in(object.get(input.object, "spec", {}))]

values_in(tree) := sort({[place(path), value] |
	walk(tree, [path, value])
	not is_object(value)
	not is_array(value)
})

place(path) := concat(".", [step | some part in path; step := step_of(part)])

step_of(part) := part if {
	is_string(part)
} else := "*"

namespace := own if {
	own := shape.string_at(input.object, ["metadata", "namespace"])
	own != ""
} else := input.source.namespace

in_namespace := {"namespace": namespace, "guards_pods": has_pods({})}

# Whether there are pods that it guards, as far as is known. If this differs at the head, they are gone as well.
has_pods(labels) if {
	some _, workload in data.facts.targets[input.source.target].workloads.known[namespace]
	every key, value in labels {
		object.get(workload.labels, key, null) == value
	}
} else := false

matched_labels(selector) := shape.object_at(shape.object_or_empty(selector), ["matchLabels"])

selected(selector) := "*" if {
	count(matched_labels(selector)) == 0
	count(shape.array_at(shape.object_or_empty(selector), ["matchExpressions"])) == 0
} else := values_in(selector)

pods_in_words("*") := "all pods"

pods_in_words(pods) := "the pods that it selects" if pods != "*"

# As Kubernetes defaults them: ingress always, egress if there are rules for it.
directions(spec) := types if {
	types := {lower(type) | some type in shape.strings_at(spec, ["policyTypes"])} & {"egress", "ingress"}
	count(types) > 0
} else := {"egress", "ingress"} if {
	count(shape.array_at(spec, ["egress"])) > 0
} else := {"ingress"}
