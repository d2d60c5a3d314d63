# METADATA
# title: Say what to do, as an imperative
# description: >-
#   Say why: what somebody can do who takes over the program, in a sentence or two.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Say how to put it right.
#   kinds: [Pod]
#   sets: []
#   standards: []
#   fix_risk: may-break
#   fix_check: >-
#     Say what to check before the fix is taken.
#   since: "0.1.0"
package plimsoll.rules["network-policy"]["dns-cut-off"]

import data.plimsoll.lib.pod

# Allowed: true.
findings contains finding if {
	some container in pod.containers
	object.get(container.security, "readOnlyRootFilesystem", null) != true
	path := array.concat(container.security_path, ["readOnlyRootFilesystem"])
	finding := {
		"path": path,
		"message": concat("", [container.label, " may write to its root file system."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": true}],
	}
}
