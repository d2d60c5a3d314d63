# METADATA
# title: Keep the limits of what is deployed
# description: >-
#   Without the limits of projects, roles and service accounts, whoever can write to the repository deploys
#   everything everywhere.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#resource-exclusioninclusion
#   - ref: https://fluxcd.io/flux/installation/configuration/multitenancy/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Name what is needed in addition, and say in the pull request why.
#   kinds:
#     - ConfigMap
#     - apps/Deployment
#     - argoproj.io/AppProject
#     - argoproj.io/Application
#     - argoproj.io/ApplicationSet
#     - helm.toolkit.fluxcd.io/HelmRelease
#     - kustomize.toolkit.fluxcd.io/Kustomization
#     - source.toolkit.fluxcd.io/GitRepository
#     - source.toolkit.fluxcd.io/HelmChart
#     - source.toolkit.fluxcd.io/OCIRepository
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1098 Account Manipulation"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules.gitops["limits-widened"]

import data.plimsoll.lib.image
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

found(path, does, more) := {
	"path": path,
	"message": concat("", [meta.label, " ", does, "."]),
	"extent": {"more": more},
	"fix": [],
	"no_fix": "The repository does not say who needs it.",
}

is_config_map(name) if {
	meta.group == ""
	input.object.kind == "ConfigMap"
	meta.name == name
}

# Roles of Argo CD: lines of `p, subject, resource, action, object, allow` and `g, subject, role`.
findings contains found(["data", "policy.csv"], concat("", ["now gives ", concat(", ", more)]), more) if {
	is_config_map("argocd-rbac-cm")
	more := sort(powers(input.object) - powers(input.base))
	count(more) > 0
}

powers(config) := {concat("", ["the admin role to ", line[1]]) |
	some line in policy_lines(config)
	count(line) >= 3
	line[0] == "g"
	line[2] == "role:admin"
} | {concat("", [line[1], " every action on ", words]) |
	some line in policy_lines(config)
	count(line) >= 5
	line[0] == "p"
	line[3] == "*"
	line[4] in {"*", "*/*"}
	array.concat(line, ["allow"])[5] == "allow"
	words := {"*": "everything", "applications": "all applications", "clusters": "all clusters", "projects": "all projects"}[line[2]]
}

policy_lines(config) := [[trim_space(part) | some part in split(line, ",")] |
	some key, text in shape.object_at(config, ["data"])
	startswith(key, "policy.")
	endswith(key, "csv")
	is_string(text)
	some line in split(text, "\n")
]

# Everyone who logs in has the default role. role:admin is said by gitops/argocd-settings.
findings contains found(["data", "policy.default"], concat("", ["now gives everyone who logs in ", role, ", which may do everything"]), [role]) if {
	is_config_map("argocd-rbac-cm")
	role := shape.string_at(input.object, ["data", "policy.default"])
	role != shape.string_at(input.base, ["data", "policy.default"])
	some words in powers(input.object)
	words in {concat("", [role, " every action on everything"]), concat("", ["the admin role to ", role])}
}

# Kinds that Argo CD neither shows nor puts back. Those that change all the time are left out with good reason.
findings contains found(["data", "resource.exclusions"], concat("", ["no longer looks after ", concat(", ", more)]), more) if {
	is_config_map("argocd-cm")
	more := sort({kind |
		some kind in listed(shape.string_at(input.object, ["data", "resource.exclusions"]))
		kind in guarding
	} - listed(shape.string_at(input.base, ["data", "resource.exclusions"])))
	count(more) > 0
}

listed(text) := {word |
	parts := split(text, "kinds:")
	some part in array.slice(parts, 1, count(parts))
	own := split(split(part, "clusters:")[0], "apiGroups:")[0]
	some each in split(replace(replace(replace(own, "[", "\n"), "]", "\n"), ",", "\n"), "\n")
	word := trim(trim_prefix(trim_space(each), "- "), "\"' ")
}

guarding := {
	"*", "AuthorizationPolicy", "CiliumClusterwideNetworkPolicy", "CiliumNetworkPolicy", "ClusterPolicy", "ClusterRole", "ClusterRoleBinding",
	"DaemonSet", "Deployment", "LimitRange", "MutatingWebhookConfiguration", "Namespace", "NetworkPolicy", "ResourceQuota", "Role",
	"RoleBinding", "ServiceAccount", "StatefulSet", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
	"ValidatingWebhookConfiguration",
}

# Projects. All three at once are said by gitops/app-project-wildcard if they are new.
findings contains found(["spec", list], concat("", ["now allows ", words]), ["*"]) if {
	is_of("argoproj.io", {"AppProject"})
	some list, words in {"clusterResourceWhitelist": "every cluster-wide kind", "destinations": "every namespace", "sourceRepos": "every repository"}
	allows_all(list, input.object)
	not allows_all(list, input.base)
	not is_all_open(input.object)
}

is_all_open(project) if {
	meta.name != "default"
	every list in ["clusterResourceWhitelist", "destinations", "sourceRepos"] { allows_all(list, project) }
}

