# METADATA
# title: Enforce all checks of the Pod Security level
# description: >-
#   A namespace that is pinned to an old version of the Pod Security Standards admits pods that a check of a later version
#   refuses, however new the cluster is.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Pin the version of the cluster, and raise it with each upgrade, or use `latest`.
#   kinds: [Namespace]
#   sets: [restricted]
#   standards:
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: may-break
#   fix_check: The pods of the namespace meet the checks that are added.
#   since: "0.1.0"
package plimsoll.rules.namespace["pod-security-version-old"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod_security_labels

# Allowed: unset, latest; the version of the cluster; an older one that has every check of the level.
findings contains object.union(
	{
		"path": pod_security_labels.path("enforce-version"),
		"message": concat("", [
			meta.label, " enforces ", level, " as it was in Kubernetes 1.", format_int(minor, 10), ", without ",
			concat(", ", left_out), ".",
		]),
		"extent": {"checks": left_out},
	},
	repair,
) if {
	pod_security_labels.is_namespace
	level := pod_security_labels.value("enforce")
	version := pod_security_labels.value("enforce-version")
	startswith(version, "v")
	pod_security_labels.is_version(version)
	minor := to_number(substring(version, 3, -1))
	left_out := sort([check |
		some check, since in pod_security_labels.added_at[level]
		minor < since
		cluster_has(since)
	])
	count(left_out) > 0
}

cluster_has(since) if since <= input.source.kubernetes_version

cluster_has(_) if not is_number(input.source.kubernetes_version)

repair := {"fix": [{"op": "set", "path": pod_security_labels.path("enforce-version"), "value": value}]} if {
	is_number(input.source.kubernetes_version)
	value := concat("", ["v1.", format_int(input.source.kubernetes_version, 10)])
} else := {"fix": [], "no_fix": "The version of the cluster is not known: set it as `kubernetesVersion`, or use latest."}
