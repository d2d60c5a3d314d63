# METADATA
# title: Require authentication of MCP servers
# description: >-
#   An MCP server does for whoever connects what its tools can do, with its own account. The inspector without its session
#   token starts any program (CVE-2025-49596); the Kubernetes server over HTTP without OAuth acts with the rights of its
#   service account.
# related_resources:
#   - ref: https://github.com/modelcontextprotocol/inspector#authentication
#   - ref: https://github.com/containers/kubernetes-mcp-server#configuration
#   - ref: https://modelcontextprotocol.io/specification/2025-06-18/basic/authorization
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Remove `DANGEROUSLY_OMIT_AUTH`. Start the Kubernetes server with `--require-oauth`, or behind a proxy with a login, and
#     let a NetworkPolicy name who connects.
#   kinds: [Pod]
#   words: [DANGEROUSLY_OMIT_AUTH, mcp-server, mcp_server]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1190 Exploit Public-Facing Application"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.ai["mcp-server-open"]

import data.plimsoll.lib.container as containers
import data.plimsoll.lib.image
import data.plimsoll.lib.pod
import data.plimsoll.lib.server

# Allowed: false, empty. No other program has this variable's name.
findings contains finding if {
	some container in pod.containers
	some variable in containers.variables(container)
	variable.name == "DANGEROUSLY_OMIT_AUTH"
	not lower(variable.value) in {"", "0", "false"}
	finding := found(variable.path, concat("", [
		container.label, " switches off the session token of the MCP inspector by DANGEROUSLY_OMIT_AUTH.",
	]))
}

findings contains finding if {
	some container in pod.containers
	some argument in containers.arguments(container)
	regex.match(`(?:^|[\s;&])DANGEROUSLY_OMIT_AUTH=["']?(?:true|1)\b`, argument.text)
	finding := found(argument.path, concat("", [
		container.label, " switches off the session token of the MCP inspector by DANGEROUSLY_OMIT_AUTH.",
	]))
}

# Allowed: no port, but a pipe; OAuth; a file of settings, which may ask for it; a proxy beside it;
# its own loopback address.
findings contains finding if {
	not server.has_proxy
	some container in pod.containers
	reference := image.parse(container.spec.image)
	regex.match(`(?:^|/)containers/kubernetes[_-]mcp[_-]server$`, reference.repository)
	some argument in containers.arguments(container)
	regex.match(`(?:^|\s)--port(?:[= ]|$)`, argument.text)
	not is_limited(container)
	finding := found(array.concat(container.path, ["image"]), concat("", [
		container.label, " serves the Kubernetes MCP server over HTTP without OAuth.",
	]))
}

is_limited(container) if {
	some argument in containers.arguments(container)
	regex.match(`(?:^|\s)--(?:require-oauth(?:\s|=true|$)|config)|\b(?:127\.0\.0\.1|localhost)\b`, argument.text)
}

found(path, message) := {
	"path": path,
	"message": message,
	"extent": {},
	"fix": [],
	"no_fix": "The repository does not say who may use the server.",
}
