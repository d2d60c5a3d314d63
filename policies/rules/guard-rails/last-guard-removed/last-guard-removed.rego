# METADATA
# title: Keep the last guard of its kind
# description: >-
#   Without the last policy that isolates a workload, everyone may connect to it. Without the last admission policy or sensor,
#   everything is admitted, or nothing is seen. Nothing fails, and nobody notices.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
#   - ref: https://kubernetes.io/docs/concepts/policy/resource-quotas/
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Restore it, or say in the pull request what takes its place.
#   kinds:
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding
#     - apps/DaemonSet
#     - cilium.io/CiliumClusterwideNetworkPolicy
#     - cilium.io/CiliumNetworkPolicy
#     - constraints.gatekeeper.sh/*
#     - crd.projectcalico.org/GlobalNetworkPolicy
#     - crd.projectcalico.org/NetworkPolicy
#     - kyverno.io/ClusterPolicy
#     - kyverno.io/Policy
#     - networking.k8s.io/NetworkPolicy
#     - policies.kyverno.io/ImageValidatingPolicy
#     - policies.kyverno.io/NamespacedImageValidatingPolicy
#     - policies.kyverno.io/NamespacedValidatingPolicy
#     - policies.kyverno.io/ValidatingPolicy
#     - policy.networking.k8s.io/AdminNetworkPolicy
#     - policy.networking.k8s.io/BaselineAdminNetworkPolicy
#     - policy.networking.k8s.io/ClusterNetworkPolicy
#     - policy.sigstore.dev/ClusterImagePolicy
#     - projectcalico.org/GlobalNetworkPolicy
#     - projectcalico.org/NetworkPolicy
#   facts: [workloads]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   report: removed
package plimsoll.rules["guard-rails"]["last-guard-removed"]

import data.plimsoll.lib.guard
import data.plimsoll.lib.meta

# The extent has only what is known to be guarded, such as workloads, so that several others together do the same.
findings contains object.union(left_to(kept), {
	"path": ["metadata", "name"],
	"message": concat("", [meta.label, " ", kept.does, "."]),
	"extent": kept.extent,
	"fix": [],
	"no_fix": "Whether it is still needed is your decision.",
}) if {
	some kept in guard.last
}

left_to(kept) := {"left_to": kept.left_to} if kept.left_to

left_to(kept) := {} if not kept.left_to
