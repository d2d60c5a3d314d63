# METADATA
# title: Give no power by a policy that changes or makes objects
# description: >-
#   If a policy makes pods privileged, or makes a binding to cluster-admin, whoever creates an ordinary object has
#   the node or the cluster: it changes objects after everything was written and reviewed.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/
#   - ref: https://kyverno.io/docs/policy-types/cluster-policy/mutate/
#   - ref: https://kyverno.io/docs/policy-types/cluster-policy/generate/
#   - ref: https://open-policy-agent.github.io/gatekeeper/website/docs/mutation/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Write what needs more power into the few objects that need it, and let the policy take power away only.
#   kinds:
#     - admissionregistration.k8s.io/MutatingAdmissionPolicy
#     - kyverno.io/ClusterPolicy
#     - kyverno.io/Policy
#     - mutations.gatekeeper.sh/Assign
#     - mutations.gatekeeper.sh/ModifySet
#     - policies.kyverno.io/GeneratingPolicy
#     - policies.kyverno.io/MutatingPolicy
#     - policies.kyverno.io/NamespacedGeneratingPolicy
#     - policies.kyverno.io/NamespacedMutatingPolicy
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1546 Event Triggered Execution"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   report: added
package plimsoll.rules["guard-rails"]["mutation-grants-power"]

import data.plimsoll.lib.kyverno
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

findings contains {
	"path": change.path,
	"message": concat("", [change.label, " ", concat(" and ", sort(words)), "."]),
	"extent": {"gives": sort(words)},
	"fix": [],
	"no_fix": "The repository does not say which objects need it.",
} if {
	some change in changes
	words := given(change.value)
	count(words) > 0
}

# What changes or makes objects: {label, path, value}.
changes contains {"label": label, "path": ["spec", "rules", index, field], "value": item[field]} if {
	kyverno.is_policy
	some index, item in shape.array_at(input.object, ["spec", "rules"])
	some field in ["generate", "mutate"]
	is_object(item[field])
	label := concat("", ["Rule \"", shape.string_at(item, ["name"]), "\" of ", meta.label])
}

# A variable is part of what uses it.
changes contains {"label": meta.label, "path": ["spec", field], "value": [expressions(field), expressions("variables")]} if {
	is_in_cel
	some field in ["generate", "mutations"]
	count(shape.array_at(input.object, ["spec", field])) > 0
}

is_in_cel if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind == "MutatingAdmissionPolicy"
}

is_in_cel if {
	meta.group == "policies.kyverno.io"
	trim_prefix(input.object.kind, "Namespaced") in {"GeneratingPolicy", "MutatingPolicy"}
}

expressions(field) := [text | walk(shape.array_at(input.object, ["spec", field]), [_, text]); is_string(text)]

# Gatekeeper names the field apart from its value: both are put together.
changes contains {"label": meta.label, "path": ["spec", "parameters"], "value": {last_field: shape.object_at(input.object, ["spec", "parameters"]).assign.value}} if {
	meta.group == "mutations.gatekeeper.sh"
	input.object.kind == "Assign"
}

changes contains {"label": meta.label, "path": ["spec", "parameters"], "value": {"capabilities": {"add": shape.array_at(input.object, ["spec", "parameters", "values", "fromList"])}}} if {
	meta.group == "mutations.gatekeeper.sh"
	input.object.kind == "ModifySet"
	endswith(shape.string_at(input.object, ["spec", "location"]), "capabilities.add")
	shape.string_at(input.object, ["spec", "parameters", "operation"]) in {"", "merge"}
}

last_field := steps[count(steps) - 1] if {
	steps := split(shape.string_at(input.object, ["spec", "location"]), ".")
}

