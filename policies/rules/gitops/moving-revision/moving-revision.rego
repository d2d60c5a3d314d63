# METADATA
# title: Pin the version of a chart
# description: >-
#   Without an exact version, the next release of somebody else's chart is deployed on its own, with whatever it
#   changes, and nobody reviews it.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/
#   - ref: https://fluxcd.io/flux/components/helm/helmreleases/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Write the version, and let a bot propose the next one.
#   kinds: [argoproj.io/Application, helm.toolkit.fluxcd.io/HelmRelease]
#   sets: []
#   standards:
#     - "OWASP Kubernetes Top Ten 2022: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.gitops["moving-revision"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: an exact version. Revisions of Git are the way of GitOps.
findings contains finding if {
	some source in charts
	version := shape.string_at(input.object, source.version)
	is_moving(version)
	finding := {
		"path": source.version,
		"message": concat("", [meta.label, " takes ", described(version), " of the chart ", source.chart, "."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say which version is deployed now.",
	}
}

is_moving(version) if regex.match(`^$|[*^~<>|]|(^|\.)[xX](\.|$)`, version)

described("") := "the newest version"

described(version) := concat("", ["any version that fits ", version]) if version != ""

charts contains {"chart": chart, "version": array.concat(path, ["targetRevision"])} if {
	meta.group == "argoproj.io"
	input.object.kind == "Application"
	some path in sources
	chart := shape.string_at(input.object, array.concat(path, ["chart"]))
	chart != ""
}

charts contains {"chart": chart, "version": ["spec", "chart", "spec", "version"]} if {
	meta.group == "helm.toolkit.fluxcd.io"
	input.object.kind == "HelmRelease"
	shape.string_at(input.object, ["spec", "chart", "spec", "sourceRef", "kind"]) == "HelmRepository"
	chart := shape.string_at(input.object, ["spec", "chart", "spec", "chart"])
	chart != ""
}

sources contains ["spec", "source"]

sources contains ["spec", "sources", index] if some index, _ in shape.array_at(input.object, ["spec", "sources"])
