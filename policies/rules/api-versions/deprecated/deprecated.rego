# METADATA
# title: Move away from deprecated API versions
# description: >-
#   A later version of Kubernetes will not serve a deprecated API version. Only versions with a replacement that the
#   cluster already serves are reported.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
#   - ref: https://kubernetes.io/docs/reference/using-api/deprecation-policy/
# custom:
#   severity: low
#   enforcement: warn
#   remedy: >-
#     Use the replacement before the upgrade that removes the old version.
#   kinds:
#     - Endpoints
#     - admissionregistration.k8s.io/MutatingAdmissionPolicy
#     - admissionregistration.k8s.io/MutatingAdmissionPolicyBinding
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
#     - autoscaling/HorizontalPodAutoscaler
#     - batch/CronJob
#     - certificates.k8s.io/CertificateSigningRequest
#     - certificates.k8s.io/ClusterTrustBundle
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
#     - networking.k8s.io/IPAddress
#     - networking.k8s.io/Ingress
#     - networking.k8s.io/IngressClass
#     - networking.k8s.io/ServiceCIDR
#     - node.k8s.io/RuntimeClass
#     - policy/PodDisruptionBudget
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/Role
#     - rbac.authorization.k8s.io/RoleBinding
#     - resource.k8s.io/DeviceClass
#     - resource.k8s.io/DeviceTaintRule
#     - resource.k8s.io/ResourceClaim
#     - resource.k8s.io/ResourceClaimTemplate
#     - resource.k8s.io/ResourceSlice
#     - scheduling.k8s.io/PriorityClass
#     - storage.k8s.io/CSIDriver
#     - storage.k8s.io/CSINode
#     - storage.k8s.io/CSIStorageCapacity
#     - storage.k8s.io/StorageClass
#     - storage.k8s.io/VolumeAttachment
#     - storage.k8s.io/VolumeAttributesClass
#     - storagemigration.k8s.io/StorageVersionMigration
#   sets: [restricted]
#   standards:
#     - "OWASP Kubernetes Top Ten 2025: K07"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules["api-versions"].deprecated

import data.plimsoll.lib.api_lifecycle

findings contains finding if {
	end := api_lifecycle.end
	end.deprecated <= api_lifecycle.cluster
	not api_lifecycle.is_removed(end)
	finding := {
		"path": ["apiVersion"],
		"message": concat("", [
			api_lifecycle.kind, " of ", api_lifecycle.version, " is deprecated since Kubernetes 1.",
			format_int(end.deprecated, 10), ": ", end.to, " replaces it.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The replacement may have other fields, and all clusters of the manifest must serve it.",
	}
}
