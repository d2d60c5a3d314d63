# METADATA
# title: Roles and bindings
package plimsoll.lib.rbac

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# OpenShift serves the same objects in a group of its own.
is_rbac if meta.group in {"authorization.openshift.io", "rbac.authorization.k8s.io"}

is_role if {
	is_rbac
	input.object.kind in {"ClusterRole", "Role"}
}

is_binding if {
	is_rbac
	input.object.kind in {"ClusterRoleBinding", "RoleBinding"}
}

# The rules that take effect: {spec, path, grant}. The control plane overwrites the rules of an aggregated role.
rules := [rule |
	is_role
	not is_aggregated
	some index, item in shape.array_at(input.object, ["rules"])
	spec := shape.object_or_empty(item)
	grant := {field: granted(spec, field) | some field in grant_fields}
	grants_something(grant)
	rule := {"spec": spec, "path": ["rules", index], "grant": grant}
]

grant_fields := ["apiGroups", "nonResourceURLs", "resources", "verbs"]

# "" is the core API group, and nothing anywhere else.
granted(spec, field) := shape.strings_at(spec, [field]) if {
	field == "apiGroups"
} else := shape.strings_at(spec, [field]) - {""}

grants_something(grant) if {
	count(grant.verbs) > 0
	count(grant.resources | grant.nonResourceURLs) > 0
}

is_aggregated if {
	input.object.kind == "ClusterRole"
	is_object(input.object.aggregationRule)
}

selectors := [selector |
	is_role
	is_aggregated
	some selector in shape.array_at(input.object, ["aggregationRule", "clusterRoleSelectors"])
]

# The rules that a rule about one right looks at: all but those that grant everything, which rbac/any-any reports.
limited_rules := [rule | some rule in rules; not grants_everything(rule)]

# Every verb on every resource, of the core API group or of all, whatever its name.
grants_everything(rule) if {
	"*" in rule.grant.verbs
	"*" in rule.grant.resources
	in_group(rule, "")
	names_none(rule)
}

in_group(rule, group) if count(rule.grant.apiGroups & {group, "*"}) > 0

# Whether a rule is not limited to objects with given names. `resourceNames: []` names none, which is all.
names_none(rule) if count(shape.array_at(rule.spec, ["resourceNames"])) == 0

# Whether a rule allows one of the verbs without a name. Whoever creates an object or deletes a collection asks for the
# name "".
names_none_for(rule, _) if names_none(rule)

names_none_for(rule, verbs) if {
	"" in shape.array_at(rule.spec, ["resourceNames"])
	count(verbs & {"create", "deletecollection", "*"}) > 0
}

# Whether a rule reaches an object of the given name.
reaches(rule, _) if names_none(rule)

reaches(rule, name) if name in shape.array_at(rule.spec, ["resourceNames"])

# Where the first of the given items stands in a list of a rule.
first_path(rule, field, items) := array.concat(rule.path, [field, min(indexes)]) if {
	indexes := {index | some index, item in shape.array_at(rule.spec, [field]); item in items}
}

# Where each of the given items of a list of a rule stands first.
item_paths(rule, field, items) := {item: first_path(rule, field, {item}) | some item in items}

# What a rule grants of a right, by name: {resources, verbs}. Undefined if it grants none of it. The resource * matches
# only if it is asked for: rbac/wildcard reports it.
right(rule, group, resources, verbs) := {"resources": on, "verbs": may} if {
	in_group(rule, group)
	on := rule.grant.resources & resources
	may := rule.grant.verbs & verbs
	count(on) > 0
	count(may) > 0
}

# The same over several API groups: `resources` has the resources of each.
right_of(rule, resources, verbs) := {"resources": on, "verbs": may} if {
	on := {resource |
		some group, of in resources
		in_group(rule, group)
		some resource in (rule.grant.resources & of)
	}
	may := rule.grant.verbs & verbs
	count(on) > 0
	count(may) > 0
}

# What a rule grants on pods and what makes pods.
right_on_workloads(rule, verbs) := right_of(rule, workloads, verbs)

workloads := {
	"": {"pods", "replicationcontrollers"},
	"apps": {"daemonsets", "deployments", "replicasets", "statefulsets"},
	"batch": {"cronjobs", "jobs"},
}

# A right in words: `allows get, list on pods/exec`.
allows(right_of) := concat("", [
	"allows ",
	all_or(right_of.verbs, "every verb"),
	" on ",
	all_or(right_of.resources, "every resource"),
])

# A right as a finding's extent, and where its items stand.
right_extent(right_of) := {field: sort(items) | some field, items in right_of}

right_extent_at(rule, right_of) := {field: item_paths(rule, field, items) | some field, items in right_of}

# Whether the object is one of the ClusterRoles that the API server itself creates, by its name and label.
is_bootstrapped(names) if {
	input.object.kind == "ClusterRole"
	meta.name in names
	object.get(input.object, ["metadata", "labels", "kubernetes.io/bootstrapping"], null) == "rbac-defaults"
}

# The ClusterRoles of Kubernetes' own controllers, and those of its roles that may write workloads.
is_own_of_controllers if {
	startswith(meta.name, "system:")
	is_bootstrapped({meta.name})
}

is_own_of_workloads if is_own_of_controllers

is_own_of_workloads if is_bootstrapped({"admin", "edit"})

