# METADATA
# title: Fix the project of an ApplicationSet
# description: >-
#   If the name of a project comes from what a generator reads, whoever can write there chooses the project, such as
#   default, and with it what Argo CD deploys.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Security/#templated-project-field
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Write the name of one project, or let only admins write what the generator reads.
#   kinds: [argoproj.io/ApplicationSet]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1098 Account Manipulation"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.gitops["templated-project"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: a fixed name; generators that read no repository, such as a list or the clusters.
findings contains finding if {
	meta.group == "argoproj.io"
	input.object.kind == "ApplicationSet"
	path := ["spec", "template", "spec", "project"]
	contains(shape.string_at(input.object, path), "{{")
	read := sort({generator | some generator in generators; generator in from_repositories})
	count(read) > 0
	finding := {
		"path": path,
		"message": concat("", [meta.label, " takes the project from what its generator reads (", concat(", ", read), ")."]),
		"extent": {"generators": read},
		"fix": [],
		"no_fix": "The repository does not say which project the Applications belong to.",
	}
}

# Those of a matrix or a merge too.
generators contains name if {
	walk(object.get(input.object, ["spec", "generators"], []), [path, value])
	is_object(value)
	count(path) > 0
	name := path[count(path) - 1]
}

from_repositories := {"git", "pullRequest", "scmProvider"}
