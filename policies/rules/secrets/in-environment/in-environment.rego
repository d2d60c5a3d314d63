# METADATA
# title: Mount Secrets as files
# description: >-
#   A variable is inherited by every program that the container starts, and shown by crash reports and debug pages. A file
#   is read by who opens it, and changes with the Secret. Many images take variables only: decide for which it matters.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Mount the Secret as a volume, and let the program read the file.
#   kinds: [Pod]
#   words: [secretKeyRef, secretRef]
#   sets: [cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.4.1"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.secrets["in-environment"]

import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: tests of charts; values written out, which other rules look at; fields; ConfigMaps.
findings contains finding if {
	not pod.is_chart_test
	some container in pod.containers
	some list, reference in {"env": ["valueFrom", "secretKeyRef"], "envFrom": ["secretRef"]}
	found := {index: name |
		some index, item in shape.array_at(container.spec, [list])
		fields := shape.object_at(shape.object_or_empty(item), reference)
		name := shape.string_at(fields, ["name"])
		name != ""
	}
	count(found) > 0
	names := sort({name | some _, name in found})
	finding := {
		"path": array.concat(container.path, [list]),
		"entries": sort([index | some index, _ in found]),
		"message": concat("", [container.label, " gets Secrets as variables: ", concat(", ", names), "."]),
		"extent": {"secrets": names},
		"extent_at": {"secrets": {name: array.concat(container.path, [list, first]) |
			some name in names
			first := min([index | some index, other in found; other == name])
		}},
		"fix": [],
		"no_fix": "The program must read the file, which the repository does not say.",
	}
}
