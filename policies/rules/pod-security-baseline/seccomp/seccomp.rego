# METADATA
# title: Do not turn seccomp off
# description: >-
#   With Unconfined, no system call is filtered, not even those that containers hardly need and that most kernel
#   exploits go through. Before Kubernetes 1.19, an annotation sets the profile.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://kubernetes.io/docs/tutorials/security/seccomp/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Set `seccompProfile.type` to RuntimeDefault, or to Localhost with a profile of your own.
#   kinds: [Pod]
#   sets: [default, baseline, restricted, nsa, cis]
#   standards:
#     - "PSS baseline: Seccomp"
#     - "CIS Kubernetes Benchmark 1.12: 5.6.2"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Hardening container environments"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#   level:
#     standard: pod-security
#     name: baseline
#     control: Seccomp
#     check: seccompProfile_baseline
#   fix_risk: may-break
#   fix_check: >-
#     The program does not need the system calls that the runtime's profile blocks (debuggers, sandboxes and
#     tracers may need them).
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"].seccomp

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

# Allowed: unset, null, type RuntimeDefault or Localhost.
findings contains finding if {
	pod_security.from(19)
	some context in pod.security_contexts
	profile := object.get(context.security, "seccompProfile", null)
	is_object(profile)
	type := shape.string_at(profile, ["type"])
	not type in pod_security.seccomp_types
	path := array.concat(context.security_path, ["seccompProfile"])
	finding := object.union(pod_security.overridden_on_windows, {
		"path": array.concat(path, ["type"]),
		"message": concat("", [context.label, " sets the seccomp profile type \"", type, "\"."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": {"type": "RuntimeDefault"}}],
	})
}

# Before 1.19 it is an annotation. Allowed: unset, runtime/default, docker/default, localhost/….
findings contains finding if {
	not pod_security.from(19)
	some key, label in annotated
	profile := pod.annotations[key]
	is_string(profile)
	not profile in {"docker/default", "runtime/default"}
	not startswith(profile, "localhost/")
	path := array.concat(pod.annotations_path, [key])
	finding := {
		"path": path,
		"message": concat("", ["An annotation sets the seccomp profile of ", label, " to \"", profile, "\"."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": "runtime/default"}],
	}
}

# What the annotations are for, by their keys. Those of containers that the pod does not have say nothing.
annotated[key] := concat("", ["\"", name, "\""]) if {
	some container in pod.containers
	name := shape.string_at(container.spec, ["name"])
	key := concat("/", ["container.seccomp.security.alpha.kubernetes.io", name])
}

annotated["seccomp.security.alpha.kubernetes.io/pod"] := "the pod"
