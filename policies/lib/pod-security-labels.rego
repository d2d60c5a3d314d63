# METADATA
# title: What decides the Pod Security level of a namespace
# description: >-
#   As k8s.io/pod-security-admission reads them. A key that it does not know is a label like any other, and chooses
#   nothing.
package plimsoll.lib.pod_security_labels

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

prefix := "pod-security.kubernetes.io/"

modes := ["audit", "enforce", "warn"]

strictness := {"privileged": 0, "baseline": 1, "restricted": 2}

# The minor version of Kubernetes that added a check of either level, by the check's id. Later changes of a check allow
# more than before.
added_in := {
	"allowPrivilegeEscalation": 8,
	"capabilities_restricted": 22,
	"hostProbesAndHostLifecycle": 34,
	"runAsUser": 23,
	"seccompProfile_restricted": 19,
}

# The same for the checks of one level.
added_at := {
	"baseline": {"hostProbesAndHostLifecycle": 34},
	"restricted": added_in,
}

# The controllers of Kubernetes that create pods: an exemption for one is an exemption for all pods that it makes.
controllers := {
	"system:kube-controller-manager",
	"system:serviceaccount:kube-system:daemon-set-controller",
	"system:serviceaccount:kube-system:job-controller",
	"system:serviceaccount:kube-system:replicaset-controller",
	"system:serviceaccount:kube-system:replication-controller",
	"system:serviceaccount:kube-system:statefulset-controller",
}

is_namespace if {
	meta.group == ""
	input.object.kind == "Namespace"
}

path(name) := ["metadata", "labels", concat("", [prefix, name])]

# The value of a label by the name after the slash; "" for none.
value(name) := shape.string_at(input.object, path(name))

is_version(text) if text == "latest"

is_version(text) if regex.match(`^v1\.(0|[1-9][0-9]*)$`, text)

names := {name | some mode in modes; some name in {mode, concat("", [mode, "-version"])}}

# Labels and annotations that look like one of the labels, and choose nothing: {path, key, kind, means}, where `means` is
# the name of the label that was meant, or "" if that cannot be said.
strays contains {"path": ["metadata", "labels", key], "key": key, "kind": "label", "value": text, "means": meant(name)} if {
	is_namespace
	some key, text in shape.object_at(input.object, ["metadata", "labels"])
	startswith(key, prefix)
	name := substring(key, count(prefix), -1)
	not name in names
}

strays contains {"path": ["metadata", "labels", key], "key": key, "kind": "label", "value": text, "means": name} if {
	is_namespace
	some key, text in shape.object_at(input.object, ["metadata", "labels"])
	some wrong in wrong_prefixes
	startswith(key, wrong)
	name := substring(key, count(wrong), -1)
	name in names
}

strays contains {
	"path": ["metadata", "annotations", key],
	"key": key,
	"kind": "annotation",
	"value": text,
	"means": name,
} if {
	is_namespace
	some key, text in shape.object_at(input.object, ["metadata", "annotations"])
	startswith(key, prefix)
	name := substring(key, count(prefix), -1)
	name in names
}

wrong_prefixes := {
	"pod-security.k8s.io/",
	"pod-security.kubernetes/",
	"pod-security/",
	"podsecurity.k8s.io/",
	"podsecurity.kubernetes.io/",
	"podsecuritystandards.kubernetes.io/",
}

meant(name) := plain if {
	plain := replace(lower(name), "_", "-")
	plain in names
} else := synonyms[lower(name)] if {
	synonyms[lower(name)]
} else := ""

synonyms := {
	"audited": "audit",
	"auditversion": "audit-version",
	"enforced": "enforce",
	"enforcement": "enforce",
	"enforceversion": "enforce-version",
	"enforced-version": "enforce-version",
	"warning": "warn",
	"warnings": "warn",
	"warnversion": "warn-version",
}

# Those that namespace/pod-security-labels names, because the namespace enforces nothing in their place.
strays_for_enforce := {stray | some stray in strays; stray.means == "enforce"; value("enforce") == ""}
