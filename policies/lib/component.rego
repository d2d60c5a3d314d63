# METADATA
# title: Components of Kubernetes and the flags that they are started with
# description: >-
#   A container that is kube-apiserver, kube-controller-manager, kube-scheduler, etcd or kubelet by its command or its
#   image, or an object that says with which flags another program starts them: kubeadm, Cluster API, k0s, RKE2, Rancher, EKS. So
#   a rule about a flag is the same for all of them.
package plimsoll.lib.component

import data.plimsoll.lib.container as containers
import data.plimsoll.lib.image
import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape
import data.plimsoll.lib.shell

programs := {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet"}

# Programs and words of a shell that start the one that follows in their arguments.
wrappers := {
	"!",
	"catatonit",
	"chroot",
	"chrt",
	"do",
	"dumb-init",
	"else",
	"env",
	"exec",
	"go-runner",
	"gosu",
	"hyperkube",
	"if",
	"ionice",
	"kube-log-runner",
	"nice",
	"nohup",
	"nsenter",
	"numactl",
	"prlimit",
	"setpriv",
	"setsid",
	"stdbuf",
	"strace",
	"su-exec",
	"sudo",
	"taskset",
	"then",
	"time",
	"timeout",
	"tini",
	"tini-static",
	"unshare",
	"until",
	"while",
}

# What hyperkube calls the components.
of_hyperkube := {
	"apiserver": "kube-apiserver",
	"controller-manager": "kube-controller-manager",
	"kubelet": "kubelet",
	"scheduler": "kube-scheduler",
}

# Every component: {program, label, path, flags, is_whole}. `flags` has by name the flag that counts, the last one:
# {text, value, path, each}. `is_whole` is true if no flag can stand elsewhere, so that what is missing has the default of
# the component.
runs := array.concat(in_pods, in_settings)

in_pods := [run |
	some container in pod.containers
	some words in commands(container)
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

# The command of a container, or those of the script that it gives to a shell, as lists of words: {text, list, path, at, value_path,
# pieces, piece}. `at` is where the word stands, and `path` where its text does, if that is a variable; so is `value_path` for what is
# behind the sign =. In a script, a word is one of its pieces.
commands(container) := [words |
	parts := shell.commands(script.text)
	some index, part in parts
	regex.match(`kube-|etcd|kubelet|hyperkube|\$`, part)
	own := shell.pieces(part)
	pieces := array.concat(array.concat(array.slice(parts, 0, index), own), array.slice(parts, index + 1, count(parts)))
	words := [word |
		some each in shell.words(own)
		some word in in_script(container, object.union(script, {
			"text": each.text,
			"pieces": pieces,
			"piece": index + each.piece,
		}))
	]
	count(words) > 0
] if {
	written := words_of(container)
	script := written[shell.script_at(written)]
	regex.match(`kube-|etcd|kubelet|hyperkube`, script.text)
} else := [words] if {
	written := words_of(container)
	not shell.script_at(written)
	words := [filled_in(container, word) | some word in written]
} else := []

words_of(container) := [word |
	some list in ["command", "args"]
	some index, text in shape.array_at(container.spec, [list])
	is_string(text)
	path := array.concat(container.path, [list, index])
	word := {"text": text, "list": list, "path": path, "at": path, "value_path": path, "pieces": [], "piece": 0}
]

# A shell takes a variable without quotes apart.
in_script(container, word) := [each |
	parts := shell.pieces(variable.value)
	some part in shell.words(parts)
	each := object.union(word, {
		"text": part.text,
		"path": variable.path,
		"at": variable.path,
		"value_path": variable.path,
		"pieces": parts,
		"piece": part.piece,
	})
] if {
	variable := variable_in(container, word.text)
} else := [filled_in(container, word)]

# Kubernetes puts variables in for $(NAME), and a shell for $NAME and ${NAME}.
filled_in(container, word) := object.union(word, {"text": variable.value, "path": variable.path, "value_path": variable.path}) if {
	variable := variable_in(container, word.text)
} else := object.union(word, {"text": concat("=", [spelled, variable.value]), "value_path": variable.path}) if {
	contains(word.text, "=$")
	[spelled, value] := halves(word.text)
	variable := variable_in(container, value)
} else := object.union(word, {"text": text}) if {
	contains(word.text, "$(")
	text := strings.replace_n(
		{concat("", ["$(", name, ")"]): variable(container, name).value | some name in names(container)},
		word.text,
	)
} else := word

variable_in(container, text) := variable(container, name) if {
	startswith(text, "$")
	[[_, short, other]] := regex.find_all_string_submatch_n(`^\$(?:\(([A-Za-z_][A-Za-z0-9_.-]*)\)|\{?([A-Za-z_][A-Za-z0-9_]*)\}?)$`, text, 1)
	name := concat("", [short, other])
}

variable(container, name) := found[count(found) - 1] if {
	found := [each | some each in containers.variables(container); each.name == name]
}

names(container) := {each.name | some each in containers.variables(container); each.name != ""}

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
	index := min({index | some index, _ in words; program_at(container, words, index)})
	is_started_at(container, words, index)
	name := program_at(container, words, index)
} else := {"program": name, "list": "args", "from": 0, "is_named": false} if {
	count(shape.array_at(container.spec, ["command"])) == 0
	name := of_image(container)
	every word in array.slice(words, 0, 1) { startswith(word.text, "-") }
}

program_at(_, words, index) := name if {
	name := shell.base(words[index].text)
	name in programs
} else := of_hyperkube[words[index].text] if {
	shell.base(words[index - 1].text) == "hyperkube"
}

program_at(container, words, 0) := of_hyperkube[words[0].text] if {
	count(shape.array_at(container.spec, ["command"])) == 0
	regex.match(`(?:^|/)hyperkube(?:-[a-z0-9]+)?$`, image.parse(container.spec.image).repository)
}

# Variables may be set before the program.
is_started_at(_, words, index) if {
	every word in array.slice(words, 0, index) { regex.match(`^[A-Za-z_][A-Za-z0-9_]*=`, word.text) }
}

is_started_at(_, words, index) if {
	first := min({place | some place, word in words; not regex.match(`^[A-Za-z_][A-Za-z0-9_]*=`, word.text)})
	first < index
	shell.base(words[first].text) in wrappers
}

# /go-runner is the entry point of the images of Kubernetes.
is_started_at(container, words, index) if {
	index > 0
	count(shape.array_at(container.spec, ["command"])) == 0
	of_image(container) == shell.base(words[index].text)
}

of_image(container) := name if {
	last := shell.base(image.parse(container.spec.image).repository)
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
		"set": {"path": path, "before": "", "after": ""},
		"remove": [alone(array.concat(container.path, ["env", index]))],
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

flag_at(words, index) := flag if {
	word := words[index]
	contains(word.text, "=")
	[spelled, value] := halves(word.text)
	flag := {
		"name": named(spelled),
		"text": word.text,
		"value": value,
		"path": word.value_path,
		"set": place_of_value(word, concat("", [spelled, "="])),
		"remove": [word],
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
		"set": place_of_value(next, ""),
		"remove": [word, next],
	}
} else := flag if {
	word := words[index]
	flag := {
		"name": named(word.text),
		"text": word.text,
		"value": "true",
		"path": word.path,
		"set": place_of_value(word, concat("", [word.text, "="])),
		"remove": [word],
	}
}

# Where a value is written: a field, or what is between two parts of a script.
place_of_value(word, spelled) := {"path": word.value_path, "before": "", "after": ""} if {
	word.value_path != word.path
} else := {"path": word.path, "before": concat("", array.concat(before, [spelled])), "after": concat("", after)} if {
	before := array.slice(word.pieces, 0, word.piece)
	after := array.slice(word.pieces, word.piece + 1, count(word.pieces))
}

# What is removed as a whole.
alone(path) := {"at": path, "pieces": [], "piece": 0}

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
		"remove": [word | some each in all; some word in each.remove],
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
		"flags": by_name(flags_of(place, value)),
		"is_whole": false,
	}
]

