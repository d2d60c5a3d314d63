# METADATA
# title: Fetch what is deployed over a protected connection
# description: >-
#   Without TLS, or without a check of the certificate or the host key, somebody on the way can replace what comes
#   from a repository, a chart repository or a registry, and then runs in the cluster.
# related_resources:
#   - ref: https://fluxcd.io/flux/components/source/
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/private-repositories/
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Use https, ssh or oci, and give the authority of the server's certificate, or its host key, instead of
#     switching the check off.
#   kinds:
#     - Secret
#     - argoproj.io/Application
#     - argoproj.io/ApplicationSet
#     - image.toolkit.fluxcd.io/ImageRepository
#     - source.toolkit.fluxcd.io/Bucket
#     - source.toolkit.fluxcd.io/GitRepository
#     - source.toolkit.fluxcd.io/HelmRepository
#     - source.toolkit.fluxcd.io/OCIRepository
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1195.002 Supply Chain Compromise: Compromise Software Supply Chain"
#     - "MITRE ATT&CK: T1557 Adversary-in-the-Middle"
#     - "OWASP Kubernetes Top Ten 2022: K02"
#   fix_risk: may-break
#   fix_check: >-
#     The server must have a certificate or a host key that Argo CD or Flux can check.
#   since: "0.1.0"
package plimsoll.rules.gitops["insecure-source"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: https, ssh, oci; addresses inside of the cluster.
findings contains finding if {
	some path in addresses
	is_plain(shape.string_at(input.object, path))
	finding := {
		"path": path,
		"message": concat("", [meta.label, " fetches from an address without TLS: somebody on the way can replace what is deployed."]),
		"extent": {},
		"fix": [],
		"no_fix": "The server must serve https first.",
	}
}

# Allowed: unset, false; a registry inside of the cluster.
findings contains finding if {
	meta.group in {"image.toolkit.fluxcd.io", "source.toolkit.fluxcd.io"}
	input.object.kind in {"Bucket", "HelmRepository", "ImageRepository", "OCIRepository"}
	path := ["spec", "insecure"]
	object.get(input.object, path, null) == true
	not is_inside(host_of(fetched_from))
	finding := {
		"path": path,
		"message": concat("", [meta.label, " allows a connection without TLS: somebody on the way can replace what is deployed."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": false}],
	}
}

# Secrets are how Argo CD is told of repositories and clusters.
findings contains finding if {
	type in {"repo-creds", "repository"}
	some field in ["insecure", "insecureIgnoreHostKey"]
	some [path, value] in values(field)
	value == "true"
	not is_repository_inside
	finding := {
		"path": path,
		"message": concat("", [meta.label, " does not check the certificate or the host key of a repository of Argo CD."]),
		"extent": {},
		"fix": [{"op": "remove", "path": path}],
	}
}

findings contains finding if {
	type in {"repo-creds", "repository"}
	some [path, value] in values("url")
	is_plain(value)
	finding := {
		"path": path,
		"message": concat("", [meta.label, " names a repository of Argo CD without TLS: somebody on the way can replace what is deployed."]),
		"extent": {},
		"fix": [],
		"no_fix": "The server must serve https first.",
	}
}

findings contains finding if {
	type == "cluster"
	some [path, value] in values("config")
	json.is_valid(value)
	object.get(shape.object_or_empty(json.unmarshal(value)), ["tlsClientConfig", "insecure"], null) == true
	finding := {
		"path": path,
		"message": concat("", [meta.label, " does not check the certificate of a cluster's API server: its token goes to whoever answers."]),
		"extent": {},
		"fix": [],
		"no_fix": "Argo CD needs the authority of the API server (caData) first.",
	}
}

addresses contains ["spec", "url"] if {
	meta.group == "source.toolkit.fluxcd.io"
	input.object.kind in {"GitRepository", "HelmRepository"}
}

addresses contains array.concat(path, ["repoURL"]) if {
	some path in application_sources
}

application_sources contains array.concat(path, ["source"]) if some path in applications

application_sources contains array.concat(path, ["sources", index]) if {
	some path in applications
	some index, _ in shape.array_at(input.object, array.concat(path, ["sources"]))
}

applications contains ["spec"] if {
	meta.group == "argoproj.io"
	input.object.kind == "Application"
}

applications contains ["spec", "template", "spec"] if {
	meta.group == "argoproj.io"
	input.object.kind == "ApplicationSet"
}

fetched_from := concat("", [shape.string_at(input.object, ["spec", field]) | some field in ["endpoint", "image", "url"]])

is_plain(address) if {
	regex.match(`^(http|git)://`, address)
	not regex.match(`\{\{|\$\{|\$\(`, address)
	not is_inside(host_of(address))
}

# The host of an address, with or without a scheme.
host_of(address) := host if {
	parts := split(address, "://")
	without_scheme := parts[count(parts) - 1]
	host := split(split(without_scheme, "/")[0], ":")[0]
}

is_repository_inside if {
	some [_, value] in values("url")
	is_inside(host_of(value))
}

# Inside of the cluster: a Service, or the pod itself. A name without a dot is a Service of the namespace; minio.minio and
# web.flux-system are Services of others, since no domain at the top is called so.
is_inside(host) if regex.match(`(^localhost|^127\.[0-9.]+|\.svc|\.cluster\.local)$`, host)

is_inside(host) if not contains(host, ".")

is_inside(host) if {
	[name, namespace] := split(host, ".")
	namespace in {name, "flux-system"}
}

is_inside(host) if {
	[_, namespace] := split(host, ".")
	contains(namespace, "-")
}

type := shape.string_at(input.object, ["metadata", "labels", "argocd.argoproj.io/secret-type"]) if {
	meta.group == ""
	input.object.kind == "Secret"
}

values(field) := array.concat(
	[[["stringData", field], value] |
		value := object.get(input.object, ["stringData", field], null)
		is_string(value)
	],
	[[["data", field], base64.decode(value)] |
		value := object.get(input.object, ["data", field], null)
		is_string(value)
		base64.is_valid(value)
	],
)
