# METADATA
# title: Keep the SELinux type, user and role
# description: >-
#   A custom type, user or role may be one without confinement, such as spc_t, from which SELinux keeps no file of
#   other containers and the node. Pod Security allows the type container_engine_t from Kubernetes 1.31 on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#assign-selinux-labels-to-a-container
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Remove `user` and `role`, and use one of the types container_t, container_init_t, container_kvm_t and
#     container_engine_t.
#   kinds: [Pod]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "PSS baseline: SELinux"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Hardening container environments"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#   level:
#     standard: pod-security
#     name: baseline
#     control: SELinux
#     check: seLinuxOptions
#   fix_risk: may-break
#   fix_check: >-
#     The program works under the default SELinux type.
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"].selinux

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

allowed := {
	"role": {""},
	"type": ({"", "container_t", "container_init_t", "container_kvm_t"} | added_types),
	"user": {""},
}

added_types := {"container_engine_t"} if {
	pod_security.from(31)
} else := set()

# Allowed: see above; unset, null and "" are the runtime's own choice.
findings contains finding if {
	some context in pod.security_contexts
	some field, values in allowed
	value := shape.string_at(context.security, ["seLinuxOptions", field])
	not value in values
	path := array.concat(context.security_path, ["seLinuxOptions", field])
	finding := {
		"path": path,
		"message": concat("", [context.label, " sets the SELinux ", field, " ", value, "."]),
		"extent": {"selinux": {field: value}},
		"fix": [{"op": "remove", "path": path}],
	}
}
