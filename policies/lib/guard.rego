# METADATA
# title: What guards a cluster
# description: >-
#   Objects that keep something out, limit or watch it, each with the extent of what it guards: whatever has the same or more
#   of it does the same. What a controller does not apply guards nothing.
package plimsoll.lib.guard

import data.plimsoll.lib.admission
import data.plimsoll.lib.cel
import data.plimsoll.lib.gatekeeper
import data.plimsoll.lib.image
import data.plimsoll.lib.isolation
import data.plimsoll.lib.kyverno
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Guards of any kind: {does, extent}.
guards contains guard if {
	is_applied
	some guard in all_guards
}

# Those that may be the last of their kind: the same without what others guard as well.
last contains guard if {
	is_applied
	some guard in last_guards
}

# A hook is no part of what is installed, and what deploys it may remove it at once. Flux and Argo CD leave alone what says so.
is_applied if {
	annotations := shape.object_at(input.object, ["metadata", "annotations"])
	every key in ["argocd.argoproj.io/hook", "helm.sh/hook"] {
		object.get(annotations, key, "") in {"", null}
	}
	object.get(annotations, "kustomize.toolkit.fluxcd.io/reconcile", "") != "disabled"
	lower(shape.string_at(annotations, ["kustomize.toolkit.fluxcd.io/ssa"])) != "ignore"
}

# Traffic.
all_guards contains guard if {
	isolation.is_policy
	count(isolation.isolated) > 0
	guard := {
		"does": concat("", ["limits the ", traffic(isolation.isolated), " of ", pods_in_words, in_words]),
		"extent": object.union(
			{"family": "network", "guards_pods": count(isolation.workloads) > 0},
			{direction: items | some direction, items in isolation.isolated},
		),
	}
}

last_guards contains guard if {
	isolation.is_policy
	count(isolation.workloads) > 0
	guard := {
		"does": concat("", [
			"limits the ", traffic(isolation.workloads), " of ",
			names_of({item | some items in isolation.workloads; some item in items}),
		]),
		"extent": object.union(
			{"family": "network"},
			{direction: items | some direction, items in isolation.workloads},
		),
	}
}

traffic(by_direction) := concat("", [concat(" and ", sort(object.keys(by_direction))), " traffic"])

pods_in_words := "all pods" if {
	some part in isolation.parts
	part.terms == set()
} else := "the pods that it selects"

in_words := " in the whole cluster" if {
	isolation.is_cluster_wide
} else := concat("", [" in the namespace ", meta.namespace])

# At most three by name.
names_of(items) := concat("", [
	concat(", ", array.slice(sort(items), 0, 3)),
	more(count(items) - 3),
])

more(number) := "" if number <= 0

more(number) := concat("", [" and ", format_int(number, 10), " more"]) if number > 0

# Meshes.
all_guards contains guard if {
	meta.group == "security.istio.io"
	input.object.kind == "AuthorizationPolicy"
	callers_are_limited
	guard := {
		"does": concat("", ["limits who may call workloads in the namespace ", meta.namespace]),
		"extent": object.union(in_namespace, {
			"family": "authorization",
			"action": authorization_action,
			"selects": [selected_in_mesh],
			"policies": [same_spec],
		}),
	}
}

all_guards contains guard if {
	meta.group == "security.istio.io"
	input.object.kind == "RequestAuthentication"
	count(shape.array_at(input.object, ["spec", "jwtRules"])) > 0
	guard := {
		"does": concat("", ["checks the tokens of requests in the namespace ", meta.namespace]),
		"extent": object.union(in_namespace, {
			"family": "request authentication",
			"selects": [selected_in_mesh],
			"policies": [same_spec],
		}),
	}
}

all_guards contains guard if {
	meta.group == "security.istio.io"
	input.object.kind == "PeerAuthentication"
	shape.string_at(input.object, ["spec", "mtls", "mode"]) == "STRICT"
	guard := {
		"does": concat("", ["requires mTLS in the namespace ", meta.namespace]),
		"extent": object.union(in_namespace, {"family": "mtls", "selects": [selected_in_mesh]}),
		"left_to": "mesh/istio-not-strict",
	}
}

all_guards contains guard if {
	meta.group == "policy.linkerd.io"
	input.object.kind == "Server"
	not shape.string_at(input.object, ["spec", "accessPolicy"]) in {"all-unauthenticated", "audit", "cluster-unauthenticated"}
	guard := {
		"does": concat("", ["limits who may call a port in the namespace ", meta.namespace]),
		"extent": object.union(in_namespace, {"family": "linkerd", "policies": [same_spec]}),
		"left_to": "mesh/linkerd-unauthenticated",
	}
}

