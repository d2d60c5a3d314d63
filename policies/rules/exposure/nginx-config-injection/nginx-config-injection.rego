# METADATA
# title: Do not let Ingresses write nginx configuration
# description: >-
#   Configuration of nginx that an Ingress can write runs code in the controller, which by default can read the
#   Secrets of all namespaces. A line break, `;`, `{`, `}` or `#` in a value ends the directive that it is meant
#   for, and what follows is read as configuration, by versions that do not check the value (CVE-2021-25746,
#   CVE-2023-5044, CVE-2025-24514, CVE-2025-1097, CVE-2025-1098, CVE-2025-15566, CVE-2026-1580, CVE-2026-24512,
#   CVE-2026-3288). With snippets allowed, everybody who may write an Ingress can do the same without a hole,
#   whatever the version (CVE-2021-25742).
# related_resources:
#   - ref: https://github.com/kubernetes/kubernetes/issues/131006
#   - ref: https://github.com/kubernetes/kubernetes/issues/126813
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/
# custom:
#   severity: critical
#   enforcement: deny
#   remedy: >-
#     Write only the value: a URL, a host name or a path. Configure nginx in the controller's ConfigMap, and set
#     `allow-snippet-annotations` there to "false": before 1.9.0, snippets are allowed without it.
#   kinds: [ConfigMap, Pod, networking.k8s.io/Ingress]
#   sets: [default, baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1190 Exploit Public-Facing Application"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   parameters:
#     annotation_prefixes:
#       type: strings
#       default: [nginx.ingress.kubernetes.io]
#       description: The prefixes of annotations that your controllers read (`--annotations-prefix`).
#   fix_risk: may-break
#   fix_check: No Ingress of the cluster has a snippet, or needs an annotation that is then refused.
#   since: "0.1.0"
package plimsoll.rules.exposure["nginx-config-injection"]

import data.plimsoll.lib.ingress_nginx
import data.plimsoll.lib.ingress_nginx_checks
import data.plimsoll.lib.meta

# The annotations whose text is written into the configuration as it is. Left out: those that hold configuration, which
# exposure/nginx-snippets reports, those that the controller checks, takes apart or writes in quotes, and
# proxy-cookie-path, whose values do contain ;.
copied := {
	"app-root",
	"auth-cache-duration",
	"auth-method",
	"auth-proxy-set-headers",
	"auth-request-redirect",
	"auth-signin",
	"auth-tls-error-page",
	"auth-tls-match-cn",
	"auth-url",
	"connection-proxy-header",
	"mirror-host",
	"mirror-target",
	"modsecurity-transaction-id",
	"permanent-redirect",
	"proxy-buffer-size",
	"proxy-buffering",
	"proxy-cookie-domain",
	"proxy-http-version",
	"proxy-next-upstream",
	"proxy-redirect-from",
	"proxy-redirect-to",
	"proxy-request-buffering",
	"proxy-ssl-ciphers",
	"proxy-ssl-name",
	"rewrite-target",
	"server-alias",
	"ssl-ciphers",
	"temporal-redirect",
	"upstream-hash-by",
}

prefixes := input.parameters["exposure/nginx-config-injection"].annotation_prefixes

# Allowed: the variables ${name}, repetitions {2,3}, names {name} to be replaced, # within a word, and the line break
# that YAML adds at the end.
findings contains finding if {
	some annotation in ingress_nginx.read(prefixes)
	annotation.name in copied
	finding := found(
		["metadata", "annotations", annotation.key],
		concat("", ["the annotation ", annotation.key]),
		object.get(unchecked, annotation.name, "before 1.12.0, and wherever the values of annotations are not checked"),
		ingress_nginx.syntax(trim_space(annotation.value)) - harmless(annotation.name),
	)
}

# The versions that did not check what they check since: CVE-2025-24514, CVE-2025-1097, CVE-2025-1098, CVE-2025-15566,
# CVE-2026-1580, CVE-2026-3288. All others check it from 1.12.0 on, unless --enable-annotation-validation is off.
unchecked := {
	"auth-method": "before 1.13.7 and in 1.14.0 to 1.14.2",
	"auth-proxy-set-headers": "before 1.12.5 and in 1.13.0",
	"auth-tls-match-cn": "before 1.11.5 and in 1.12.0",
	"auth-url": "before 1.11.5, and in 1.12.0 where the values of annotations are not checked",
	"mirror-host": "before 1.11.5 and in 1.12.0",
	"mirror-target": "before 1.11.5 and in 1.12.0",
	"rewrite-target": "before 1.13.8 and in 1.14.0 to 1.14.3",
}

# The controller splits the list of aliases and trims each.
harmless(name) := {"line break"} if name == "server-alias"

harmless(name) := set() if name != "server-alias"

# Other controllers take other paths: without a sign of ingress-nginx, only what is a path for none is reported.
findings contains finding if {
	some path in ingress_nginx.paths
	finding := found(path.path, "a path", "before 1.13.7 and in 1.14.0 to 1.14.2", read_by(path.value))
}

read_by(text) := ingress_nginx.syntax(text) if {
	ingress_nginx.is_meant(prefixes)
} else := ingress_nginx.syntax(text) & {"line break"}

found(path, where, versions, syntax) := {
	"path": path,
	"message": concat("", [
		meta.label,
		" has ",
		ingress_nginx.in_words(syntax),
		" in ",
		where,
		", which ingress-nginx reads as configuration ",
		versions,
		".",
	]),
	"extent": {"syntax": sort(syntax)},
	"fix": [],
	"no_fix": "The repository does not say which value is meant.",
} if {
	count(syntax) > 0
}

# The controller's own settings, which exposure/nginx-checks-off reports with a fix where it is on.
findings contains {
	"path": off.path,
	"message": off.message,
	"extent": {},
	"fix": [off.fix],
	"left_to": "exposure/nginx-checks-off",
} if {
	some off in ingress_nginx_checks.switched_off
}

# Snippets that run code in the controller, or send out what only the controller may read. Others are reported by
# exposure/nginx-snippets.
findings contains {
	"path": ["metadata", "annotations", annotation.key],
	"message": concat("", [meta.label, " runs code in the controller, or reads its files, by \"", min(signs), "\" in the annotation ", annotation.key, "."]),
	"extent": {"signs": sort(signs)},
	"fix": [],
	"no_fix": "The repository does not say what the snippet is for.",
} if {
	some annotation in ingress_nginx.read(prefixes)
	endswith(annotation.name, "-snippet")
	signs := {sign | some sign in ["_by_lua", "load_module", "/run/secrets/", "/proc/self", "/etc/ingress-controller"]; contains(annotation.value, sign)}
	count(signs) > 0
}
