# METADATA
# title: Keep what guards the cluster
# description: >-
#   A policy, a quota or a sensor that is removed protects nothing any more, and nothing fails: what it kept out or
#   reported comes in unseen.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
#   - ref: https://kubernetes.io/docs/concepts/policy/resource-quotas/
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Restore it, or say in the pull request what takes its place.
#   kinds:
#     - LimitRange
#     - ResourceQuota
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicy
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding
#     - admissionregistration.k8s.io/ValidatingWebhookConfiguration
#     - apps/DaemonSet
#     - cilium.io/CiliumClusterwideNetworkPolicy
#     - cilium.io/CiliumNetworkPolicy
#     - cilium.io/TracingPolicy
#     - cilium.io/TracingPolicyNamespaced
#     - constraints.gatekeeper.sh/*
#     - crd.projectcalico.org/GlobalNetworkPolicy
#     - crd.projectcalico.org/NetworkPolicy
#     - gateway.envoyproxy.io/SecurityPolicy
#     - kyverno.io/ClusterPolicy
#     - kyverno.io/Policy
#     - networking.k8s.io/NetworkPolicy
#     - policies.kyverno.io/ImageValidatingPolicy
#     - policies.kyverno.io/NamespacedImageValidatingPolicy
#     - policies.kyverno.io/NamespacedValidatingPolicy
#     - policies.kyverno.io/ValidatingPolicy
#     - policy.linkerd.io/Server
#     - policy.networking.k8s.io/AdminNetworkPolicy
#     - policy.networking.k8s.io/BaselineAdminNetworkPolicy
#     - policy.networking.k8s.io/ClusterNetworkPolicy
#     - policy.sigstore.dev/ClusterImagePolicy
#     - projectcalico.org/GlobalNetworkPolicy
#     - projectcalico.org/NetworkPolicy
#     - security.istio.io/AuthorizationPolicy
#     - security.istio.io/PeerAuthentication
#     - security.istio.io/RequestAuthentication
#     - security.kubearmor.com/KubeArmorClusterPolicy
#     - security.kubearmor.com/KubeArmorPolicy
#     - templates.gatekeeper.sh/ConstraintTemplate
#     - tracee.aquasec.com/Policy
#   facts: [workloads]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   report: removed
package plimsoll.rules["guard-rails"]["guard-removed"]

import data.plimsoll.lib.guard
import data.plimsoll.lib.meta

# The extent says what is guarded: whatever has the same or more of it does the same.
findings contains object.union(left_to(kept), {
	"path": ["metadata", "name"],
	"message": concat("", [meta.label, " ", kept.does, "."]),
	"extent": kept.extent,
	"fix": [],
	"no_fix": "Whether it is still needed is your decision.",
}) if {
	some kept in guard.guards
}

left_to(kept) := {"left_to": kept.left_to} if kept.left_to

left_to(kept) := {} if not kept.left_to
