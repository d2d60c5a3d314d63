# METADATA
# title: End allowed repositories with a slash
# description: >-
#   K8sAllowedRepos compares the beginning of the image's name, letter by letter: `registry.example` also allows
#   `registry.example.evil.example/image`, which anyone can set up.
# related_resources:
#   - ref: https://open-policy-agent.github.io/gatekeeper-library/website/validation/allowedrepos/
#   - ref: https://open-policy-agent.github.io/gatekeeper-library/website/validation/allowedreposv2/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     End each entry with a slash, or name whole images with their tag or digest; or use K8sAllowedReposv2, which compares
#     whole names.
#   kinds: [constraints.gatekeeper.sh/K8sAllowedRepos]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1036 Masquerading"
#     - "OWASP Kubernetes Top Ten 2022: K02"
#   fix_risk: may-break
#   fix_check: No registry is meant whose name goes on after the entry.
#   since: "0.1.0"
package plimsoll.rules["guard-rails"]["repository-prefix-open"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: an entry that ends with a slash; an image with a tag or digest, after which only more of the tag can follow.
findings contains object.union(
	{
		"path": path,
		"message": concat("", [meta.label, " allows every image", wording(entry), "."]),
		"extent": {},
	},
	mended(entry, path),
) if {
	meta.group == "constraints.gatekeeper.sh"
	input.object.kind == "K8sAllowedRepos"
	some index, entry in shape.array_at(input.object, ["spec", "parameters", "repos"])
	is_string(entry)
	not endswith(entry, "/")
	not is_image(entry)
	path := ["spec", "parameters", "repos", index]
}

is_image(entry) if contains(entry, "@")

is_image(entry) if {
	regex.match(`:[^/]*$`, entry)
	not is_registry(entry)
}

# As container runtimes tell a registry from a repository: by a dot, by a port of either, or by its name.
is_registry(entry) if regex.match(`^([^/:]*\.[^/:]*|localhost)(:[0-9]+)?$`, entry)

mended(entry, path) := {"fix": [{"op": "set", "path": path, "value": concat("", [entry, "/"])}]} if {
	is_registry(entry)
} else := {
	"fix": [],
	"no_fix": "The entry may stand for one image or for all below it: the first needs a tag or digest, the others a slash.",
}

wording("") := ""

wording(entry) := concat("", [" whose name begins with \"", entry, "\""]) if entry != ""
