# METADATA
# title: Roles and users of AWS in the group system:masters
# description: >-
#   The ConfigMap aws-auth, and what eksctl and Cluster API write into it. The group is in no role of the repository: the API
#   server allows its members everything.
package plimsoll.lib.aws_masters

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Each place that makes members: {path, who, extent}.
members contains {"path": ["data", field], "who": who, "extent": {"principals": principals(entries)}} if {
	is_aws_auth
	some field, who in {"mapRoles": "AWS roles", "mapUsers": "AWS users"}
	entries := [entry | some entry in entries_of(shape.string_at(input.object, ["data", field])); is_master(entry)]
	count(entries) > 0
}

members contains {"path": array.concat(mapping.path, [index]), "who": mapping.who, "extent": {}} if {
	some mapping in mappings
	some index, group in shape.array_at(input.object, mapping.path)
	group == "system:masters"
}

is_master(entry) if {
	some line in entry
	regex.match(`^[^#]*\bsystem:masters(["'\s,\]}]|$)`, line)
}

# The lines of each item of the list, which is written as text. Items begin at the dashes that stand furthest to the left;
# a text without dashes is one item.
entries_of(text) := [entry |
	lines := split(text, "\n")
	dashes := {index: indent |
		some index, line in lines
		regex.match(`^ *- `, line)
		indent := indexof(line, "-")
	}
	left := min({indent | some indent in dashes} | {1000})
	starts := sort({0} | {index | some index, indent in dashes; indent == left})
	some place, start in starts
	after := array.concat(starts, [count(lines)])[place + 1]
	entry := array.slice(lines, start, after)
]

# Whom the items are about; every word of them if they name nobody that is known.
principals(entries) := sort(named) if {
	named := {arn | some entry in entries; some line in entry; some [arn] in regex.find_all_string_submatch_n(`arn:[^\s"',}]+`, line, -1)}
	count(named) > 0
} else := sort({trim_space(line) | some entry in entries; some line in entry})

mappings contains {"path": ["iamIdentityMappings", index, "groups"], "who": who} if {
	meta.group == "eksctl.io"
	input.object.kind == "ClusterConfig"
	some index, item in shape.array_at(input.object, ["iamIdentityMappings"])
	who := named(item, "arn")
}

mappings contains {"path": array.concat(path, [index, "groups"]), "who": who} if {
	meta.group == "controlplane.cluster.x-k8s.io"
	input.object.kind == "AWSManagedControlPlane"
	some list, key in {"mapRoles": "rolearn", "mapUsers": "userarn"}
	path := ["spec", "iamAuthenticatorConfig", list]
	some index, item in shape.array_at(input.object, path)
	who := named(item, key)
}

named(item, key) := name if {
	name := shape.string_at(shape.object_or_empty(item), [key])
	name != ""
} else := "a role or user of AWS"

is_aws_auth if {
	meta.group == ""
	input.object.kind == "ConfigMap"
	meta.name == "aws-auth"
	shape.string_at(input.object, ["metadata", "namespace"]) == "kube-system"
}
