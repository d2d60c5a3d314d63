# METADATA
# title: Limit what an AppProject allows
# description: >-
#   A project that allows every repository, every destination and every kind keeps nobody from anything: whoever can
#   write an Application in it controls the cluster.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Name the repositories, the namespaces and the cluster-wide kinds that the Applications need.
#   kinds: [argoproj.io/AppProject]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1098 Account Manipulation"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.gitops["app-project-wildcard"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: any limit. The project default, which Argo CD makes itself, is wide by design.
findings contains finding if {
	is_project
	meta.name != "default"
	"*" in shape.strings_at(input.object, ["spec", "sourceRepos"])
	some index, destination in shape.array_at(input.object, ["spec", "destinations"])
	is_everywhere(shape.object_or_empty(destination))
	some kind in shape.array_at(input.object, ["spec", "clusterResourceWhitelist"])
	is_every_kind(shape.object_or_empty(kind))
	not is_denied
	finding := {
		"path": ["spec"],
		"entries": ["clusterResourceWhitelist", "destinations", "sourceRepos"],
		"message": concat("", [meta.label, " allows every repository, every destination and every cluster-wide kind."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say what the Applications of the project need.",
	}
}

# Allowed: names and patterns with more than a star.
findings contains finding if {
	is_project
	some index, namespace in shape.array_at(input.object, ["spec", "sourceNamespaces"])
	namespace == "*"
	finding := {
		"path": ["spec", "sourceNamespaces", index],
		"message": concat("", [meta.label, " takes Applications from every namespace."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say in which namespaces Applications of the project are.",
	}
}

is_project if {
	meta.group == "argoproj.io"
	input.object.kind == "AppProject"
}

# A destination is a server or a name, and a namespace.
is_everywhere(destination) if {
	object.get(destination, "namespace", null) == "*"
	some field in ["server", "name"]
	object.get(destination, field, null) == "*"
}

is_every_kind(item) if {
	object.get(item, "group", null) == "*"
	object.get(item, "kind", null) == "*"
}

is_denied if {
	some [list, field] in [["sourceRepos", null], ["destinations", "server"], ["destinations", "namespace"], ["destinations", "name"]]
	some item in shape.array_at(input.object, ["spec", list])
	startswith(text_of(item, field), "!")
}

is_denied if count(shape.array_at(input.object, ["spec", "clusterResourceBlacklist"])) > 0

text_of(item, null) := item if is_string(item)

text_of(item, field) := shape.string_at(item, [field]) if {
	is_string(field)
	is_object(item)
}
