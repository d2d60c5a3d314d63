# METADATA
# title: Do not add capabilities beyond the default set
# description: >-
#   Capabilities outside the container runtime's default set let a process forge packets, load modules, trace others
#   or mount file systems: ways out of the container.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Remove the capabilities from `capabilities.add`.
#   kinds: [Pod]
#   sets: [default, baseline, restricted, nsa, cis]
#   standards:
#     - "PSS baseline: Capabilities"
#     - "CIS Kubernetes Benchmark 1.12: 5.2.9"
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#   level:
#     standard: pod-security
#     name: baseline
#     control: Capabilities
#     check: capabilities_baseline
#   fix_risk: may-break
#   fix_check: >-
#     The program works without the capabilities that are removed.
#   since: "0.1.0"
package plimsoll.rules["pod-security-baseline"].capabilities

import data.plimsoll.lib.capabilities
import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

# Allowed: unset, empty, the default set.
findings contains finding if {
	some container in pod.containers
	beyond := sort(capabilities.beyond(container))
	count(beyond) > 0
	path := array.concat(container.security_path, ["capabilities", "add"])
	listed := concat(", ", [capabilities.with_power(capability) | some capability in beyond])
	finding := object.union_n([pod_security.overridden_on_windows, better_said(beyond), weight(beyond), {
		"path": path,
		"entries": pod_security.entries_of(container, "add", beyond),
		"message": concat("", [container.label, " adds capabilities beyond the default set: ", listed, "."]),
		"extent": {"capabilities": reach(beyond)},
		"fix": [pod_security.keep_capabilities(container, pod_security.default_capabilities)],
	}])
}

# What reaches neither the node nor other processes matters less.
weight(beyond) := {"severity": "low"} if {
	every capability in beyond { capabilities.named(capability) in {"BLOCK_SUSPEND", "IPC_LOCK", "LEASE", "SYS_NICE", "WAKE_ALARM"} }
} else := {}

# If nothing else is added, another rule says what it is for.
better_said(beyond) := {"left_to": "ebpf/kernel-modules"} if {
	every capability in beyond { capabilities.named(capability) == "SYS_MODULE" }
} else := {"left_to": "ebpf/load-programs"} if {
	every capability in beyond { capabilities.named(capability) in {"BPF", "PERFMON"} }
} else := {"left_to": "ebpf/host-visibility"} if {
	every capability in beyond { capabilities.named(capability) == "SYS_PTRACE" }
	pod.spec.hostPID == true
} else := {}

# In a list of texts the API server takes null for an empty one. Beside others beyond the default set it says nothing more.
findings contains finding if {
	some container in pod.containers
	list := shape.array_at(container.security, ["capabilities", "add"])
	null in list
	count(shape.strings_at(container.security, ["capabilities", "add"]) - pod_security.default_capabilities) == 0
	finding := object.union(pod_security.overridden_on_windows, {
		"path": array.concat(container.security_path, ["capabilities", "add"]),
		"entries": [index | some index, item in list; item == null],
		"message": concat("", [container.label, " adds a capability without a name, which is beyond the default set."]),
		"extent": {"capabilities": [""]},
		"fix": [pod_security.keep_capabilities(container, pod_security.default_capabilities)],
	})
}

findings contains finding if {
	some container in pod.containers
	added := object.get(container.security, ["capabilities", "add"], null)
	added != null
	not is_array(added)
	path := array.concat(container.security_path, ["capabilities", "add"])
	finding := {
		"path": path,
		"message": concat("", [container.label, shape.type_fault("capabilities.add", added, "a list")]),
		"extent": {},
		"fix": [{"op": "remove", "path": path}],
	}
}

# ALL covers every other one.
reach(beyond) := ["*"] if {
	"ALL" in beyond
} else := beyond