allows_all("sourceRepos", project) if "*" in shape.array_at(project, ["spec", "sourceRepos"])

allows_all("destinations", project) if {
	some item in shape.array_at(project, ["spec", "destinations"])
	shape.string_at(shape.object_or_empty(item), ["namespace"]) == "*"
}

allows_all("clusterResourceWhitelist", project) if {
	some item in shape.array_at(project, ["spec", "clusterResourceWhitelist"])
	shape.string_at(shape.object_or_empty(item), ["group"]) == "*"
	shape.string_at(shape.object_or_empty(item), ["kind"]) == "*"
}

findings contains found(["spec", list], "no longer refuses kinds that it refused at the base", less) if {
	is_of("argoproj.io", {"AppProject"})
	some list in ["clusterResourceBlacklist", "namespaceResourceBlacklist"]
	less := sort({shape.string_at(shape.object_or_empty(item), ["kind"]) | some item in shape.array_at(input.base, ["spec", list])} - {shape.string_at(shape.object_or_empty(item), ["kind"]) |
		some item in shape.array_at(input.object, ["spec", list])
	})
	count(less) > 0
}

findings contains found(["spec", "signatureKeys"], "no longer asks for signed commits", ["signatureKeys"]) if {
	is_of("argoproj.io", {"AppProject"})
	count(shape.array_at(input.base, ["spec", "signatureKeys"])) > 0
	count(shape.array_at(input.object, ["spec", "signatureKeys"])) == 0
}

# The project default allows everything, unless somebody limits it.
findings contains found(path, concat("", ["moves from the project ", before, " to default, which allows everything unless it was limited"]), ["default"]) if {
	is_of("argoproj.io", {"Application", "ApplicationSet"})
	path := {"Application": ["spec", "project"], "ApplicationSet": ["spec", "template", "spec", "project"]}[input.object.kind]
	before := shape.string_at(input.base, path)
	not before in {"", "default"}
	shape.string_at(input.object, path) in {"", "default"}
}

# Flux applies with the rights of the controller if no service account is named.
findings contains found(["spec", "serviceAccountName"], concat("", ["no longer deploys with the rights of ", before, " alone"]), ["serviceAccountName"]) if {
	meta.group in {"helm.toolkit.fluxcd.io", "kustomize.toolkit.fluxcd.io"}
	before := shape.string_at(input.base, ["spec", "serviceAccountName"])
	before != ""
	shape.string_at(input.object, ["spec", "serviceAccountName"]) == ""
	not is_elsewhere
}

# With a kubeconfig, its rights count.
is_elsewhere if count(shape.object_at(input.object, ["spec", "kubeConfig"])) > 0

findings contains found(path, "no longer checks who signed what it deploys", ["verify"]) if {
	some path in [["spec", "verify"], ["spec", "chart", "spec", "verify"]]
	meta.group in {"helm.toolkit.fluxcd.io", "source.toolkit.fluxcd.io"}
	count(shape.object_at(input.base, path)) > 0
	count(shape.object_at(input.object, path)) == 0
	shape.object_at(input.object, array.slice(path, 0, count(path) - 1)) != {}
}

findings contains found(["spec", "verify", "matchOIDCIdentity"], "now accepts signatures that it did not accept at the base", ["signers"]) if {
	meta.group == "source.toolkit.fluxcd.io"
	path := ["spec", "verify", "matchOIDCIdentity"]
	before := {item | some item in shape.array_at(input.base, path)}
	count(before) > 0
	count(shape.object_at(input.object, ["spec", "verify"])) > 0
	not only_of(before, shape.array_at(input.object, path))
}

only_of(before, after) if {
	count(after) > 0
	every item in after { item in before }
}

# Flags of the controllers of Flux that keep tenants apart.
findings contains found(array.concat(path, ["args"]), concat("", ["runs without ", concat(", ", less), ", which keeps tenants apart"]), less) if {
	is_of("apps", {"Deployment"})
	some index, item in shape.array_at(input.object, ["spec", "template", "spec", "containers"])
	path := ["spec", "template", "spec", "containers", index]
	is_controller(image.parse(item.image).repository)
	some before in shape.array_at(input.base, ["spec", "template", "spec", "containers"])
	shape.string_at(shape.object_or_empty(before), ["name"]) == shape.string_at(item, ["name"])
	less := sort(apart(before) - apart(item))
	count(less) > 0
}

is_controller(repository) if {
	some name in ["helm-controller", "image-automation-controller", "image-reflector-controller", "kustomize-controller", "notification-controller"]
	endswith(repository, concat("", ["/", name]))
}

apart(container) := {name |
	some arg in shape.array_at(container, ["args"])
	is_string(arg)
	some name in ["--default-service-account", "--no-cross-namespace-refs", "--no-remote-bases"]
	parts := split(arg, "=")
	parts[0] == name
	not array.concat(parts, ["true"])[1] in {"", "0", "F", "False", "f", "false"}
}

is_of(group, kinds) if {
	meta.group == group
	input.object.kind in kinds
}
