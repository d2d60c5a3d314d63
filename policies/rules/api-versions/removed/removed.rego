# METADATA
# title: Use an API version that the cluster still serves
# description: >-
#   The API server refuses an object of an API version that it no longer serves: the deployment fails, or the object
#   stays as it was before the upgrade. The version of the cluster is the one of the deployment or of the configuration,
#   else the newest.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
#   - ref: https://kubernetes.io/docs/reference/using-api/deprecation-policy/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Use the replacement, and check the fields that changed with it. If the clusters are older, set their
#     `kubernetesVersion`.
#   kinds:
#     - admissionregistration.k8s.io/MutatingWebhookConfiguration
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicy
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding
#     - admissionregistration.k8s.io/ValidatingWebhookConfiguration
#     - apiextensions.k8s.io/CustomResourceDefinition
#     - apiregistration.k8s.io/APIService
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/ReplicaSet
#     - apps/StatefulSet
#     - auditregistration.k8s.io/AuditSink
#     - autoscaling/HorizontalPodAutoscaler
#     - batch/CronJob
#     - certificates.k8s.io/CertificateSigningRequest
#     - certificates.k8s.io/PodCertificateRequest
#     - coordination.k8s.io/Lease
#     - coordination.k8s.io/LeaseCandidate
#     - discovery.k8s.io/EndpointSlice
#     - events.k8s.io/Event
#     - extensions/DaemonSet
#     - extensions/Deployment
#     - extensions/Ingress
#     - extensions/NetworkPolicy
#     - extensions/PodSecurityPolicy
#     - extensions/ReplicaSet
#     - flowcontrol.apiserver.k8s.io/FlowSchema
#     - flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration
#     - networking.k8s.io/ClusterCIDR
#     - networking.k8s.io/IPAddress
#     - networking.k8s.io/Ingress
#     - networking.k8s.io/IngressClass
#     - networking.k8s.io/ServiceCIDR
#     - node.k8s.io/RuntimeClass
#     - policy/PodDisruptionBudget
#     - policy/PodSecurityPolicy
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/Role
#     - rbac.authorization.k8s.io/RoleBinding
#     - resource.k8s.io/DeviceClass
#     - resource.k8s.io/PodScheduling
#     - resource.k8s.io/PodSchedulingContext
#     - resource.k8s.io/ResourceClaim
#     - resource.k8s.io/ResourceClaimParameters
#     - resource.k8s.io/ResourceClaimTemplate
#     - resource.k8s.io/ResourceClass
#     - resource.k8s.io/ResourceClassParameters
#     - resource.k8s.io/ResourceSlice
#     - scheduling.k8s.io/PriorityClass
#     - scheduling.k8s.io/Workload
#     - settings.k8s.io/PodPreset
#     - storage.k8s.io/CSIDriver
#     - storage.k8s.io/CSINode
#     - storage.k8s.io/CSIStorageCapacity
#     - storage.k8s.io/StorageClass
#     - storage.k8s.io/VolumeAttachment
#     - storage.k8s.io/VolumeAttributesClass
#     - storagemigration.k8s.io/StorageVersionMigration
#   sets: [default, baseline, restricted]
#   standards:
#     - "OWASP Kubernetes Top Ten 2025: K07"
#   fix_risk: may-break
#   fix_check: All clusters that get the manifest must serve the new version.
#   since: "0.1.0"
package plimsoll.rules["api-versions"].removed

import data.plimsoll.lib.api_lifecycle
import data.plimsoll.lib.pod_security_policy
import data.plimsoll.lib.shape

findings contains finding if {
	end := api_lifecycle.end
	api_lifecycle.is_removed(end)
	finding := object.union(repair(end), {
		"path": ["apiVersion"],
		"message": concat("", [
			"Kubernetes 1.", format_int(end.removed, 10), " and later do not serve ", api_lifecycle.kind, " of ",
			api_lifecycle.version, wording(api_lifecycle.replacement), ".",
		]),
		"extent": {},
	})
}

wording("") := ""

wording(to) := concat("", [": its replacement is ", to]) if to != ""

repair(end) := {"fix": [{"op": "set", "path": ["apiVersion"], "value": api_lifecycle.replacement}]} if {
	is_same(end)
} else := {"fix": [], "no_fix": "The replacement has other fields, or the same ones mean something else."} if {
	api_lifecycle.replacement != ""
} else := {"fix": [], "no_fix": pod_security_policy.replacement} if {
	pod_security_policy.is_policy
} else := {"fix": [], "no_fix": "No API version replaces it."}

# An empty selector selects nothing in policy/v1beta1 and everything in policy/v1. In apps/v1 a selector is required.
is_same(end) if {
	end.same
	not api_lifecycle.kind in {"PodDisruptionBudget", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"}
}

is_same(end) if {
	end.same
	some field in ["matchExpressions", "matchLabels"]
	count(object.get(shape.object_at(input.object, ["spec", "selector"]), field, [])) > 0
}
