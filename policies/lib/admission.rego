# METADATA
# title: What a webhook is asked about
package plimsoll.lib.admission

import data.plimsoll.lib.shape

groups(webhook) := {group |
	some rule in shape.array_at(webhook, ["rules"])
	some group in shape.array_at(shape.object_or_empty(rule), ["apiGroups"])
}

# Groups of Kubernetes have no dot, or end in k8s.io.
is_of_kubernetes(group) if {
	is_string(group)
	not contains(group, ".")
}

is_of_kubernetes(group) if {
	is_string(group)
	endswith(group, ".k8s.io")
}

# Whether all of its rules are for kinds that Kubernetes does not have itself. Without rules, nothing is known.
is_of_its_own_kinds(webhook) if {
	count(groups(webhook)) > 0
	every group in groups(webhook) {
		not is_of_kubernetes(group)
	}
}

# Whether it is asked about objects of Kubernetes itself.
checks_kubernetes(webhook) if {
	some rule in shape.array_at(webhook, ["rules"])
	some group in shape.array_at(shape.object_or_empty(rule), ["apiGroups"])
	is_of_kubernetes(group)
	count(shape.array_at(rule, ["operations"])) > 0
	count(shape.array_at(rule, ["resources"])) > 0
}
