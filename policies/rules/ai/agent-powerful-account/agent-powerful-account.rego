# METADATA
# title: Limit what an agent's service account can do
# description: >-
#   An agent does what a model says, and a model believes what it reads: a line in a log or a ticket can make it fetch all
#   Secrets and send them away, or change the cluster. Only its rights stop that.
# related_resources:
#   - ref: https://genai.owasp.org/llmrisk/llm062025-excessive-agency/
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Bind the account to a role that reads what the agent explains, such as `view`, which leaves Secrets out, in the
#     namespaces that it looks after.
#   kinds: [Pod]
#   words: [holmes, k8sgpt, openhands, kagent, mcp-server, mcp_server]
#   facts: [rbac]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "MITRE ATT&CK: T1528 Steal Application Access Token"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.ai["agent-powerful-account"]

import data.plimsoll.lib.image
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape
import data.plimsoll.lib.workload

# Allowed: rights in single namespaces; rights that do not include Secrets or everything; roles that the repository does
# not define, but for cluster-admin.
findings contains finding if {
	some container in pod.containers
	reference := image.parse(container.spec.image)
	some name, images in agents
	regex.match(concat("", [`(?:^|/)(?:`, images, `)$`]), reference.repository)
	powers := sort({words | some words in granted})
	count(powers) > 0
	finding := {
		"path": array.concat(container.path, ["image"]),
		"message": concat("", [
			container.label, " runs ", name, ", whose service account \"", workload.account, "\" can ",
			concat(" and ", powers), ".",
		]),
		"extent": {"powers": powers},
		"fix": [],
		"no_fix": "The repository does not say what the agent has to see.",
	}
}

agents := {
	"HolmesGPT": `robustadev/holmes|robusta-dev/holmesgpt`,
	"K8sGPT": `k8sgpt-ai/k8sgpt(?:-operator)?`,
	"OpenHands": `all-hands-ai/openhands|openhands/openhands`,
	"kagent": `kagent-dev/kagent/[a-z-]+`,
	"the Kubernetes MCP server": `containers/kubernetes[_-]mcp[_-]server`,
}

rbac := data.facts.targets[input.source.target].rbac

# What ClusterRoleBindings that surely exist give the account.
granted contains words if {
	some binding in rbac.subjects[concat("", ["ServiceAccount ", workload.namespace, "/", workload.account])]
	binding.namespace == ""
	rbac.bindings[""][binding.name].exists == "yes"
	some words in powers_of(binding.role)
}

powers_of(role) := {"do everything"} if {
	role.namespace == ""
	role.name == "cluster-admin"
} else := powers if {
	known := rbac.roles[role.namespace][role.name]
	known.exists == "yes"
	powers := {words |
		some rule in known.rules
		some words in powers_in(rule)
	}
} else := set()

powers_in(rule) := {"do everything"} if {
	"*" in rule.apiGroups
	"*" in rule.resources
	"*" in rule.verbs
} else := {"read all Secrets"} if {
	count({"", "*"} & {group | some group in rule.apiGroups}) > 0
	count({"secrets", "*"} & {resource | some resource in rule.resources}) > 0
	count({"get", "list", "watch", "*"} & {verb | some verb in rule.verbs}) > 0
	count(shape.array_at(rule, ["resourceNames"])) == 0
} else := set()
