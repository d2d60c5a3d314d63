# METADATA
# title: The pod that an object makes, whatever its kind
# description: >-
#   The only place that knows which lists of containers and volumes a pod has. Everything here is undefined for objects
#   that make no pods, so that rules about pods say nothing on them.
package plimsoll.lib.pod

import data.plimsoll.lib.shape

# Plimsoll finds the pods of an object, by its kind or by their shape, and asks for each by itself: where its
# specification and its metadata stand is input.pod.
spec_path := input.pod.spec

spec := shape.object_at(input.object, spec_path)

annotations_path := array.concat(input.pod.metadata, ["annotations"])

annotations := shape.object_at(input.object, annotations_path)

# Whether it is a test of a chart: it runs once, when a person asks for it, and nothing depends on it.
is_chart_test if {
	some path in [["metadata", "annotations", "helm.sh/hook"], array.concat(annotations_path, ["helm.sh/hook"])]
	hooks := shape.string_at(input.object, path)
	hooks != ""
	every hook in split(hooks, ",") { trim_space(hook) in {"test", "test-failure", "test-success"} }
}

is_windows if spec.os.name == "windows"

# Whether root of the pod is nobody on the node.
in_user_namespace if spec.hostUsers == false

# Every container of every list: {label, path, spec, security, security_path}.
containers := [container |
	some list in ["initContainers", "containers", "ephemeralContainers"]
	some index, item in shape.array_at(spec, [list])
	container_spec := shape.object_or_empty(item)
	path := array.concat(spec_path, [list, index])
	container := {
		"label": container_label(list, index, container_spec),
		"path": path,
		"spec": container_spec,
		"security": shape.object_at(container_spec, ["securityContext"]),
		"security_path": array.concat(path, ["securityContext"]),
	}
]

# Whatever can set a security context: the pod, then each container. {label, security, security_path}.
security_contexts := array.concat(
	[{
		"label": "The pod",
		"security": shape.object_at(spec, ["securityContext"]),
		"security_path": array.concat(spec_path, ["securityContext"]),
	}],
	containers,
)

# Every volume: {label, path, source}, the source without its name.
volumes := [volume |
	some index, item in shape.array_at(spec, ["volumes"])
	fields := shape.object_or_empty(item)
	volume := {
		"label": labelled("Volume", index, fields),
		"name": shape.string_at(fields, ["name"]),
		"path": array.concat(spec_path, ["volumes", index]),
		"source": object.remove(fields, ["name"]),
	}
]

container_label(list, index, fields) := labelled(container_words[list], index, fields)

container_words := {
	"containers": "Container",
	"ephemeralContainers": "Ephemeral container",
	"initContainers": "Init container",
}

# `Container "web"`, or by its 0-based place when it has no name.
labelled(word, index, fields) := concat("", [word, " \"", name, "\""]) if {
	name := shape.string_at(fields, ["name"])
	name != ""
} else := concat(" ", [word, format_int(index, 10)])
