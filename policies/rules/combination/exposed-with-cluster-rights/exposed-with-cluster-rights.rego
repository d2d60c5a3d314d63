# METADATA
# title: Do not put a way from the Internet to the rights of the cluster
# description: >-
#   A program that everyone can reach is the first that is broken into, and whoever breaks in has its service account.
#   Neither the address nor the rights are wrong by themselves: together, one hole in the program is the cluster's.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
#   - ref: https://attack.mitre.org/techniques/T1190/
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Give the part that is reached from outside an account without rights, and let a second workload, which is not
#     reached, do what needs them. Or ask who comes before the program is reached.
#   kinds: [Pod]
#   facts: [exposure, identities, rbac]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1190 Exploit Public-Facing Application"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.combination["exposed-with-cluster-rights"]

import data.plimsoll.lib.context
import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.rbac_powers

# Allowed: ways with a sign of a guard; accounts whose token is not mounted; what is not known.
findings contains finding if {
	context.ways.open == "yes"
	count(context.powers) > 0
	finding := {
		"path": array.concat(pod.spec_path, ["serviceAccountName"]),
		"message": concat("", [
			meta.label, " is on the Internet through ", rbac_powers.listed(context.ways.open_by),
			", and its service account can ", context.power_words, ".",
		]),
		"extent": {"ways": context.ways.open_by, "rights": context.powers},
		"fix": [],
		"no_fix": "The repository does not say which of both the program can do without.",
	}
}
