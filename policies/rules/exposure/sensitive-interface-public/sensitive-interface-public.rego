# METADATA
# title: Put a login before a console that is reached from outside
# description: >-
#   These consoles have no login: whoever reaches them sees what runs in the cluster, and with some of them changes it or
#   runs code.
# related_resources:
#   - ref: https://longhorn.io/docs/latest/deploy/accessing-the-ui/
#   - ref: https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/security/security-ssl/
#   - ref: https://www.jaegertracing.io/docs/latest/security/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Put a proxy with a login before it, such as oauth2-proxy, or reach it by `kubectl port-forward`. If only a private
#     network reaches the address, waive the finding.
#   kinds: [Pod]
#   facts: [exposure]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1133 External Remote Services"
#     - "MITRE ATT&CK: T1190 Exploit Public-Facing Application"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.exposure["sensitive-interface-public"]

import data.plimsoll.lib.server
import data.plimsoll.lib.workload

# Allowed: another container that may be a proxy; an Ingress with an annotation that may be a login, a load balancer that
# is private or limited.
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
	}
}