# Some objects have one list for all components, whose items begin with the component.
flags_of(place, value) := setting_flags(place.path, value) if {
	not place.prefix
	not place.has_fields
} else := prefixed_flags(place, value) if {
	place.prefix
} else := [flag |
	some field, held in value
	at := array.concat(place.path, [field])
	flag := object.union(pair(kebab(field), joined(held), at, at), {
		"text": concat("", [field, ": ", text_of(joined(held))]),
		"set": {"path": at, "before": "", "after": "", "type": type_name(held)},
	})
]

# anonymousAuth for --anonymous-auth. A list is one flag.
kebab(field) := lower(concat("-", [part[0] | some part in regex.find_all_string_submatch_n(`[A-Z]?[a-z0-9]+|[A-Z]+`, field, -1)]))

joined(held) := concat(",", [item | some item in held; is_string(item)]) if {
	is_array(held)
} else := held

prefixed_flags(place, items) := [flag |
	some index, item in items
	some inner in [{"text": item, "path": array.concat(place.path, [index])}, {
		"text": object.get(shape.object_or_empty(item), "arg", null),
		"path": array.concat(place.path, [index, "arg"]),
	}]
	is_string(inner.text)
	startswith(inner.text, place.prefix)
	text := trim_prefix(inner.text, place.prefix)
	[spelled, value] := halves_or_true(text)
	flag := {
		"name": named(concat("", ["--", trim_left(spelled, "-")])),
		"text": concat("", ["--", trim_left(text, "-")]),
		"value": value,
		"path": inner.path,
		"set": {"path": inner.path, "before": concat("", [place.prefix, spelled, "="]), "after": ""},
		"remove": [alone(array.concat(place.path, [index]))],
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
		"set": {"path": at, "before": concat("", [spelled, "="]), "after": ""},
		"remove": [alone(at)],
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
	"set": {"path": at, "before": "", "after": ""},
	"remove": [alone(whole)],
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

# The addresses of a list that others reach without TLS.
plain_urls(value) := {url |
	some url in items(value)
	startswith(url, "http://")
	not is_local(url)
	not is_filled_in(url)
}

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

places contains {"program": program, "path": array.concat(spec_path, field)} if {
	some [group, kind, spec_path] in [
		["bootstrap.cluster.x-k8s.io", "KThreesConfig", ["spec"]],
		["bootstrap.cluster.x-k8s.io", "KThreesConfigTemplate", ["spec", "template", "spec"]],
		["controlplane.cluster.x-k8s.io", "KThreesControlPlane", ["spec", "kthreesConfigSpec"]],
		["controlplane.cluster.x-k8s.io", "KThreesControlPlaneTemplate", ["spec", "template", "spec", "kthreesConfigSpec"]],
	]
	is_kind(group, {kind})
	some program, field in {
		"kube-apiserver": ["serverConfig", "kubeAPIServerArg"],
		"kube-controller-manager": ["serverConfig", "kubeControllerManagerArgs"],
		"kube-scheduler": ["serverConfig", "kubeSchedulerArgs"],
		"kubelet": ["agentConfig", "kubeletArgs"],
	}
}

places contains {"program": program, "path": path} if {
	is_kind("kamaji.clastix.io", {"TenantControlPlane"})
	some program, path in {
		"kube-apiserver": ["spec", "controlPlane", "deployment", "extraArgs", "apiServer"],
		"kube-controller-manager": ["spec", "controlPlane", "deployment", "extraArgs", "controllerManager"],
		"kube-scheduler": ["spec", "controlPlane", "deployment", "extraArgs", "scheduler"],
	}
}

places contains {"program": program, "path": path} if {
	is_kind("controlplane.cluster.x-k8s.io", {"KamajiControlPlane"})
	some program, path in {
		"kube-apiserver": ["spec", "apiServer", "extraArgs"],
		"kube-controller-manager": ["spec", "controllerManager", "extraArgs"],
		"kube-scheduler": ["spec", "scheduler", "extraArgs"],
	}
}

places contains {"program": program, "path": ["options", "k3s", "extraArgs"], "prefix": concat("", ["--", program, "-arg="])} if {
	is_kind("k3d.io", {"Simple"})
	some program in programs
}

# kOps has flags as fields, for all nodes, the control plane or a group of them.
places contains {"program": program, "path": ["spec", field], "has_fields": true} if {
	is_kind("kops.k8s.io", {"Cluster", "InstanceGroup"})
	some field, program in {
		"controlPlaneKubelet": "kubelet",
		"kubeAPIServer": "kube-apiserver",
		"kubeControllerManager": "kube-controller-manager",
		"kubeScheduler": "kube-scheduler",
		"kubelet": "kubelet",
		"masterKubelet": "kubelet",
	}
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

setting(found, value) := [{"op": "set", "path": found.set.path, "value": as_field(found.set, value)}]

as_field(place, value) := value == "true" if {
	place.type == "boolean"
} else := to_number(value) if {
	place.type == "number"
} else := split(value, ",") if {
	place.type == "array"
} else := concat("", [place.before, value, place.after])

removing(found) := array.concat(
	[{"op": "remove", "path": word.at} | some word in found.remove; count(word.pieces) == 0],
	[{"op": "set", "path": at, "value": concat("", left)} |
		some at in {word.at | some word in found.remove; count(word.pieces) > 0}
		words := [word | some word in found.remove; word.at == at]
		removed := {word.piece | some word in words}
		left := [piece | some index, piece in words[0].pieces; not index in removed]
	],
)
