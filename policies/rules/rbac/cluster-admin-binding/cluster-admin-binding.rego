# METADATA
# title: Bind a smaller role than cluster-admin
# description: >-
#   cluster-admin allows everything on everything, and so does a role that is written so. Bound to a service account, every pod that runs as it, and
#   everyone who can create such a pod, controls the cluster (or, with a RoleBinding, the namespace). Clouds, Rancher and others grant the same by
#   objects of their own: access entries of EKS, the group system:masters, and roles that own the account of the cluster.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Bind a Role or ClusterRole with the verbs and resources that are used. In a cloud, grant a role for one purpose, or map
#     to a group of your own and bind that.
#   kinds:
#     - ConfigMap
#     - authorization.openshift.io/ClusterRoleBinding
#     - authorization.openshift.io/RoleBinding
#     - authorization.azure.com/RoleAssignment
#     - controlplane.cluster.x-k8s.io/AWSManagedControlPlane
#     - eks.aws.m.upbound.io/AccessPolicyAssociation
#     - eks.aws.upbound.io/AccessPolicyAssociation
#     - eks.services.k8s.aws/AccessEntry
#     - eksctl.io/ClusterConfig
#     - iam.aws.crossplane.io/Role
#     - iam.aws.crossplane.io/RolePolicyAttachment
#     - iam.aws.m.upbound.io/Role
#     - iam.aws.m.upbound.io/RolePolicyAttachment
#     - iam.aws.upbound.io/Role
#     - iam.aws.upbound.io/RolePolicyAttachment
#     - iam.cnrm.cloud.google.com/IAMPartialPolicy
#     - iam.cnrm.cloud.google.com/IAMPolicy
#     - iam.cnrm.cloud.google.com/IAMPolicyMember
#     - iam.services.k8s.aws/Role
#     - management.cattle.io/ClusterRoleTemplateBinding
#     - management.cattle.io/GlobalRoleBinding
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/RoleBinding
#     - rbacmanager.reactiveops.io/RBACDefinition
#   facts: [rbac]
#   sets: [default, nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.1"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1098.006 Account Manipulation: Additional Container Cluster Roles"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["cluster-admin-binding"]

import data.plimsoll.lib.aws_masters
import data.plimsoll.lib.cloud_admins
import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.rbac_powers

# A role of the repository that allows everything is as much. Where the role itself is new, rbac/any-any reports it as well:
# the lines differ, and taking away one of both is enough.
findings contains finding if {
	rbac.is_binding
	input.object.kind == "ClusterRoleBinding"
	allows_everything
	subjects := sort(rbac.subjects)
	count(subjects) > 0
	finding := {
		"path": ["roleRef", "name"],
		"message": concat("", [
			meta.label, " binds the ClusterRole \"", rbac.role_ref.name, "\", which allows everything, to ",
			concat(", ", subjects), ".",
		]),
		"extent": {"subjects": subjects},
		"extent_at": {"subjects": rbac.subject_paths},
		"fix": [],
		"no_fix": "The repository does not say which permissions the subjects use.",
	}
}

allows_everything if {
	rbac.role_ref.kind == "ClusterRole"
	rbac.role_ref.name != "cluster-admin"
	role := data.facts.targets[input.source.target].rbac.roles[""][rbac.role_ref.name]
	role.exists == "yes"
	rbac_powers.everything(role.rules) == "do everything"
}

# A binding without subjects gives nothing to anyone.
findings contains finding if {
	rbac.is_binding
	rbac.role_ref == {"kind": "ClusterRole", "name": "cluster-admin"}
	subjects := sort(rbac.subjects)
	count(subjects) > 0
	finding := {
		"path": ["roleRef", "name"],
		"message": concat("", [meta.label, " binds cluster-admin to ", concat(", ", subjects), "."]),
		"extent": {"subjects": subjects},
		"extent_at": {"subjects": rbac.subject_paths},
		"fix": [],
		"no_fix": "The repository does not say which permissions the subjects use.",
	}
}

# Members of system:masters, whom no role limits.
findings contains {
	"path": member.path,
	"message": concat("", [meta.label, " puts ", member.who, " into the group system:masters."]),
	"extent": member.extent,
	"fix": [],
	"no_fix": "The repository does not say which permissions they use.",
	"left_to": "rbac/system-masters",
} if {
	some member in aws_masters.members
}

# What clouds and controllers grant by objects of their own.
findings contains {
	"path": path,
	"message": concat("", [meta.label, " grants ", concat(" and ", whats), to(who), "."]),
	"extent": {"grants": whats, "subjects": who},
	"fix": [],
	"no_fix": "The repository does not say which permissions the subjects use.",
} if {
	some path in {grant.path | some grant in cloud_admins.grants}
	whats := sort({grant.what | some grant in cloud_admins.grants; grant.path == path})
	who := sort({grant.who | some grant in cloud_admins.grants; grant.path == path})
}

to([""]) := ""

to(who) := concat("", [" to ", concat(", ", who)]) if who != [""]