# What a selector of aggregated roles selects, in words; undefined for one that names labels of its own. A term that only
# leaves something out selects nearly everything.
selected(selector) := "every ClusterRole" if {
	count(labels_of(selector)) == 0
	count(expressions_of(selector)) == 0
} else := "every ClusterRole but some" if {
	count(labels_of(selector)) == 0
	operators := {shape.string_at(term, ["operator"]) | some term in expressions_of(selector)}
	count(operators - {"DoesNotExist", "NotIn"}) == 0
} else := "Kubernetes' own ClusterRoles, cluster-admin among them" if {
	selects_bootstrapped(selector)
}

# Whether cluster-admin is among them.
selects_everything(selector) if {
	selected(selector)
	not excludes_bootstrapped(selector)
}

excludes_bootstrapped(selector) if {
	some term in expressions_of(selector)
	shape.string_at(term, ["key"]) == "kubernetes.io/bootstrapping"
	shape.string_at(term, ["operator"]) == "DoesNotExist"
}

excludes_bootstrapped(selector) if {
	some term in expressions_of(selector)
	shape.string_at(term, ["key"]) == "kubernetes.io/bootstrapping"
	shape.string_at(term, ["operator"]) == "NotIn"
	"rbac-defaults" in shape.strings_at(term, ["values"])
}

labels_of(selector) := shape.object_at(shape.object_or_empty(selector), ["matchLabels"])

expressions_of(selector) := shape.array_at(shape.object_or_empty(selector), ["matchExpressions"])

selects_bootstrapped(selector) if {
	object.get(labels_of(selector), "kubernetes.io/bootstrapping", "") == "rbac-defaults"
	count(labels_of(selector)) == 1
}

selects_bootstrapped(selector) if {
	count(labels_of(selector)) == 0
	some term in expressions_of(selector)
	shape.string_at(term, ["key"]) == "kubernetes.io/bootstrapping"
	shape.string_at(term, ["operator"]) == "Exists"
}

selects_bootstrapped(selector) if {
	count(labels_of(selector)) == 0
	some term in expressions_of(selector)
	shape.string_at(term, ["key"]) == "kubernetes.io/bootstrapping"
	shape.string_at(term, ["operator"]) == "In"
	"rbac-defaults" in shape.strings_at(term, ["values"])
}

# A rule as a finding's extent: what it reaches, sorted. Empty fields are left out; * stands for no limit by name.
extent(rule) := object.union(
	{field: sort(items) | some field, items in rule.grant; count(items) > 0},
	{"resourceNames": names},
) if {
	names := names_in_extent(rule)
}

names_in_extent(rule) := ["*"] if names_none(rule)

names_in_extent(rule) := sort(shape.strings_at(rule.spec, ["resourceNames"])) if not names_none(rule)

# A grant in words: `get, list on deployments, pods in apps, core`.
words(grant) := concat("", [all_or(grant.verbs, "every verb"), " on ", things(grant)])

things(grant) := concat("", [all_or(grant.resources, "every resource"), groups(grant)]) if {
	count(grant.resources) > 0
} else := all_or(grant.nonResourceURLs, "every URL")

groups(grant) := " in every API group" if {
	"*" in grant.apiGroups
} else := " in the core API group" if {
	grant.apiGroups == {""}
} else := concat("", [" in ", concat(", ", named)]) if {
	named := sort({group_name(group) | some group in grant.apiGroups})
	count(named) > 0
} else := ""

group_name(group) := "core" if {
	group == ""
} else := group

# Everything, or the items by name.
all_or(items, all) := all if {
	"*" in items
} else := concat(", ", sort(items))

# The role that a binding gives. In OpenShift's group, the kind may be left out.
role_ref := {"kind": role_kind, "name": shape.string_at(input.object, ["roleRef", "name"])} if is_binding

role_kind := kind if {
	kind := shape.string_at(input.object, ["roleRef", "kind"])
	kind != ""
} else := "" if {
	meta.group == "rbac.authorization.k8s.io"
} else := "ClusterRole" if {
	shape.string_at(input.object, ["roleRef", "namespace"]) == ""
} else := "Role"

role_label := concat("", [role_ref.kind, " \"", role_ref.name, "\""]) if {
	role_ref.name != ""
} else := "a role"

# Whom a binding gives its role: `ServiceAccount shop/web`, `Group system:masters`.
subjects := {subject | some subject, _ in subject_indexes}

# Where each of them stands in `subjects`.
subject_paths := {subject: ["subjects", min(indexes)] | some subject, indexes in subject_indexes}

subject_indexes[subject] contains index if {
	is_binding
	some index, item in shape.array_at(input.object, ["subjects"])
	kind := shape.string_at(item, ["kind"])
	name := shape.string_at(item, ["name"])
	name != ""
	subject := concat("", [kind, " ", in_namespace(kind, shape.string_at(item, ["namespace"]), name)])
}

# OpenShift's older form, which counts if there is no other.
subject_indexes[subject] contains index if {
	is_binding
	some field, kind in older_fields
	some index, name in shape.array_at(input.object, [field])
	is_string(name)
	subject := concat(" ", [kind, name])
}

older_fields := {"groupNames": "Group", "userNames": "User"} if {
	meta.group == "authorization.openshift.io"
	count(shape.array_at(input.object, ["subjects"])) == 0
} else := {}

# Users and groups have no namespace: the authorizer ignores one that is written.
in_namespace(kind, namespace, name) := concat("/", [namespace, name]) if {
	kind == "ServiceAccount"
	namespace != ""
} else := name
