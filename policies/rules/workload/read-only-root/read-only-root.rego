# METADATA
# title: Make the root file system read-only
# description: >-
#   Who breaks into a program that can write to its image's files can replace them, and drop tools beside them.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Set `readOnlyRootFilesystem` to true, and mount an `emptyDir` where the program writes, such as /tmp.
#   kinds: [Pod]
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Immutable container file systems"
#   fix_risk: may-break
#   fix_check: >-
#     Nothing is known here of what the image writes. A program that writes outside of its volumes, such as to /tmp or
#     its own folder, fails: give each such folder an `emptyDir` first.
#   since: "0.1.0"
package plimsoll.rules.workload["read-only-root"]

import data.plimsoll.lib.pod

# Allowed: true; tests of charts. Ephemeral containers are for debugging; Windows has no such file system.
findings contains finding if {
	not pod.is_windows
	not pod.is_chart_test
	some container in pod.containers
	not startswith(container.label, "Ephemeral")
	value := object.get(container.security, "readOnlyRootFilesystem", null)
	value != true
	path := array.concat(container.security_path, ["readOnlyRootFilesystem"])
	finding := {
		"path": path,
		"message": concat("", [container.label, " can write to its root file system."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": true}],
	}
}
