# METADATA
# title: Components of Kubernetes and the flags that they are started with
# description: >-
#   A container that is kube-apiserver, kube-controller-manager, kube-scheduler, etcd or kubelet by its command or its
#   image, or an object that says with which flags another program starts them: kubeadm, Cluster API, k0s, RKE2, Rancher, EKS. So
#   a rule about a flag is the same for all of them.
package plimsoll.lib.component

import data.plimsoll.lib.image
import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

programs := {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet"}

# Programs that start the one that follows in their arguments.
wrappers := {"go-runner", "hyperkube", "tini"}

# Every component: {program, label, path, flags, is_whole}. `flags` has by name the flag that counts, the last one:
# {text, value, path, each}. `is_whole` is true if no flag can stand elsewhere, so that what is missing has the default of
# the component.
runs := array.concat(in_pods, in_settings)

in_pods := [run |
	some container in pod.containers
	words := [word |
		some list in ["command", "args"]
		some index, text in shape.array_at(container.spec, [list])
		is_string(text)
		word := {"text": text, "list": list, "path": array.concat(container.path, [list, index])}
	]
	start := started(container, words)
	is_of_cluster(start.program)
	run := {
		"program": start.program,
		"label": container.label,
		"path": array.concat(container.path, [start.list]),
		"flags": object.union(
			environment(start.program, container),
			by_name([flag | some index, _ in words; index >= start.from; flag := flag_at(words, index)]),
		),
		"is_whole": is_whole(start, words, container),
		"container": container,
	}
]

# An etcd of another product is no matter of the cluster; its own is a pod of the control plane.
is_of_cluster(program) if program != "etcd"

is_of_cluster("etcd") if {
	is_pod
	shape.string_at(input.object, ["metadata", "namespace"]) == "kube-system"
}

is_of_cluster("etcd") if {
	is_pod
	shape.string_at(input.object, ["metadata", "labels", "tier"]) == "control-plane"
}

is_pod if {
	meta.group == ""
	input.object.kind == "Pod"
}

# A command says which program runs; without one, the image does.
started(container, words) := {"program": name, "list": words[index].list, "from": index + 1, "is_named": true} if {
	index := min({index | some index, word in words; base(word.text) in programs})
	is_started_at(container, words, index)
	name := base(words[index].text)
} else := {"program": name, "list": "args", "from": 0, "is_named": false} if {
	count(shape.array_at(container.spec, ["command"])) == 0
	name := of_image(container)
	every word in array.slice(words, 0, 1) { startswith(word.text, "-") }
}

is_started_at(_, _, 0)

is_started_at(_, words, index) if {
	index > 0
	base(words[0].text) in wrappers
}

# /go-runner is the entry point of the images of Kubernetes.
is_started_at(container, words, index) if {
	index > 0
	count(shape.array_at(container.spec, ["command"])) == 0
	of_image(container) == base(words[index].text)
}

of_image(container) := name if {
	last := base(image.parse(container.spec.image).repository)
	some name in programs
	last in {concat("", [name, architecture]) | some architecture in architectures}
}

architectures := {"", "-amd64", "-arm", "-arm64", "-ppc64le", "-riscv64", "-s390x"}

# etcd takes ETCD_CLIENT_CERT_AUTH for --client-cert-auth; a flag counts more.
environment("etcd", container) := by_name([flag |
	some index, item in shape.array_at(container.spec, ["env"])
	variable := shape.string_at(shape.object_or_empty(item), ["name"])
	startswith(variable, "ETCD_")
	value := text_of(object.get(item, "value", null))
	path := array.concat(container.path, ["env", index, "value"])
	flag := {
		"name": replace(lower(trim_prefix(variable, "ETCD_")), "_", "-"),
		"text": concat("=", [variable, value]),
		"value": value,
		"path": path,
		"set": {"path": path, "before": ""},
		"remove": [array.concat(container.path, ["env", index])],
	}
])

environment(program, _) := {} if program != "etcd"

# A word that Kubernetes or a file fills in may hold any flag.
is_whole(start, words, container) if {
	start.is_named
	not is_from_elsewhere(start.program, container)
	every word in words { not startswith(word.text, "$") }
	every word in words { not regex.match(`^--?config(-file)?(=|$)`, word.text) }
} else := false

is_from_elsewhere("etcd", container) if count(shape.array_at(container.spec, ["envFrom"])) > 0

is_from_elsewhere("etcd", container) if {
	some item in shape.array_at(container.spec, ["env"])
	item.valueFrom
}

base(text) := parts[count(parts) - 1] if {
	parts := split(text, "/")
}

flag_at(words, index) := flag if {
	word := words[index]
	contains(word.text, "=")
	[spelled, value] := halves(word.text)
	flag := {
		"name": named(spelled),
		"text": word.text,
		"value": value,
		"path": word.path,
		"set": {"path": word.path, "before": concat("", [spelled, "="])},
		"remove": [word.path],
	}
} else := flag if {
	word := words[index]
	next := words[index + 1]
	not startswith(next.text, "-")
	flag := {
		"name": named(word.text),
		"text": concat(" ", [word.text, next.text]),
		"value": next.text,
		"path": word.path,
		"set": {"path": next.path, "before": ""},
		"remove": [word.path, next.path],
	}
} else := flag if {
	word := words[index]
	flag := {
		"name": named(word.text),
		"text": word.text,
		"value": "true",
		"path": word.path,
		"set": {"path": word.path, "before": concat("", [word.text, "="])},
		"remove": [word.path],
	}
}

halves(text) := [substring(text, 0, at), substring(text, at + 1, -1)] if {
	at := indexof(text, "=")
}

# Undefined for what is no flag. Kubernetes takes _ for -.
named(spelled) := replace(trim_left(spelled, "-"), "_", "-") if {
	regex.match(`^--?[A-Za-z][A-Za-z0-9._-]*$`, spelled)
}

by_name(found) := {name: flag |
	some name in {each.name | some each in found}
	all := [each | some each in found; each.name == name]
	flag := object.union(all[count(all) - 1], {
		"remove": [path | some each in all; some path in each.remove],
		"each": all,
	})
}

in_settings := [run |
	some place in places
	value := object.get(input.object, place.path, null)
	is_there(value)
	run := {
		"program": place.program,
		"label": meta.label,
		"path": place.path,
		"flags": by_name(setting_flags(place.path, value)),
		"is_whole": false,
	}
]

is_there(value) if is_object(value)

is_there(value) if is_array(value)

# A map of names and values; a list of {name, value}; a list of flags, with dashes or without.
setting_flags(path, value) := [flag |
	some name, held in value
	at := array.concat(path, [name])
	flag := pair(name, held, at, at)
] if {
	is_object(value)
} else := [flag |
	some index, _ in value
	flag := item_flag(path, value, index)
]

item_flag(path, items, index) := pair(
	items[index].name, object.get(items[index], "value", null),
	array.concat(path, [index, "value"]),
	array.concat(path, [index]),
) if {
	is_object(items[index])
	is_string(items[index].name)
}

item_flag(path, items, index) := object.union(flag, {"text": concat("", ["--", trim_left(flag.text, "-")])}) if {
	is_string(items[index])
	at := array.concat(path, [index])
	[spelled, value] := halves_or_true(items[index])
	flag := {
		"name": named(concat("", ["--", trim_left(spelled, "-")])),
		"text": items[index],
		"value": value,
		"path": at,
		"set": {"path": at, "before": concat("", [spelled, "="])},
		"remove": [at],
	}
}

halves_or_true(text) := halves(text) if {
	contains(text, "=")
} else := [text, "true"]

pair(name, held, at, whole) := {
	"name": named(concat("", ["--", trim_left(name, "-")])),
	"text": concat("", ["--", trim_left(name, "-"), "=", value]),
	"value": value,
	"path": at,
	"set": {"path": at, "before": ""},
	"remove": [whole],
} if {
	value := text_of(held)
}

text_of(value) := value if {
	is_string(value)
} else := json.marshal(value) if {
	is_boolean(value)
} else := json.marshal(value) if {
	is_number(value)
}

# Whether an address of a URL such as https://127.0.0.1:2379 can be reached from this node alone.
is_local(url) if regex.match(`^[a-z]+://(127\.[0-9.]+|localhost|\[::1\])(:|/|$)`, url)

is_local(url) if startswith(url, "unix")

# Where the object says flags of components, by its group and kind.
places contains {"program": program, "path": array.concat(base_path, field)} if {
	some base_path in cluster_configurations
	some program, field in {
		"etcd": ["etcd", "local", "extraArgs"],
		"kube-apiserver": ["apiServer", "extraArgs"],
		"kube-controller-manager": ["controllerManager", "extraArgs"],
		"kube-scheduler": ["scheduler", "extraArgs"],
	}
}

places contains {"program": "kubelet", "path": array.concat(base_path, ["nodeRegistration", "kubeletExtraArgs"])} if {
	some base_path in node_configurations
}

places contains {"program": program, "path": path} if {
	is_kind("k0s.k0sproject.io", {"ClusterConfig"})
	some program, path in {
		"etcd": ["spec", "storage", "etcd", "extraArgs"],
		"kube-apiserver": ["spec", "api", "extraArgs"],
		"kube-controller-manager": ["spec", "controllerManager", "extraArgs"],
		"kube-scheduler": ["spec", "scheduler", "extraArgs"],
	}
}

places contains {"program": program, "path": array.concat(spec_path, field)} if {
	some kind, spec_path in {
		"RKE2ControlPlane": ["spec"],
		"RKE2ControlPlaneTemplate": ["spec", "template", "spec"],
	}
	is_kind("controlplane.cluster.x-k8s.io", {kind})
	some program, field in {
		"etcd": ["serverConfig", "etcd", "customConfig", "extraArgs"],
		"kube-apiserver": ["serverConfig", "kubeAPIServer", "extraArgs"],
		"kube-controller-manager": ["serverConfig", "kubeControllerManager", "extraArgs"],
		"kube-scheduler": ["serverConfig", "kubeScheduler", "extraArgs"],
		"kubelet": ["agentConfig", "kubelet", "extraArgs"],
	}
}

# Rancher has the settings of K3s and RKE2 for all machines, and for some.
places contains {"program": program, "path": array.concat(path, [key])} if {
	is_kind("provisioning.cattle.io", {"Cluster"})
	some path in rancher_settings
	some program, key in {
		"etcd": "etcd-arg",
		"kube-apiserver": "kube-apiserver-arg",
		"kube-controller-manager": "kube-controller-manager-arg",
		"kube-scheduler": "kube-scheduler-arg",
		"kubelet": "kubelet-arg",
	}
}

rancher_settings contains ["spec", "rkeConfig", "machineGlobalConfig"]

rancher_settings contains ["spec", "rkeConfig", "machineSelectorConfig", index, "config"] if {
	some index, _ in shape.array_at(input.object, ["spec", "rkeConfig", "machineSelectorConfig"])
}

places contains {"program": "kubelet", "path": ["spec", "kubelet", "flags"]} if {
	is_kind("node.eks.aws", {"NodeConfig"})
}

cluster_configurations contains [] if is_kind("kubeadm.k8s.io", {"ClusterConfiguration"})

cluster_configurations contains array.concat(path, ["clusterConfiguration"]) if some path in kubeadm_configurations

node_configurations contains [] if is_kind("kubeadm.k8s.io", {"InitConfiguration", "JoinConfiguration"})

node_configurations contains array.concat(path, [field]) if {
	some path in kubeadm_configurations
	some field in ["initConfiguration", "joinConfiguration"]
}

kubeadm_configurations contains ["spec", "kubeadmConfigSpec"] if {
	is_kind("controlplane.cluster.x-k8s.io", {"KubeadmControlPlane"})
}

kubeadm_configurations contains ["spec", "template", "spec", "kubeadmConfigSpec"] if {
	is_kind("controlplane.cluster.x-k8s.io", {"KubeadmControlPlaneTemplate"})
}

kubeadm_configurations contains ["spec"] if is_kind("bootstrap.cluster.x-k8s.io", {"KubeadmConfig"})

kubeadm_configurations contains ["spec", "template", "spec"] if {
	is_kind("bootstrap.cluster.x-k8s.io", {"KubeadmConfigTemplate"})
}

is_kind(group, kinds) if {
	meta.group == group
	input.object.kind in kinds
}

# Whether kubeadm starts the components, which adds flags of its own.
is_kubeadm if meta.group == "kubeadm.k8s.io"

is_kubeadm if count(kubeadm_configurations) > 0

# The flag of a component as it counts; undefined if it is not written.
flag(run, program, name) := run.flags[name] if run.program == program

# The same for a flag with a list, such as --authorization-mode=Node,RBAC: all of them count together.
each(run, program, name) := flag(run, program, name).each

# The items of all of them.
list(run, name) := {item | some found in run.flags[name].each; some item in items(found.value)}

# Whether a component surely runs with its default.
lacks(run, name) if {
	run.is_whole
	not run.flags[name]
}

is_true(value) if value in {"1", "T", "TRUE", "True", "t", "true"}

is_false(value) if value in {"0", "F", "FALSE", "False", "f", "false"}

items(value) := {trim_space(item) | some item in split(value, ","); trim_space(item) != ""}

# Whether a variable stands in a value, so that only a part of it is known.
is_filled_in(value) if regex.match(`\$\(|\$\{|\{\{`, value)

# `Container "kube-apiserver" runs kube-apiserver with --anonymous-auth=true`.
with_flag(run, said) := concat("", [run.label, " runs ", run.program, " with ", said])

without_flag(run, name) := concat("", [run.label, " runs ", run.program, " without --", name])

setting(found, value) := [{"op": "set", "path": found.set.path, "value": concat("", [found.set.before, value])}]

removing(found) := [{"op": "remove", "path": path} | some path in found.remove]
