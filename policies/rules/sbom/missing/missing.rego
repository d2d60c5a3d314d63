# METADATA
# title: Keep an SBOM for every image
# description: >-
#   An image without a software bill of materials cannot be searched when the next vulnerability comes out. This
#   repository keeps one for others.
# related_resources:
#   - ref: https://www.cisa.gov/sbom
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Add the SBOM of this image (CycloneDX or SPDX) beside the others.
#   kinds: [Pod]
#   facts: [sbom]
#   sets: [nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Building secure container images"
#     - "MITRE ATT&CK: T1195.002 Supply Chain Compromise: Compromise Software Supply Chain"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.sbom.missing

import data.plimsoll.lib.image
import data.plimsoll.lib.pod

# Only where the repository keeps SBOMs at all. Allowed: tests of charts; images that are not built yet.
findings contains finding if {
	not pod.is_chart_test
	data.facts.sbom.kept == true
	some container in pod.containers
	reference := image.parse(container.spec.image)
	not image.is_unreleased(reference)
	not data.facts.sbom.images[reference.text]
	finding := {
		"path": array.concat(container.path, ["image"]),
		"message": concat("", [container.label, " uses the image ", reference.text, ", for which no SBOM is kept."]),
		"extent": {},
		"fix": [],
		"no_fix": "An SBOM is made from the image, which is not in the repository.",
	}
}
