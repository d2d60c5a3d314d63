# METADATA
# title: Put a login before a model server or a console that is reached from outside
# description: >-
#   Others compute at your cost, read what the server keeps, or, with Ray, run any code in the cluster
#   (CVE-2023-48022): these servers ask nobody who they are, unless they are given a key, and scanners look for
#   them. Consoles without a login show what runs in the cluster, and some of them change it.
# related_resources:
#   - ref: https://docs.vllm.ai/en/latest/serving/openai_compatible_server/
#   - ref: https://docs.ray.io/en/latest/cluster/kubernetes/user-guides/kuberay-auth.html
#   - ref: https://docs.ray.io/en/master/kuberay/ecosystem/ingress.html
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Give the server an API key from a Secret (`--api-key`, `VLLM_API_KEY`), set `authOptions.mode: token` for Ray, or put
#     a proxy with a login before it. If only a private network reaches the address, waive the finding.
#   kinds: [Pod, ray.io/RayCluster, ray.io/RayJob, ray.io/RayService]
#   words:
#     - ollama
#     - vllm-
#     - sglang
#     - text-generation-inference
#     - text-embeddings-inference
#     - llama.cpp
#     - localai
#     - local-ai
#     - tritonserver
#     - tensorflow
#     - rayproject
#     - headGroupSpec
#     - kubectl-argo-rollouts
#     - kubeview
#     - hubble-ui
#     - flink
#     - kube-ops-view
#     - kube-web-view
#     - jaegertracing
#     - kubeshark
#     - longhorn-ui
#     - kafdrop
#     - zipkin
#     - weaveworks
#   facts: [exposure]
#   sets: [default, baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1190 Exploit Public-Facing Application"
#     - "MITRE ATT&CK: T1496 Resource Hijacking"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.ai["exposed-without-authentication"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.server
import data.plimsoll.lib.shape
import data.plimsoll.lib.workload

# Allowed: a key; variables or settings that may hold one; another container that may be a proxy; an Ingress with an
# annotation that may be a login, a load balancer that is private or limited.
findings contains finding if {
	exposure := data.facts.targets[input.source.target].exposure.workloads[workload.namespace][workload.key]
	exposure.open == "yes"
	some found in server.unguarded(servers)
	finding := {
		"path": array.concat(found.container.path, ["image"]),
		"message": concat("", [
			found.container.label, " runs ", found.name, ", which ", found.says, ", and ", concat(", ", exposure.open_by),
			" leads to it without a sign of a login.",
		]),
		"extent": {"by": exposure.open_by},
		"fix": [],
		"no_fix": "The repository does not say who may use the server.",
	}
}

# Consoles, which exposure/sensitive-interface-public reports where it is on.
findings contains finding if {
	exposure := data.facts.targets[input.source.target].exposure.workloads[workload.namespace][workload.key]
	exposure.open == "yes"
	some found in server.open_consoles
	finding := {
		"path": array.concat(found.container.path, ["image"]),
		"message": concat("", [
			found.container.label, " runs ", found.name, ", which has no login, and ", concat(", ", exposure.open_by),
			" leads to it without a sign of one.",
		]),
		"extent": {"by": exposure.open_by},
		"fix": [],
		"no_fix": "The repository does not say who may use the console.",
		"left_to": "exposure/sensitive-interface-public",
	}
}

no_key := "is given no API key"

no_login := "has no login"

# By the words of messages: the images, and what shows that the server may ask for a key.
servers := {
	"Ollama": {
		"images": `ollama/ollama`,
		"arguments": ``,
		"variables": [],
		"says": no_login,
	},
	"vLLM": {
		"images": `(?:[a-z0-9-]*vllm-openai|vllm-openai(?:-[a-z0-9]+)?|vllm-cpu-release-repo)`,
		"arguments": `--api-key|--config|--middleware`,
		"variables": ["VLLM_API_KEY"],
		"says": no_key,
	},
	"SGLang": {
		"images": `lmsysorg/sglang`,
		"arguments": `--api-key|--admin-api-key|--config`,
		"variables": [],
		"says": no_key,
	},
	"Text Generation Inference": {
		"images": `huggingface/text-generation-inference`,
		"arguments": `--api-key`,
		"variables": ["API_KEY"],
		"says": no_key,
	},
	"Text Embeddings Inference": {
		"images": `huggingface/text-embeddings-inference`,
		"arguments": `--api-key`,
		"variables": ["API_KEY"],
		"says": no_key,
	},
	"llama.cpp": {
		"images": `(?:ggml-org|ggerganov)/llama\.cpp`,
		"arguments": `--api-key`,
		"variables": ["LLAMA_API_KEY"],
		"says": no_key,
	},
	"LocalAI": {
		"images": `localai/localai|go-skynet/local-ai`,
		"arguments": `--api-keys`,
		"variables": ["API_KEY", "LOCALAI_API_KEY"],
		"says": no_key,
	},
	"Triton": {
		"images": `nvidia/tritonserver`,
		"arguments": `--http-restricted-api|--grpc-restricted-protocol`,
		"switches": `--allow-http[= ]false`,
		"variables": [],
		"says": no_login,
	},
	"TensorFlow Serving": {
		"images": `tensorflow/serving`,
		"arguments": `--ssl_config_file`,
		"variables": [],
		"says": no_login,
	},
	"Ray": {
		"images": `rayproject/ray(?:-ml|-llm)?`,
		"arguments": ``,
		"variables": ["RAY_AUTH_MODE"],
		"says": "lets everybody run code who reaches it",
	},
}

# Allowed: a token, which mode is when it is not set; a Service inside of the cluster.
findings contains finding if {
	meta.group == "ray.io"
	some base in [["spec"], ["spec", "rayClusterConfig"], ["spec", "rayClusterSpec"]]
	spec := shape.object_at(input.object, base)
	not asks_for_token(spec)
	head := shape.object_at(spec, ["headGroupSpec"])
	some field, wording in openings(head)
	finding := {
		"path": array.concat(base, ["headGroupSpec", field]),
		"message": concat("", [
			meta.label, " opens Ray's dashboard by ", wording, ": everybody who reaches it runs code in the cluster.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say who may use the cluster.",
	}
}

openings(head) := object.union(ingress(head), balancer(head))

asks_for_token(spec) if {
	is_object(spec.authOptions)
	object.get(spec.authOptions, "mode", "token") in {"token", null, ""}
}

asks_for_token(spec) if {
	some container in shape.array_at(spec, ["headGroupSpec", "template", "spec", "containers"])
	fields := shape.object_or_empty(container)
	some item in array.concat(shape.array_at(fields, ["env"]), shape.array_at(fields, ["envFrom"]))
	may_be_mode(shape.object_or_empty(item))
}

may_be_mode(item) if item.name == "RAY_AUTH_MODE"

may_be_mode(item) if shape.is_set(item, "secretRef")

may_be_mode(item) if shape.is_set(item, "configMapRef")

# KubeRay copies the annotations to the Ingress, where they may ask for a login or for a private network.
ingress(head) := {"enableIngress": "an Ingress"} if {
	head.enableIngress == true
	every key, _ in shape.object_at(input.object, ["metadata", "annotations"]) {
		not regex.match(`auth|middleware|whitelist|allowlist|scheme|ingress\.class`, key)
	}
} else := {}

# The annotations of the Service may make it a private one.
balancer(head) := {"serviceType": "a load balancer"} if {
	head.serviceType == "LoadBalancer"
	count(shape.object_at(head, ["headService", "metadata", "annotations"])) == 0
	count(shape.array_at(head, ["headService", "spec", "loadBalancerSourceRanges"])) == 0
} else := {}