# Logins of gateways, by what they check.
all_guards contains guard if {
	meta.group == "gateway.envoyproxy.io"
	input.object.kind == "SecurityPolicy"
	checks := sort({check |
		some check in ["apiKeyAuth", "authorization", "basicAuth", "extAuth", "jwt", "oidc"]
		count(shape.object_at(input.object, ["spec", check])) > 0
	})
	count(checks) > 0
	guard := {
		"does": concat("", ["checks who sends requests to ", concat(", ", gateway_targets)]),
		"extent": object.union(in_namespace, {
			"family": "gateway",
			"checks": checks,
			"targets": gateway_targets,
			"policies": [same_spec],
		}),
	}
}

gateway_targets := sort({concat(" ", [shape.string_at(each, ["kind"]), shape.string_at(each, ["name"])]) |
	some each in array.concat(
		shape.array_at(input.object, ["spec", "targetRefs"]),
		[shape.object_at(input.object, ["spec", "targetRef"])],
	)
	is_object(each)
	count(each) > 0
})

authorization_action := action if {
	action := shape.string_at(input.object, ["spec", "action"])
	action != ""
} else := "ALLOW"

# DENY and CUSTOM take away what their rules match; ALLOW takes away all but that.
callers_are_limited if {
	authorization_action in {"CUSTOM", "DENY"}
	count(shape.array_at(input.object, ["spec", "rules"])) > 0
}

callers_are_limited if {
	authorization_action == "ALLOW"
	open := [rule |
		some rule in shape.array_at(input.object, ["spec", "rules"])
		count({field |
			some field in ["from", "to", "when"]
			count(shape.array_at(shape.object_or_empty(rule), [field])) > 0
		}) == 0
	]
	count(open) == 0
}

selected_in_mesh := "*" if {
	count(shape.object_at(input.object, ["spec", "selector", "matchLabels"])) == 0
	count(shape.array_at(input.object, ["spec", "targetRefs"])) == 0
} else := [values_in(shape.object_at(input.object, ["spec", "selector"])), shape.array_at(input.object, ["spec", "targetRefs"])]

# Limits of a namespace. A quantity that no cluster has limits nothing.
all_guards contains guard if {
	meta.group == ""
	input.object.kind == "ResourceQuota"
	limits := sort({item |
		some resource, amount in shape.object_at(input.object, ["spec", "hard"])
		is_limit(resource, amount)
		item := quota_item(resource)
	})
	count(limits) > 0
	guard := {
		"does": concat("", ["limits what the namespace ", meta.namespace, " may use"]),
		"extent": object.union(in_namespace, {"quotas": limits}),
	}
}

quota_item(resource) := resource if {
	count(quota_scopes) == 0
} else := [resource, quota_scopes]

quota_scopes := array.concat(
	sort(shape.strings_at(input.object, ["spec", "scopes"])),
	shape.array_at(input.object, ["spec", "scopeSelector", "matchExpressions"]),
)

is_limit(resource, amount) if not is_beyond(resource, text_of(amount))

text_of(amount) := amount if is_string(amount)

text_of(amount) := json.marshal(amount) if not is_string(amount)

# 10^5 of anything that is counted in words of up to 5 digits is a limit; so is memory below the peta.
is_beyond(resource, text) if {
	regex.match(`[0-9](P|E|Pi|Ei)$`, text)
	resource != ""
}

is_beyond(resource, text) if {
	not is_of_bytes(resource)
	regex.match(`^([0-9]{6,}(\.[0-9]+)?|[0-9]{3,}(\.[0-9]+)?(k|M|G|T)|[0-9]+(M|G|T|Ki|Mi|Gi|Ti))$`, text)
}

is_beyond(resource, text) if {
	not is_of_bytes(resource)
	regex.match(`^[0-9.]+e\+?([6-9]|[1-9][0-9]+)$`, lower(text))
}

is_beyond(resource, text) if {
	is_of_bytes(resource)
	regex.match(`^[0-9]{16,}$`, text)
}

is_beyond(resource, text) if {
	is_of_bytes(resource)
	regex.match(`^[0-9]{4,}(\.[0-9]+)?(T|Ti)$`, text)
}

is_of_bytes(resource) if contains(resource, "memory")

is_of_bytes(resource) if contains(resource, "storage")

is_of_bytes(resource) if contains(resource, "hugepages")

