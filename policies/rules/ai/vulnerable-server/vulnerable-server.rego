# METADATA
# title: Upgrade AI servers and GPU tools with known holes
# description: >-
#   With these versions, whoever reaches the server runs code in it or reads its files without a login, or a container
#   escapes to the node (NVIDIA's container toolkit). The list has only holes of that kind, and is not complete.
# related_resources:
#   - ref: https://www.cisa.gov/known-exploited-vulnerabilities-catalog
#   - ref: https://nvidia.custhelp.com/app/answers/detail/a_id/5687
#   - ref: https://www.wiz.io/blog/nvidia-ai-vulnerability-cve-2025-23266-nvidiascape
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Upgrade to the newest version, or at least to the one that the message names.
#   kinds: [Pod]
#   words: [langflow, flowise, n8n, ollama, torchserve, tritonserver, inspector, container-toolkit]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1190 Exploit Public-Facing Application"
#     - "OWASP Kubernetes Top Ten 2025: K07"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.ai["vulnerable-server"]

import data.plimsoll.lib.image
import data.plimsoll.lib.pod

# Allowed: other versions; a tag that is no version, and a digest alone, which may be any version.
findings contains finding if {
	some container in pod.containers
	reference := image.parse(container.spec.image)
	some program in programs
	regex.match(concat("", [`(?:^|/)(?:`, program.images, `)$`]), reference.repository)
	version := version_of(reference.tag)
	holes := sort({hole.id | some hole in program.holes; is_within(version, hole)})
	count(holes) > 0
	finding := {
		"path": array.concat(container.path, ["image"]),
		"message": concat("", [
			container.label, " runs ", program.name, " ", reference.tag, ", which has ", concat(", ", holes),
			": version ", fixed(program, holes), " has not.",
		]),
		"extent": {"holes": holes},
		"fix": [],
		"no_fix": "Another version needs a test with your models and flows.",
	}
}

# What stands after the numbers of a version is the hardware or the base of the image. Without a dash before it, it is a
# version between two releases.
version_of(tag) := [to_number(part) | some part in split(split(trim_prefix(tag, "v"), "-")[0], ".")] if {
	regex.match(`^v?[0-9]{1,4}(?:\.[0-9]{1,4}){1,2}(?:-.*)?$`, tag)
}

fixed(program, holes) := concat(".", [part |
	some index, number in max({hole.below | some hole in program.holes; hole.id in holes})
	part := numbered(program, index, number)
])

# The year and month of NVIDIA's servers: 25.07.
numbered(program, index, number) := concat("", ["0", format_int(number, 10)]) if {
	program.name == "Triton"
	index == 1
	number < 10
} else := format_int(number, 10)

programs := [
	{
		"name": "Langflow",
		"images": `langflowai/langflow`,
		"holes": [{"id": "CVE-2025-3248", "from": [0, 0, 0], "below": [1, 3, 0]}],
	},
	{
		"name": "Flowise",
		"images": `flowiseai/flowise`,
		"holes": [{"id": "CVE-2025-59528", "from": [2, 2, 8], "below": [3, 0, 6]}],
	},
	{
		"name": "n8n",
		"images": `n8nio/n8n`,
		"holes": [{"id": "CVE-2026-21858", "from": [1, 65, 0], "below": [1, 121, 0]}],
	},
	{
		"name": "Ollama",
		"images": `ollama/ollama`,
		"holes": [{"id": "CVE-2024-37032", "from": [0, 0, 0], "below": [0, 1, 34]}],
	},
	{
		"name": "TorchServe",
		"images": `pytorch/torchserve(?:-kfs)?`,
		"holes": [{"id": "CVE-2023-43654", "from": [0, 3, 0], "below": [0, 8, 2]}],
	},
	{
		"name": "Triton",
		"images": `nvidia/tritonserver`,
		"holes": [{"id": "CVE-2025-23319", "from": [0, 0], "below": [25, 7]}],
	},
	{
		"name": "the MCP inspector",
		"images": `modelcontextprotocol/inspector`,
		"holes": [{"id": "CVE-2025-49596", "from": [0, 0, 0], "below": [0, 14, 1]}],
	},
	{
		"name": "NVIDIA's container toolkit",
		"images": `nvidia/k8s/container-toolkit`,
		"holes": [
			{"id": "CVE-2024-0132", "from": [0, 0, 0], "below": [1, 16, 2]},
			{"id": "CVE-2025-23359", "from": [0, 0, 0], "below": [1, 17, 4]},
			{"id": "CVE-2025-23266", "from": [1, 17, 5], "below": [1, 17, 8]},
		],
	},
]

# A tag with fewer numbers names the newest of several versions.
is_within(version, hole) if {
	count(version) == count(hole.below)
	version >= hole.from
	version < hole.below
}
