# METADATA
# title: Let the API server enforce a Pod Security level by default
# description: >-
#   The defaults apply to every namespace without labels. Exempting the service account of a controller exempts
#   everyone who can create the workloads of which it makes pods, in every namespace.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-admission-controller/
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-admission/#exemptions
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Set `defaults.enforce` to baseline or restricted, and exempt namespaces of the system in place of users.
#   kinds: [apiserver.config.k8s.io/AdmissionConfiguration, pod-security.admission.config.k8s.io/PodSecurityConfiguration]
#   sets: [nsa, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.2.1"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: decision
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.components["pod-security-defaults"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod_security_labels
import data.plimsoll.lib.shape

# Allowed: baseline, restricted. Privileged is the default.
findings contains finding if {
	some configuration in configurations
	level := object.get(configuration.spec, ["defaults", "enforce"], null)
	not level in {"baseline", "restricted"}
	path := array.concat(configuration.path, ["defaults", "enforce"])
	finding := {
		"path": path,
		"message": concat("", [meta.label, " ", wording(level), "."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": "baseline"}],
	}
}

# Allowed: people and other service accounts, who are exempt only for pods that they create themselves.
findings contains finding if {
	some configuration in configurations
	names := shape.array_at(configuration.spec, ["exemptions", "usernames"])
	controllers := sort({name | some name in names; is_controller(name)})
	count(controllers) > 0
	path := array.concat(configuration.path, ["exemptions", "usernames"])
	finding := {
		"path": path,
		"entries": [index | some index, name in names; is_controller(name)],
		"message": concat("", [
			meta.label, " exempts ", concat(", ", controllers),
			" from Pod Security, and so everyone whose pods it creates.",
		]),
		"extent": {"usernames": controllers},
		"extent_at": {"usernames": {name: array.concat(path, [index]) | some index, name in names; is_first(names, index)}},
		"fix": [],
		"no_fix": "Which workloads need the exemption is not known: exempt their namespaces.",
	}
}

is_first(names, index) if {
	is_controller(names[index])
	index == min({other | some other, name in names; name == names[index]})
}

is_controller(name) if {
	is_string(name)
	name in pod_security_labels.controllers
}

configurations contains {"path": [], "spec": input.object} if is_pod_security(input.object)

configurations contains {"path": ["plugins", index, "configuration"], "spec": plugin.configuration} if {
	meta.group == "apiserver.config.k8s.io"
	input.object.kind == "AdmissionConfiguration"
	some index, plugin in shape.array_at(input.object, ["plugins"])
	is_object(plugin)
	object.get(plugin, "name", null) == "PodSecurity"
	is_pod_security(object.get(plugin, "configuration", null))
}

is_pod_security(value) if {
	is_object(value)
	startswith(shape.string_at(value, ["apiVersion"]), "pod-security.admission.config.k8s.io/")
	shape.string_at(value, ["kind"]) == "PodSecurityConfiguration"
}

wording(level) := "enforces no Pod Security level in namespaces without labels" if {
	level in {null, ""}
} else := "enforces the privileged level, which admits every pod, in namespaces without labels" if {
	level == "privileged"
} else := concat("", ["names a default Pod Security level that does not exist: ", level]) if {
	is_string(level)
} else := "names a default Pod Security level that does not exist"
