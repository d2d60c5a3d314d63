# METADATA
# title: Do not use the group system:masters
# description: >-
#   The API server allows members of system:masters everything before it asks any authorizer: no role, webhook or
#   revoked binding limits them. The ConfigMap aws-auth, or what eksctl and Cluster API write into it, makes roles and
#   users of AWS members.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Map to a group of your own, bind to it the role that it needs, and keep system:masters for emergencies. On EKS, an
#     access entry takes the place of aws-auth.
#   kinds: [ConfigMap, controlplane.cluster.x-k8s.io/AWSManagedControlPlane, eksctl.io/ClusterConfig]
#   sets: [baseline, restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.7"
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["system-masters"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: other groups; a comment; other ConfigMaps, which nobody reads for it. A binding to the group grants it
# nothing that it does not have.
findings contains finding if {
	is_aws_auth
	some field, who in {"mapRoles": "AWS roles", "mapUsers": "AWS users"}
	entries := [entry | some entry in entries_of(shape.string_at(input.object, ["data", field])); is_master(entry)]
	count(entries) > 0
	finding := {
		"path": ["data", field],
		"message": concat("", [meta.label, " puts ", who, " into the group system:masters."]),
		"extent": {"principals": principals(entries)},
		"fix": [],
		"no_fix": "The repository does not say which permissions they use.",
	}
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

findings contains finding if {
	some mapping in mappings
	some index, group in shape.array_at(input.object, mapping.path)
	group == "system:masters"
	finding := {
		"path": array.concat(mapping.path, [index]),
		"message": concat("", [meta.label, " puts ", mapping.who, " into the group system:masters."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which permissions it uses.",
	}
}

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
