# METADATA
# title: Where what a role allows counts
# description: A ClusterRole counts in the namespaces of its RoleBindings, or in all if a ClusterRoleBinding of the repository has it.
package plimsoll.lib.rbac_reach

import data.plimsoll.lib.meta

# For after "of" and "in".
namespaces := "its namespace" if {
	input.object.kind == "Role"
} else := "every namespace" if {
	some binding in data.facts.targets[input.source.target].rbac.bindings[""]
	binding.exists == "yes"
	some role in binding.roles
	role.namespace == ""
	role.name == meta.name
} else := "the namespaces that it is bound in"
