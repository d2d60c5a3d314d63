# METADATA
# title: Drop all capabilities
# description: >-
#   Even the runtime's default capabilities let root in a container change owners, kill processes and make
#   devices. Most programs need none of them; NET_BIND_SERVICE is the one that may be added back. Pod Security
#   has this control from Kubernetes 1.22 on, and exempts Windows pods from 1.25 on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: >-
#     Set `capabilities.drop` to ALL and add back NET_BIND_SERVICE at most.
#   kinds: [Pod]
#   sets: [restricted, nsa, cis]
#   standards:
#     - "PSS restricted: Capabilities"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.8"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.9"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   level:
#     standard: pod-security
#     name: restricted
#     control: Capabilities
#     check: capabilities_restricted
#   fix_risk: may-break
#   fix_check: >-
#     The program does not change users or owners of files, and does not listen below port 1024 as a user other
#     than root.
#   since: "0.1.0"
package plimsoll.rules["pod-security-restricted"].capabilities

import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

addable := {"NET_BIND_SERVICE"}

# Allowed: a list with ALL; anything before 1.22, and since 1.25 on Windows.
findings contains pod_security.judged(finding) if {
	pod_security.from(22)
	not pod_security.exempts_windows
	some container in pod.containers
	dropped := shape.strings_at(container.security, ["capabilities", "drop"])
	not "ALL" in dropped
	path := array.concat(container.security_path, ["capabilities", "drop"])
	finding := {
		"path": path,
		"entries": pod_security.entries_of(container, "drop", spelled_otherwise(dropped)),
		"message": concat("", [container.label, drop_fault(container, dropped)]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": ["ALL"]}],
	}
}

# Allowed: unset, empty, NET_BIND_SERVICE; anything before 1.22, and since 1.25 on Windows. What is beyond the default
# set is the baseline rule's to say.
findings contains pod_security.judged(finding) if {
	pod_security.from(22)
	not pod_security.exempts_windows
	some container in pod.containers
	added := shape.strings_at(container.security, ["capabilities", "add"])
	beyond := sort((added & pod_security.default_capabilities) - addable)
	count(beyond) > 0
	listed := concat(", ", beyond)
	finding := {
		"path": array.concat(container.security_path, ["capabilities", "add"]),
		"entries": pod_security.entries_of(container, "add", beyond),
		"message": concat("", [container.label, " adds capabilities beyond the restricted level: ", listed, "."]),
		"extent": {"capabilities": beyond},
		"fix": [pod_security.keep_capabilities(container, addable)],
	}
}

# Runtimes take "all" for ALL, Pod Security does not: whoever wrote it should not be told that nothing is dropped.
drop_fault(container, dropped) := shape.type_fault("capabilities.drop", value, "a list") if {
	value := object.get(container.security, ["capabilities", "drop"], null)
	value != null
	not is_array(value)
} else := concat("", [" drops \"", spelled, "\", which Pod Security accepts only as \"ALL\"."]) if {
	spelled := min(spelled_otherwise(dropped))
} else := " does not drop all capabilities."

spelled_otherwise(dropped) := {name | some name in dropped; upper(name) == "ALL"}
