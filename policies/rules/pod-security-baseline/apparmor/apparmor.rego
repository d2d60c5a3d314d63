# METADATA
# title: Keep the AppArmor profile
# description: >-
#   On nodes with AppArmor the container runtime's profile stops writes to sensitive parts of /proc and /sys,
#   mounts and more. The profile type Unconfined removes this protection.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://kubernetes.io/docs/tutorials/security/apparmor/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Remove the override, or use the profile RuntimeDefault or Localhost.
#   kinds: [Pod]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "PSS baseline: AppArmor"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Hardening container environments"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#   level:
#     standard: pod-security
#     name: baseline
#     control: AppArmor
#     check: appArmorProfile
#   fix_risk: may-break
#   fix_check: >-
#     The program works under the runtime's AppArmor profile.
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"].apparmor

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

annotation_prefix := "container.apparmor.security.beta.kubernetes.io/"

# Allowed: unset, null, type RuntimeDefault or Localhost.
findings contains finding if {
	some context in pod.security_contexts
	profile := object.get(context.security, "appArmorProfile", null)
	is_object(profile)
	type := shape.string_at(profile, ["type"])
	not type in {"RuntimeDefault", "Localhost"}
	path := array.concat(context.security_path, ["appArmorProfile"])
	finding := {
		"path": array.concat(path, ["type"]),
		"message": concat("", [context.label, " sets the AppArmor profile type \"", type, "\"."]),
		"extent": {},
		"fix": [{"op": "remove", "path": path}],
	}
}

# Before the field there was an annotation. Allowed: unset, "", runtime/default, localhost/….
findings contains finding if {
	some key, profile in pod.annotations
	startswith(key, annotation_prefix)
	is_string(profile)
	not profile in {"", "runtime/default"}
	not startswith(profile, "localhost/")
	path := array.concat(pod.annotations_path, [key])
	container := substring(key, count(annotation_prefix), -1)
	finding := {
		"path": path,
		"message": concat("", ["An annotation sets the AppArmor profile of \"", container, "\" to \"", profile, "\"."]),
		"extent": {},
		"fix": [{"op": "remove", "path": path}],
	}
}
