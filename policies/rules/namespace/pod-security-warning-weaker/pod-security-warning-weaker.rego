# METADATA
# title: Warn and audit at least at the level that is enforced
# description: >-
#   The author of a Deployment is not told what will be refused: a Deployment never is, only its pods are, later.
#   What its author sees is the warning, which is only given for what the level of `warn` or `audit` forbids.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-admission/#workload-resources-and-pod-templates
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Set `warn` and `audit` to the enforced level or to a stricter one.
#   kinds: [Namespace]
#   sets: [restricted]
#   standards:
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: none
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.namespace["pod-security-warning-weaker"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod_security_labels

# Allowed: unset, for which the cluster's configuration decides; the enforced level or a stricter one.
findings contains finding if {
	pod_security_labels.is_namespace
	enforced := pod_security_labels.value("enforce")
	some mode in ["audit", "warn"]
	level := pod_security_labels.value(mode)
	pod_security_labels.strictness[level] < pod_security_labels.strictness[enforced]
	finding := {
		"path": pod_security_labels.path(mode),
		"message": concat("", [meta.label, " enforces ", enforced, ", and ", does[mode][level], "."]),
		"extent": {"silent_on": [name | some name in ["baseline", "restricted"]; is_between(name, level, enforced)]},
		"fix": [{"op": "set", "path": pod_security_labels.path(mode), "value": enforced}],
	}
}

is_between(name, level, enforced) if {
	pod_security_labels.strictness[name] > pod_security_labels.strictness[level]
	pod_security_labels.strictness[name] <= pod_security_labels.strictness[enforced]
}

does := {
	"audit": {
		"baseline": "records only the workloads that baseline forbids in the audit log",
		"privileged": "records no workload in the audit log",
	},
	"warn": {
		"baseline": "warns the authors of workloads only of what baseline forbids",
		"privileged": "never warns the authors of workloads",
	},
}
