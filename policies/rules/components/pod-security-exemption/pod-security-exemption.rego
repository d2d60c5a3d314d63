# METADATA
# title: Do not exempt controllers from Pod Security
# description: >-
#   If Pod Security exempts the user of a controller, whoever can write a Deployment or Job gets any pod, privileged
#   ones included, in every namespace: the controller creates it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-admission/#exemptions
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Remove the controller from `exemptions.usernames`. Exempt a namespace or a runtime class instead, if there is a
#     need.
#   kinds: [apiserver.config.k8s.io/AdmissionConfiguration, pod-security.admission.config.k8s.io/PodSecurityConfiguration]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: may-break
#   fix_check: >-
#     Pods that are above the level of their namespace are refused when they are created anew.
#   since: "0.1.0"
package plimsoll.rules.components["pod-security-exemption"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: other users, who create pods themselves.
findings contains finding if {
	some path in configurations
	users := array.concat(path, ["exemptions", "usernames"])
	some index, name in shape.array_at(input.object, users)
	name in controllers
	finding := {
		"path": array.concat(users, [index]),
		"message": concat("", [meta.label, " exempts ", name, " from Pod Security, and so every pod that it creates for others."]),
		"extent": {},
		"fix": [{"op": "remove", "path": array.concat(users, [index])}],
	}
}

configurations contains [] if {
	meta.group == "pod-security.admission.config.k8s.io"
	input.object.kind == "PodSecurityConfiguration"
}

configurations contains ["plugins", index, "configuration"] if {
	meta.group == "apiserver.config.k8s.io"
	input.object.kind == "AdmissionConfiguration"
	some index, plugin in shape.array_at(input.object, ["plugins"])
	shape.string_at(shape.object_or_empty(plugin), ["name"]) == "PodSecurity"
}

# Those that create pods.
controllers := {"system:kube-controller-manager"} | {concat("", ["system:serviceaccount:kube-system:", name]) |
	some name in [
		"daemon-set-controller",
		"job-controller",
		"replicaset-controller",
		"replication-controller",
		"statefulset-controller",
	]
}
