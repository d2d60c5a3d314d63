# METADATA
# title: Keep tokens of an identity provider from taking Kubernetes' names
# description: >-
#   Without a prefix, a claim of a token is taken as it is: who can name a group or a user at the identity provider
#   can take a name such as system:masters, which may do everything.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-authentication-configuration
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#configuring-the-api-server
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set a prefix such as `oidc:`, and bind roles to the names with the prefix; or refuse names that begin with
#     `system:` in `userValidationRules`.
#   kinds:
#     - Pod
#     - apiserver.config.k8s.io/AuthenticationConfiguration
#     - bootstrap.cluster.x-k8s.io/KThreesConfig
#     - bootstrap.cluster.x-k8s.io/KThreesConfigTemplate
#     - bootstrap.cluster.x-k8s.io/KubeadmConfig
#     - bootstrap.cluster.x-k8s.io/KubeadmConfigTemplate
#     - controlplane.cluster.x-k8s.io/KThreesControlPlane
#     - controlplane.cluster.x-k8s.io/KThreesControlPlaneTemplate
#     - controlplane.cluster.x-k8s.io/KamajiControlPlane
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlane
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlaneTemplate
#     - controlplane.cluster.x-k8s.io/RKE2ControlPlane
#     - controlplane.cluster.x-k8s.io/RKE2ControlPlaneTemplate
#     - k0s.k0sproject.io/ClusterConfig
#     - k3d.io/Simple
#     - kamaji.clastix.io/TenantControlPlane
#     - kops.k8s.io/Cluster
#     - kubeadm.k8s.io/ClusterConfiguration
#     - provisioning.cattle.io/Cluster
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.components["authentication-config"]

import data.plimsoll.lib.component
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: unset, which prefixes with the issuer.
findings contains finding if {
	some run in component.runs
	flag := component.flag(run, "kube-apiserver", "oidc-username-prefix")
	flag.value == "-"
	finding := found(flag.path, component.with_flag(run, flag.text), "users")
}

# Unset is no prefix for groups, also with the tools that start the API server.
findings contains finding if {
	some run in component.runs
	flag := component.flag(run, "kube-apiserver", "oidc-groups-claim")
	flag.value != ""
	not has_groups_prefix(run)
	finding := found(flag.path, concat("", [component.with_flag(run, flag.text), " and without --oidc-groups-prefix"]), "groups")
}

# Allowed: an expression, which may look at the claim; a rule about names of the system.
findings contains finding if {
	meta.group == "apiserver.config.k8s.io"
	input.object.kind == "AuthenticationConfiguration"
	some index, item in shape.array_at(input.object, ["jwt"])
	issuer := shape.object_or_empty(item)
	some field, who in {"groups": "groups", "username": "users"}
	mapping := shape.object_at(issuer, ["claimMappings", field])
	shape.string_at(mapping, ["claim"]) != ""
	object.get(mapping, "prefix", null) == ""
	not refuses_system_names(issuer)
	finding := found(
		["jwt", index, "claimMappings", field, "prefix"],
		concat("", [meta.label, " has no prefix for the claim ", mapping.claim]),
		who,
	)
}

found(path, what, who) := {
	"path": path,
	"message": concat("", [what, ": ", who, " of the identity provider can have names of the system, such as system:masters."]),
	"extent": {},
	"fix": [],
	"no_fix": "Bindings name users and groups as they are now. With a prefix, they need the new names.",
}

has_groups_prefix(run) if run.flags["oidc-groups-prefix"].value != ""

refuses_system_names(issuer) if {
	some list in ["claimValidationRules", "userValidationRules"]
	some rule in shape.array_at(issuer, [list])
	contains(shape.string_at(shape.object_or_empty(rule), ["expression"]), "system:")
}
