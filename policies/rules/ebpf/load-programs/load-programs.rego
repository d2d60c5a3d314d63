# METADATA
# title: Load eBPF programs only in known agents
# description: >-
#   An eBPF program runs in the kernel of the node: it sees what every container reads, writes and sends, and can change
#   it. Sensors and network plug-ins need that, and few other programs do.
# related_resources:
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
#   - ref: https://docs.kernel.org/bpf/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Remove the capabilities BPF and PERFMON, or add the image to the rule's parameter `agents` if it is a program that
#     you trust with all containers of a node.
#   kinds: [Pod]
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1014 Rootkit"
#     - "OWASP Kubernetes Top Ten 2025: K01"
#   parameters:
#     agents:
#       type: strings
#       default:
#         - cilium/cilium
#         - cilium/tetragon
#         - falcosecurity/falco
#         - sysdig/agent
#         - sysdig/agent-slim
#         - sysdig/host-shield
#         - datadoghq/agent
#         - datadog/agent
#         - aquasec/tracee
#         - grafana/beyla
#         - grafana/alloy
#         - otel/ebpf-instrument
#         - inspektor-gadget/inspektor-gadget
#         - kubescape/node-agent
#         - parca-dev/parca-agent
#         - kubearmor/kubearmor
#         - coroot/coroot-node-agent
#         - calico/node
#         - eks/aws-network-policy-agent
#         - retina/retina-agent
#         - netobserv/netobserv-ebpf-agent
#         - bpfman/bpfman
#         - cloudflare/ebpf_exporter
#       description: >-
#         Images that may load eBPF programs, by the last two parts of their repository: a mirror keeps these.
#   fix_risk: may-break
#   fix_check: >-
#     The program loads no eBPF programs.
#   since: "0.1.0"
package plimsoll.rules.ebpf["load-programs"]

import data.plimsoll.lib.capabilities
import data.plimsoll.lib.image
import data.plimsoll.lib.pod
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

# Allowed: known agents; privileged containers and SYS_ADMIN, which give more, and which other rules report.
findings contains finding if {
	some container in pod.containers
	may := capabilities.added_of(container, {"BPF", "PERFMON"})
	count(may) > 0
	not is_agent(container)
	finding := {
		"path": array.concat(container.security_path, ["capabilities", "add"]),
		"entries": pod_security.entries_of(container, "add", sort(may)),
		"message": concat("", [container.label, " may load eBPF programs or trace the node's kernel, and its image is no known agent: ", concat(", ", sort(may)), "."]),
		"extent": {"capabilities": sort({capabilities.named(capability) | some capability in may})},
		"fix": [pod_security.keep_capabilities(container, capabilities.added(container) - may)],
	}
}

is_agent(container) if {
	reference := image.parse(shape.string_at(container.spec, ["image"]))
	parts := split(reference.repository, "/")
	some agent in input.parameters["ebpf/load-programs"].agents
	wanted := split(agent, "/")
	wanted == array.slice(parts, count(parts) - count(wanted), count(parts))
}