all_guards contains guard if {
	meta.group == ""
	input.object.kind == "LimitRange"
	types := sort({type |
		some each in shape.array_at(input.object, ["spec", "limits"])
		item := shape.object_or_empty(each)
		type := shape.string_at(item, ["type"])
		type != ""
		some field in ["default", "defaultRequest", "max", "maxLimitRequestRatio", "min"]
		some resource, amount in shape.object_at(item, [field])
		is_limit(resource, amount)
	})
	count(types) > 0
	guard := {
		"does": concat("", ["limits what a single object in the namespace ", meta.namespace, " may use"]),
		"extent": object.union(in_namespace, {"limits": types}),
	}
}

# Admission policies that refuse something: one that only audits keeps nothing out.
all_guards contains {
	"does": "keeps out of the cluster what violates it",
	"extent": {"family": "admission", "policies": [same_spec]},
	"left_to": "guard-rails/policy-not-enforcing",
} if {
	admission_policy_refuses
}

all_guards contains {
	"does": "defines what policies refuse",
	"extent": {"family": "definition", "policies": [same_spec]},
	"left_to": "guard-rails/policy-not-enforcing",
} if {
	is_definition
}

last_guards contains {
	"does": "keeps out of the cluster what violates it",
	"extent": {"family": "admission", "admission": ["some"]},
	"left_to": "guard-rails/policy-not-enforcing",
} if {
	admission_policy_refuses
}

admission_policy_refuses if gatekeeper.refuses

admission_policy_refuses if {
	kyverno.policy_refuses
}

admission_policy_refuses if {
	kyverno.cel_policy_refuses
	kyverno.cel_policy_checks
}

admission_policy_refuses if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind == "ValidatingAdmissionPolicyBinding"
	"Deny" in shape.strings_at(input.object, ["spec", "validationActions"])
}

all_guards contains {
	"does": "keeps images out of the cluster that are not signed",
	"extent": {"family": "image", "policies": [same_spec]},
	"left_to": "image/verification-weakened",
} if {
	sigstore_refuses
}

last_guards contains {
	"does": "keeps images out of the cluster that are not signed",
	"extent": {"family": "image", "image": ["some"]},
	"left_to": "image/verification-weakened",
} if {
	sigstore_refuses
}

# One authority that accepts an image is enough.
sigstore_refuses if {
	meta.group == "policy.sigstore.dev"
	input.object.kind == "ClusterImagePolicy"
	shape.string_at(input.object, ["spec", "mode"]) != "warn"
	authorities := shape.array_at(input.object, ["spec", "authorities"])
	count(authorities) > 0
	every authority in authorities {
		shape.string_at(shape.object_or_empty(authority), ["static", "action"]) != "pass"
	}
}

is_definition if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind == "ValidatingAdmissionPolicy"
	constants := cel.constants(shape.array_at(input.object, ["spec", "variables"]))
	cel.refuse(shape.array_at(input.object, ["spec", "validations"]), constants)
	not cel.match_nothing(shape.array_at(input.object, ["spec", "matchConditions"]), constants)
}

is_definition if gatekeeper.template_refuses

# Webhooks of what checks workloads, and not only its own kinds.
all_guards contains {
	"does": "asks a webhook before objects are admitted",
	"extent": {"family": "webhook", "webhooks": names},
	"left_to": "guard-rails/policy-not-enforcing",
} if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind == "ValidatingWebhookConfiguration"
	names := sort({shape.string_at(webhook, ["name"]) |
		some each in shape.array_at(input.object, ["webhooks"])
		webhook := shape.object_or_empty(each)
		admission.checks_kubernetes(webhook)
		not cel.match_nothing(shape.array_at(webhook, ["matchConditions"]), {})
	})
	count(names) > 0
}

# Sensors: what watches, and where. Another one takes its place.
sensor_guards contains {"does": words.does, "extent": {"family": family, "watches": nodes}} if {
	meta.group == "apps"
	input.object.kind == "DaemonSet"
	some container in shape.array_at(input.object, ["spec", "template", "spec", "containers"])
	some family, words in watching
	some name in words.images
	is_image_of(image.parse(container.image).repository, name)
	not is_idle(array.concat(shape.array_at(container, ["command"]), shape.array_at(container, ["args"])))
}

# A container that does something else than its image is for. What a shell starts is read only as far as it names no program.
is_idle(words) if base_of(words[0]) in {"cat", "echo", "false", "pause", "sleep", "tail", "true", "yes"}

is_idle(words) if {
	some word in words
	word in {"--dry-run", "--help", "--version"}
}

is_idle(words) if {
	base_of(words[0]) in {"ash", "bash", "dash", "sh"}
	text := concat(" ", [word | some word in words; is_string(word)])
	some waiting in ["sleep", "tail -f /dev/null"]
	contains(text, waiting)
	every program in programs { not contains(text, program) }
}

