# METADATA
# title: Do not give a privileged pod a role in the cloud
# description: >-
#   Whoever breaks out of a privileged container is root on the node, and takes the pod's role of the cloud along: from one
#   node, the account of the cloud is reached.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
#   - ref: https://attack.mitre.org/techniques/T1611/
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Split the workload: the part that needs the node without a role, the part that needs the cloud without privileges.
#   kinds: [Pod]
#   facts: [identities]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Pod security enforcement"
#     - "MITRE ATT&CK: T1611 Escape to Host"
#     - "OWASP Kubernetes Top Ten 2025: K01"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.combination["privileged-with-cloud-role"]

import data.plimsoll.lib.identity
import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.workload

# Allowed: either of both alone; accounts whose role is not known.
findings contains finding if {
	privileged := sort({container.label | some container in pod.containers; container.security.privileged == true})
	count(privileged) > 0
	identity.has_cloud_role
	finding := {
		"path": array.concat(pod.spec_path, ["serviceAccountName"]),
		"message": concat("", [meta.label, " runs privileged, and its service account \"", workload.account, "\" has a role in the cloud."]),
		"extent": {"privileged": privileged},
		"fix": [],
		"no_fix": "The repository does not say which of both the program can do without.",
	}
}
