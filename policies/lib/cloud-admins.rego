# METADATA
# title: Administrators that no binding of Kubernetes makes
# description: >-
#   What clouds and controllers grant by objects of their own: everything in the cluster, or everything in the account that
#   the cluster is in.
package plimsoll.lib.cloud_admins

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Each grant of everything: {path, what, who}.
grants contains {"path": path, "what": what, "who": who} if {
	meta.group in groups_of_aws
	some field in ["spec", "accessConfig", "addons", "capabilities", "iam", "managedNodeGroups", "nodeGroups"]
	walk(object.get(input.object, field, {}), [below, value])
	is_string(value)
	startswith(value, "arn:aws")
	some what in ["AdministratorAccess", "AmazonEKSClusterAdminPolicy"]
	endswith(value, concat("/", ["", what]))
	some middle in [":iam::aws:policy/", ":eks::aws:cluster-access-policy/"]
	contains(value, middle)
	path := array.concat([field], below)
	who := principal_of(path)
}

groups_of_aws := {
	"controlplane.cluster.x-k8s.io",
	"eks.aws.m.upbound.io",
	"eks.aws.upbound.io",
	"eks.services.k8s.aws",
	"eksctl.io",
	"iam.aws.crossplane.io",
	"iam.aws.m.upbound.io",
	"iam.aws.upbound.io",
	"iam.services.k8s.aws",
}

# Whom the nearest map around a path names; empty if it is the object itself.
principal_of(path) := named[max(object.keys(named))] if {
	named := {length: name |
		some length in numbers.range(0, count(path) - 1)
		around := object.get(input.object, array.slice(path, 0, length), null)
		is_object(around)
		name := name_in(around, length)
	}
	count(named) > 0
} else := ""

name_in(around, length) := name if {
	length > 0
	some key in ["principalARN", "principalArn", "role"]
	name := shape.string_at(around, [key])
	name != ""
} else := concat("", ["ServiceAccount ", shape.string_at(around, ["metadata", "namespace"]), "/", name]) if {
	length > 0
	name := shape.string_at(around, ["metadata", "name"])
	name != ""
} else := name if {
	length > 1
	name := shape.string_at(around, ["name"])
	name != ""
}

grants contains {"path": found.role_path, "what": found.role, "who": member.name} if {
	some found in roles_of_google
	found.role in {"roles/container.admin", "roles/owner"}
	shape.string_at(input.object, ["spec", "resourceRef", "kind"]) in {"Folder", "Organization", "Project"}
	some member in found.members
	not member.name in everybody
}

# Whom rbac/public-binding reports.
everybody := {"allAuthenticatedUsers", "allUsers"}

# The roles that an object of Config Connector grants: {role, role_path, members: {name, path}}.
roles_of_google contains {
	"role": shape.string_at(input.object, ["spec", "role"]),
	"role_path": ["spec", "role"],
	"members": {{"name": name, "path": ["spec", "member"]} |
		name := shape.string_at(input.object, ["spec", "member"])
		name != ""
	},
} if {
	meta.group == "iam.cnrm.cloud.google.com"
	input.object.kind == "IAMPolicyMember"
}

roles_of_google contains {
	"role": shape.string_at(binding, ["role"]),
	"role_path": ["spec", "bindings", index, "role"],
	"members": {{"name": name, "path": array.concat(["spec", "bindings", index, "members", place], below)} |
		some place, member in shape.array_at(binding, ["members"])
		some below in [[], ["member"]]
		name := text_at(member, below)
	},
} if {
	meta.group == "iam.cnrm.cloud.google.com"
	input.object.kind in {"IAMPartialPolicy", "IAMPolicy"}
	some index, item in shape.array_at(input.object, ["spec", "bindings"])
	binding := shape.object_or_empty(item)
}

text_at(member, []) := member if is_string(member)

text_at(member, ["member"]) := member.member if is_string(member.member)

# Of Azure, on a subscription, a resource group or a cluster.
grants contains {"path": ["spec", "roleDefinitionReference", field], "what": what, "who": who} if {
	meta.group == "authorization.azure.com"
	input.object.kind == "RoleAssignment"
	is_wide(shape.object_at(input.object, ["spec", "owner"]))
	some field in ["armId", "wellKnownName"]
	written := shape.string_at(input.object, ["spec", "roleDefinitionReference", field])
	some what, id in {
		"Azure Kubernetes Service RBAC Cluster Admin": "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
		"Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
	}
	true in {lower(written) == lower(what), endswith(lower(written), id)}
	who := principal_of_azure
}

is_wide(owner) if owner.kind in {"ManagedCluster", "ResourceGroup", "Subscription"}

is_wide(owner) if {
	parts := split(trim(lower(shape.string_at(owner, ["armId"])), "/"), "/")
	parts[0] == "subscriptions"
	count(parts) < 5
}

principal_of_azure := name if {
	some path in [["spec", "principalId"], ["spec", "principalIdFromConfig", "name"]]
	name := shape.string_at(input.object, path)
	name != ""
} else := "a principal"

# Rancher's own bindings, and those that RBAC Manager makes.
grants contains {"path": [field], "what": role, "who": who} if {
	meta.group == "management.cattle.io"
	some kind, [field, role] in {
		"ClusterRoleTemplateBinding": ["roleTemplateName", "cluster-owner"],
		"GlobalRoleBinding": ["globalRoleName", "admin"],
	}
	input.object.kind == kind
	shape.string_at(input.object, [field]) == role
	named := [name |
		some key in ["userName", "userPrincipalName", "groupName", "groupPrincipalName"]
		name := shape.string_at(input.object, [key])
		name != ""
	]
	who := array.concat(named, [""])[0]
}

grants contains {
	"path": ["rbacBindings", index, "clusterRoleBindings", place, "clusterRole"],
	"what": "cluster-admin",
	"who": concat(", ", sort({name |
		some subject in shape.array_at(binding, ["subjects"])
		name := shape.string_at(shape.object_or_empty(subject), ["name"])
	})),
} if {
	meta.group == "rbacmanager.reactiveops.io"
	some index, item in shape.array_at(input.object, ["rbacBindings"])
	binding := shape.object_or_empty(item)
	some place, role in shape.array_at(binding, ["clusterRoleBindings"])
	role.clusterRole == "cluster-admin"
}