base_of(word) := parts[count(parts) - 1] if {
	is_string(word)
	parts := split(word, "/")
}

programs := {
	"agent", "alloy", "collector", "defender", "entrypoint", "exec ", "falco", "filebeat", "fluent", "kubearmor", "promtail", "start",
	"tetragon", "tracee", "vector",
}

all_guards contains guard if some guard in sensor_guards

last_guards contains guard if {
	some guard in sensor_guards
	guard.extent.family == "sensor"
}

# On which nodes. What every node of a system has does not count.
nodes := ["*"] if {
	count(node_terms) == 0
} else := [sort(node_terms)]

node_terms := {[key, value] |
	some key, value in shape.object_at(input.object, ["spec", "template", "spec", "nodeSelector"])
	not key in of_systems
} | {[key, values] |
	some term in required_terms
	some [key, values] in demands_of(term)
	every other in required_terms { count(demands_of(other)) > 0 }
}

of_systems := {"beta.kubernetes.io/arch", "beta.kubernetes.io/os", "kubernetes.io/arch", "kubernetes.io/os"}

# One of these must hold. What leaves some nodes out is no demand.
required_terms := shape.array_at(input.object, [
	"spec", "template", "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms",
])

demands_of(term) := {[key, values] |
	some each in shape.array_at(shape.object_or_empty(term), ["matchExpressions"])
	expression := shape.object_or_empty(each)
	shape.string_at(expression, ["operator"]) in {"Exists", "Gt", "In", "Lt"}
	key := shape.string_at(expression, ["key"])
	not key in of_systems
	values := sort(shape.strings_at(expression, ["values"]))
}

# The last parts of their images' names, which mirrors keep.
watching := {
	"logs": {"does": "ships the logs of the nodes", "images": {
		"beats/filebeat", "fluent/fluent-bit", "fluent/fluentd", "fluent/fluentd-kubernetes-daemonset", "grafana/alloy",
		"grafana/promtail", "timberio/vector",
	}},
	"sensor": {"does": "watches what containers do at run time", "images": {
		"aquasec/tracee", "cilium/tetragon", "falcosecurity/falco", "falcosecurity/falco-no-driver", "kubearmor/kubearmor",
		"kubescape/node-agent", "stackrox-io/collector", "sysdig/agent", "sysdig/agent-slim", "twistlock/defender",
	}},
}

is_image_of(repository, name) if repository == name

is_image_of(repository, name) if endswith(repository, concat("", ["/", name]))

# What sensors of their own kinds look for, or stop.
all_guards contains {
	"does": "says what is watched or stopped at run time",
	"extent": {"family": "run time", "acts": sort(acts), "selects": selected_at_run_time, "policies": [same_spec]},
} if {
	meta.group in {"cilium.io", "security.kubearmor.com", "tracee.aquasec.com"}
	input.object.kind in {
		"KubeArmorClusterPolicy", "KubeArmorPolicy", "Policy", "TracingPolicy", "TracingPolicyNamespaced",
	}
	count({value |
		walk(object.get(input.object, "spec", {}), [path, value])
		is_array(value)
		count(value) > 0
		not "matchLabels" in path
	}) > 0
}

# What stops something also watches it.
acts contains "watches" if {
	meta.group == "cilium.io"
	count(actions) == 0
}

acts contains "watches" if {
	some action in actions
	action != "NoPost"
}

acts contains "watches" if not meta.group in {"cilium.io", "security.kubearmor.com"}

acts contains "stops" if count(actions & {"Block", "NotifyEnforcer", "Override", "Sigkill", "Signal"}) > 0

actions := {action | walk(object.get(input.object, "spec", {}), [path, action]); is_string(action); path[count(path) - 1] == "action"} if {
	meta.group == "cilium.io"
} else := {kubearmor_action} if {
	meta.group == "security.kubearmor.com"
} else := set()

kubearmor_action := action if {
	action := shape.string_at(input.object, ["spec", "action"])
	action != ""
} else := "Block"

# Pods of all kinds, or some.
selected_at_run_time := ["*"] if {
	every field in ["containerSelector", "podSelector", "selector"] {
		count(shape.object_at(input.object, ["spec", field])) == 0
	}
} else := []

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

in_namespace := {"namespace": meta.namespace, "guards_pods": has_pods}

# Whether there are pods that it guards, as far as is known. If this differs at the head, they are gone as well.
has_pods if {
	count(data.facts.targets[input.source.target].workloads.known[meta.namespace]) > 0
} else := false
