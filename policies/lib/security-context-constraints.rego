# METADATA
# title: OpenShift's security context constraints
# description: >-
#   What pods may do by a SecurityContextConstraints object, and whom it is for. RBAC can give it to more: the verb use on
#   it by its name.
package plimsoll.lib.security_context_constraints

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

is_constraints if {
	input.object.kind == "SecurityContextConstraints"
	meta.group == "security.openshift.io"
}

# What each field allows, in words. By each of it a pod takes over its node or reads what is the node's.
takeovers[path] := words if {
	is_constraints
	some field, words in switches
	path := [field]
	object.get(input.object, path, null) == true
}

takeovers[["allowedCapabilities"]] := concat("", ["the capabilities ", concat(", ", sort(capabilities))]) if {
	is_constraints
	count(capabilities) > 0
}

switches := {
	"allowHostDirVolumePlugin": "hostPath volumes",
	"allowHostIPC": "the node's IPC namespace",
	"allowHostNetwork": "the node's network",
	"allowHostPID": "the node's process ids",
	"allowPrivilegedContainer": "privileged containers",
}

capabilities := shape.strings_at(input.object, ["allowedCapabilities"]) & {
	"*",
	"ALL",
	"BPF",
	"DAC_READ_SEARCH",
	"SYS_ADMIN",
	"SYS_BOOT",
	"SYS_MODULE",
	"SYS_PTRACE",
	"SYS_RAWIO",
}

# Groups that every user or every pod with a token is in, and users that stand for everyone.
everyone := {
	"system:anonymous",
	"system:authenticated",
	"system:authenticated:oauth",
	"system:serviceaccounts",
	"system:unauthenticated",
}

# Whom the object gives itself to of these, by field and index.
given_to_everyone contains {"name": name, "path": [field, index]} if {
	is_constraints
	some field in ["groups", "users"]
	some index, name in shape.array_at(input.object, [field])
	name in everyone
}

# A ClusterRole of OpenShift gives those of these names to every authenticated user.
is_for_everyone_by_name if {
	is_constraints
	meta.name in {"restricted", "restricted-v2", "restricted-v3"}
}

is_for_everyone if is_for_everyone_by_name

is_for_everyone if count(given_to_everyone) > 0

# Those of OpenShift itself that give up the node.
privileged_names := {
	"hostaccess",
	"hostmount-anyuid",
	"hostmount-anyuid-v2",
	"hostnetwork",
	"hostnetwork-v2",
	"node-exporter",
	"privileged",
}
