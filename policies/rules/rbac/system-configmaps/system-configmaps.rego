# METADATA
# title: Limit who may change ConfigMaps of kube-system
# description: >-
#   ConfigMaps of kube-system are settings of the cluster: coredns decides where every name leads, aws-auth who is
#   an administrator of an EKS cluster, kube-proxy how Services are reached.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Name in `resourceNames` the ConfigMaps of the program itself, or keep them in its namespace. For leader
#     election, use Leases.
#   kinds:
#     - authorization.openshift.io/ClusterRole
#     - authorization.openshift.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#   facts: [rbac]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1098 Account Manipulation"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["system-configmaps"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac
import data.plimsoll.lib.shape

# Allowed: reading, creating and deleting; resourceNames of others; other namespaces; ClusterRoles that no binding of the
# repository brings there. The verb or resource * is reported by rbac/wildcard or rbac/any-any.
findings contains finding if {
	some rule in rbac.limited_rules
	granted := rbac.right(rule, "", {"configmaps"}, {"patch", "update"})
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" allows ",
			concat(", ", sort(granted.verbs)),
			" on ",
			which(rule),
			" of kube-system",
			by_binding,
			".",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say which ConfigMaps are changed.",
	}
}

# Which of them a rule reaches, in words.
which(rule) := "every ConfigMap" if {
	rbac.names_none(rule)
} else := concat(" ", ["the ConfigMaps", concat(" and ", named)]) if {
	named := sort({name | some name in settings; rbac.reaches(rule, name)})
	count(named) > 1
} else := concat(" ", ["the ConfigMap", named[0]]) if {
	named := sort({name | some name in settings; rbac.reaches(rule, name)})
	count(named) > 0
}

settings := {"aws-auth", "coredns", "coredns-custom", "extension-apiserver-authentication", "kube-proxy"}

# By which binding a role reaches kube-system. A Role has to be there.
by_binding := "" if {
	input.object.kind == "Role"
	shape.string_at(input.object, ["metadata", "namespace"]) == "kube-system"
} else := concat("", [", by ", bindings[0]]) if {
	input.object.kind == "ClusterRole"
	count(bindings) > 0
}

bindings := [concat("", [kind, " \"", name, "\""]) |
	some namespace, kind in {"": "ClusterRoleBinding", "kube-system": "RoleBinding"}
	some name, binding in data.facts.targets[input.source.target].rbac.bindings[namespace]
	binding.exists == "yes"
	binding.role == {"namespace": "", "name": meta.name}
	count(binding.subjects) > 0
]