given(value) := ((((({words |
	some key, words in switches
	walk(value, [path, each])
	sets(path, key)
	is_truth(each)
} | {words |
	walk(value, [path, each])
	sets(path, "add")
	"capabilities" in {plain(step) | some step in path; is_string(step)}
	is_array(each)
	some name in each
	words := adding(name)
}) | {words |
	walk(value, [path, each])
	sets(path, "hostPath")
	is_object(each)
	words := mounting(shape.string_at(each, ["path"]))
}) | {words |
	walk(value, [_, each])
	is_object(each)
	shape.string_at(each, ["roleRef", "name"]) == "cluster-admin"
	words := "makes a binding to cluster-admin"
}) | {words |
	walk(value, [path, each])
	sets(path, "name")
	path[count(path) - 2] == "roleRef"
	each == "cluster-admin"
	words := "makes a binding to cluster-admin"
}) | {words |
	walk(value, [_, each])
	is_object(each)
	some rule in shape.array_at(each, ["rules"])
	every field in ["apiGroups", "resources", "verbs"] {
		"*" in shape.array_at(shape.object_or_empty(rule), [field])
	}
	words := "makes a role that allows everything"
}) | {words |
	walk(value, [_, text])
	is_string(text)
	some words in said(normal(text))
}

switches := {
	"hostIPC": "puts pods into the IPC namespace of the node",
	"hostNetwork": "puts pods on the network of the node",
	"hostPID": "puts pods among the processes of the node",
	"privileged": "makes containers privileged",
}

# `+(x)` sets what is not set; other anchors in parentheses are conditions.
sets(path, key) if {
	count(path) > 0
	plain(path[count(path) - 1]) == key
	every step in path { not is_condition(step) }
}

is_condition(step) if {
	is_string(step)
	some start in ["(", "<("]
	startswith(step, start)
}

plain(step) := trim_suffix(trim_prefix(step, "+("), ")") if {
	is_string(step)
	not startswith(step, "(")
}

is_truth(true)

is_truth("true")

adding(name) := concat("", ["adds the capability ", name]) if {
	is_string(name)
	trim_prefix(upper(name), "CAP_") in powerful
}

powerful := {
	"ALL", "BPF", "DAC_READ_SEARCH", "NET_ADMIN", "PERFMON", "SYS_ADMIN", "SYS_BOOT", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO",
}

mounting(path) := concat("", ["mounts ", path, " of the node"]) if {
	some start in sensitive
	startswith(concat("", [trim_suffix(path, "/"), "/"]), start)
}

mounting("/") := "mounts / of the node"

sensitive := {"/boot/", "/dev/", "/etc/kubernetes/", "/proc/", "/root/", "/run/containerd/", "/run/crio/", "/run/docker.sock/", "/var/lib/etcd/", "/var/lib/kubelet/", "/var/run/containerd/", "/var/run/crio/", "/var/run/docker.sock/"}

# Expressions in CEL and patches in JSON are read as texts, without blanks and quotes.
normal(text) := strings.replace_n({" ": "", "\n": ",", "\t": "", "\"": "", "'": ""}, text) if {
	contains(text, "{")
} else := strings.replace_n({" ": "", "\n": ",", "\t": "", "\"": "", "'": ""}, text) if {
	contains(text, "op:")
} else := ""

said(text) := ((((({words |
	some key, words in switches
	contains(text, concat("", [key, ":true"]))
} | {words |
	some key, words in switches
	some operation in split(text, "op:")
	contains(operation, concat("", ["/", key, ","]))
	contains(operation, "value:true")
}) | {words |
	some key in ["dyn(", ""]
	contains(text, concat("", ["privileged:", key, "true"]))
	words := switches.privileged
}) | {words |
	contains(text, "capabilities")
	some name in powerful
	some sign in [",", "]"]
	some part in array.slice(split(text, "add:["), 1, 100)
	contains(concat("", [",", split(part, "]")[0], "]"]), concat("", [",", name, sign]))
	words := adding(name)
}) | {words |
	contains(text, "roleRef")
	contains(text, "name:cluster-admin")
	words := "makes a binding to cluster-admin"
}) | {words |
	contains(text, "roleRef")
	contains(text, "name:dyn(cluster-admin)")
	words := "makes a binding to cluster-admin"
}) | {words |
	some part in array.slice(split(text, "hostPath"), 1, 100)
	some part_of in array.slice(split(part, "path:"), 1, 2)
	words := mounting(split(split(split(part_of, "}")[0], ",")[0], ")")[0])
}
