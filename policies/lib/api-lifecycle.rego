# METADATA
# title: The API versions of Kubernetes that come to an end
# description: >-
#   From the lifecycle that k8s.io/api says of its types up to 1.36, and from Kubernetes' guide to deprecated APIs. Of
#   removals that are planned for later versions, and of versions of custom resources, nothing is said here.
package plimsoll.lib.api_lifecycle

import data.plimsoll.lib.shape

# The newest version of Kubernetes for which removals are known. A cluster without a version counts as this one.
newest := 36

default cluster := 36

cluster := input.source.kubernetes_version if is_number(input.source.kubernetes_version)

kind := shape.string_at(input.object, ["kind"])

version := shape.string_at(input.object, ["apiVersion"])

# What becomes of the object's API version: minor versions of Kubernetes, and its replacement; null if it has none.
# Making the table takes longer than all else, so that it is made only for versions that may be in it.
end := versions[version][kind] if may_end

may_end if contains(version, "alpha")

may_end if contains(version, "beta")

may_end if {
	version == "v1"
	kind == "Endpoints"
}

is_removed(entry) if {
	entry.removed <= newest
	entry.removed <= cluster
}

# The replacement that the cluster serves: a replacement may have come to an end, too.
replacement := to if {
	to := end.to
	is_string(to)
	not is_gone(to)
} else := to if {
	to := versions[end.to][kind].to
	is_string(to)
} else := ""

is_gone(to) if is_removed(versions[to][kind])

# The versions by kind. `same`: the replacement has the same fields with the same meaning.
versions := {
	"admissionregistration.k8s.io/v1alpha1": {
		"MutatingAdmissionPolicy": {"deprecated": 36, "removed": 38, "to": "admissionregistration.k8s.io/v1"},
		"MutatingAdmissionPolicyBinding": {"deprecated": 36, "removed": 38, "to": "admissionregistration.k8s.io/v1"},
		"ValidatingAdmissionPolicy": {"deprecated": 29, "removed": 32, "to": "admissionregistration.k8s.io/v1"},
		"ValidatingAdmissionPolicyBinding": {"deprecated": 29, "removed": 32, "to": "admissionregistration.k8s.io/v1"},
	},
	"admissionregistration.k8s.io/v1beta1": {
		"MutatingAdmissionPolicy": {"deprecated": 37, "removed": 40, "to": "admissionregistration.k8s.io/v1"},
		"MutatingAdmissionPolicyBinding": {"deprecated": 37, "removed": 40, "to": "admissionregistration.k8s.io/v1"},
		"MutatingWebhookConfiguration": {"deprecated": 16, "removed": 22, "to": "admissionregistration.k8s.io/v1"},
		"ValidatingWebhookConfiguration": {"deprecated": 16, "removed": 22, "to": "admissionregistration.k8s.io/v1"},
		"ValidatingAdmissionPolicy": {"deprecated": 31, "removed": 34, "to": "admissionregistration.k8s.io/v1"},
		"ValidatingAdmissionPolicyBinding": {"deprecated": 31, "removed": 34, "to": "admissionregistration.k8s.io/v1"},
	},
	"apiextensions.k8s.io/v1beta1": {"CustomResourceDefinition": {"deprecated": 16, "removed": 22, "to": "apiextensions.k8s.io/v1"}},
	"apiregistration.k8s.io/v1beta1": {"APIService": {"deprecated": 10, "removed": 22, "to": "apiregistration.k8s.io/v1", "same": true}},
	"apps/v1beta1": {
		"Deployment": {"deprecated": 8, "removed": 16, "to": "apps/v1"},
		"StatefulSet": {"deprecated": 8, "removed": 16, "to": "apps/v1"},
	},
	"apps/v1beta2": {
		"DaemonSet": {"deprecated": 9, "removed": 16, "to": "apps/v1", "same": true},
		"Deployment": {"deprecated": 9, "removed": 16, "to": "apps/v1", "same": true},
		"ReplicaSet": {"deprecated": 9, "removed": 16, "to": "apps/v1", "same": true},
		"StatefulSet": {"deprecated": 9, "removed": 16, "to": "apps/v1", "same": true},
	},
	"auditregistration.k8s.io/v1alpha1": {
		"AuditSink": {"removed": 19, "to": null},
	},
	"autoscaling/v2beta1": {
		"HorizontalPodAutoscaler": {"deprecated": 22, "removed": 25, "to": "autoscaling/v2"},
	},
	"autoscaling/v2beta2": {
		"HorizontalPodAutoscaler": {"deprecated": 23, "removed": 26, "to": "autoscaling/v2", "same": true},
	},
	"batch/v1beta1": {
		"CronJob": {"deprecated": 21, "removed": 25, "to": "batch/v1", "same": true},
	},
	"batch/v2alpha1": {
		"CronJob": {"removed": 21, "to": "batch/v1"},
	},
	"certificates.k8s.io/v1alpha1": {
		"PodCertificateRequest": {"removed": 35, "to": "certificates.k8s.io/v1beta1"},
	},
	"certificates.k8s.io/v1beta1": {
		"CertificateSigningRequest": {"deprecated": 19, "removed": 22, "to": "certificates.k8s.io/v1"},
		"ClusterTrustBundle": {"deprecated": 37, "removed": 40, "to": "certificates.k8s.io/v1"},
		"PodCertificateRequest": {"deprecated": 37, "removed": 40, "to": "certificates.k8s.io/v1"},
	},
	"coordination.k8s.io/v1alpha1": {
		"LeaseCandidate": {"removed": 32, "to": "coordination.k8s.io/v1beta1"},
	},
	"coordination.k8s.io/v1alpha2": {
		"LeaseCandidate": {"deprecated": 35, "removed": 38, "to": "coordination.k8s.io/v1beta1"},
	},
	"coordination.k8s.io/v1beta1": {
		"Lease": {"deprecated": 19, "removed": 22, "to": "coordination.k8s.io/v1", "same": true},
	},
	"discovery.k8s.io/v1alpha1": {
		"EndpointSlice": {"removed": 21, "to": "discovery.k8s.io/v1"},
	},
	"discovery.k8s.io/v1beta1": {
		"EndpointSlice": {"deprecated": 21, "removed": 25, "to": "discovery.k8s.io/v1"},
	},
	"events.k8s.io/v1beta1": {
		"Event": {"deprecated": 22, "removed": 25, "to": "events.k8s.io/v1"},
	},
	"extensions/v1beta1": {
		"DaemonSet": {"deprecated": 8, "removed": 16, "to": "apps/v1"},
		"Deployment": {"deprecated": 8, "removed": 16, "to": "apps/v1"},
		"ReplicaSet": {"deprecated": 8, "removed": 16, "to": "apps/v1"},
		"Ingress": {"deprecated": 14, "removed": 22, "to": "networking.k8s.io/v1"},
		"NetworkPolicy": {"deprecated": 9, "removed": 16, "to": "networking.k8s.io/v1", "same": true},
		"PodSecurityPolicy": {"deprecated": 11, "removed": 16, "to": "policy/v1beta1"},
	},
	"flowcontrol.apiserver.k8s.io/v1alpha1": {
		"FlowSchema": {"deprecated": 20, "removed": 21, "to": "flowcontrol.apiserver.k8s.io/v1beta3"},
		"PriorityLevelConfiguration": {"deprecated": 20, "removed": 21, "to": "flowcontrol.apiserver.k8s.io/v1beta3"},
	},
	"flowcontrol.apiserver.k8s.io/v1beta1": {
		"FlowSchema": {"deprecated": 23, "removed": 26, "to": "flowcontrol.apiserver.k8s.io/v1beta3"},
		"PriorityLevelConfiguration": {"deprecated": 23, "removed": 26, "to": "flowcontrol.apiserver.k8s.io/v1beta3"},
	},
	"flowcontrol.apiserver.k8s.io/v1beta2": {
		"FlowSchema": {"deprecated": 26, "removed": 29, "to": "flowcontrol.apiserver.k8s.io/v1beta3"},
		"PriorityLevelConfiguration": {"deprecated": 26, "removed": 29, "to": "flowcontrol.apiserver.k8s.io/v1beta3"},
	},
	"flowcontrol.apiserver.k8s.io/v1beta3": {
		"FlowSchema": {"deprecated": 29, "removed": 32, "to": "flowcontrol.apiserver.k8s.io/v1"},
		"PriorityLevelConfiguration": {"deprecated": 29, "removed": 32, "to": "flowcontrol.apiserver.k8s.io/v1"},
	},
	"networking.k8s.io/v1alpha1": {
		"ClusterCIDR": {"removed": 29, "to": null},
		"IPAddress": {"deprecated": 30, "removed": 33, "to": "networking.k8s.io/v1"},
		"ServiceCIDR": {"deprecated": 30, "removed": 33, "to": "networking.k8s.io/v1"},
	},
	"networking.k8s.io/v1beta1": {
		"IPAddress": {"deprecated": 34, "removed": 37, "to": "networking.k8s.io/v1"},
		"ServiceCIDR": {"deprecated": 34, "removed": 37, "to": "networking.k8s.io/v1"},
		"Ingress": {"deprecated": 19, "removed": 22, "to": "networking.k8s.io/v1"},
		"IngressClass": {"deprecated": 19, "removed": 22, "to": "networking.k8s.io/v1", "same": true},
	},
	"node.k8s.io/v1alpha1": {
		"RuntimeClass": {"removed": 25, "to": "node.k8s.io/v1"},
	},
	"node.k8s.io/v1beta1": {
		"RuntimeClass": {"deprecated": 22, "removed": 25, "to": "node.k8s.io/v1", "same": true},
	},
	"policy/v1beta1": {
		"PodDisruptionBudget": {"deprecated": 21, "removed": 25, "to": "policy/v1", "same": true},
		"PodSecurityPolicy": {"removed": 25, "to": null},
	},
	"rbac.authorization.k8s.io/v1alpha1": {
		"ClusterRole": {"removed": 22, "to": "rbac.authorization.k8s.io/v1"},
		"ClusterRoleBinding": {"removed": 22, "to": "rbac.authorization.k8s.io/v1"},
		"Role": {"removed": 22, "to": "rbac.authorization.k8s.io/v1"},
		"RoleBinding": {"removed": 22, "to": "rbac.authorization.k8s.io/v1"},
	},
	"rbac.authorization.k8s.io/v1beta1": {
		"ClusterRole": {"deprecated": 17, "removed": 22, "to": "rbac.authorization.k8s.io/v1", "same": true},
		"ClusterRoleBinding": {"deprecated": 17, "removed": 22, "to": "rbac.authorization.k8s.io/v1", "same": true},
		"Role": {"deprecated": 17, "removed": 22, "to": "rbac.authorization.k8s.io/v1", "same": true},
		"RoleBinding": {"deprecated": 17, "removed": 22, "to": "rbac.authorization.k8s.io/v1", "same": true},
	},
	"resource.k8s.io/v1alpha1": {
		"PodScheduling": {"removed": 27, "to": null},
		"ResourceClass": {"removed": 27, "to": null},
		"ResourceClaim": {"removed": 27, "to": "resource.k8s.io/v1"},
		"ResourceClaimTemplate": {"removed": 27, "to": "resource.k8s.io/v1"},
	},
	"resource.k8s.io/v1alpha2": {
		"PodSchedulingContext": {"removed": 31, "to": null},
		"ResourceClaimParameters": {"removed": 31, "to": null},
		"ResourceClass": {"removed": 31, "to": null},
		"ResourceClassParameters": {"removed": 31, "to": null},
		"ResourceSlice": {"removed": 31, "to": null},
		"ResourceClaim": {"removed": 31, "to": "resource.k8s.io/v1"},
		"ResourceClaimTemplate": {"removed": 31, "to": "resource.k8s.io/v1"},
	},
	"resource.k8s.io/v1alpha3": {
		"DeviceClass": {"removed": 34, "to": "resource.k8s.io/v1beta1"},
		"ResourceClaim": {"removed": 34, "to": "resource.k8s.io/v1beta1"},
		"ResourceClaimTemplate": {"removed": 34, "to": "resource.k8s.io/v1beta1"},
		"ResourceSlice": {"removed": 34, "to": "resource.k8s.io/v1beta1"},
		"DeviceTaintRule": {"deprecated": 36, "removed": 39, "to": "resource.k8s.io/v1beta2"},
		"PodSchedulingContext": {"removed": 32, "to": null},
	},
	"resource.k8s.io/v1beta1": {
		"DeviceClass": {"deprecated": 35, "removed": 38, "to": "resource.k8s.io/v1"},
		"ResourceClaim": {"deprecated": 35, "removed": 38, "to": "resource.k8s.io/v1"},
		"ResourceClaimTemplate": {"deprecated": 35, "removed": 38, "to": "resource.k8s.io/v1"},
		"ResourceSlice": {"deprecated": 35, "removed": 38, "to": "resource.k8s.io/v1"},
	},
	"resource.k8s.io/v1beta2": {
		"DeviceClass": {"deprecated": 36, "removed": 39, "to": "resource.k8s.io/v1"},
		"ResourceClaim": {"deprecated": 36, "removed": 39, "to": "resource.k8s.io/v1"},
		"ResourceClaimTemplate": {"deprecated": 36, "removed": 39, "to": "resource.k8s.io/v1"},
		"ResourceSlice": {"deprecated": 36, "removed": 39, "to": "resource.k8s.io/v1"},
	},
	"scheduling.k8s.io/v1alpha1": {
		"PriorityClass": {"removed": 22, "to": "scheduling.k8s.io/v1"},
		"Workload": {"removed": 36, "to": null},
	},
	"scheduling.k8s.io/v1beta1": {
		"PriorityClass": {"deprecated": 14, "removed": 22, "to": "scheduling.k8s.io/v1", "same": true},
	},
	"settings.k8s.io/v1alpha1": {
		"PodPreset": {"removed": 20, "to": null},
	},
	"storage.k8s.io/v1alpha1": {
		"CSIStorageCapacity": {"deprecated": 21, "removed": 24, "to": "storage.k8s.io/v1beta1"},
		"VolumeAttachment": {"deprecated": 21, "removed": 24, "to": "storage.k8s.io/v1"},
		"VolumeAttributesClass": {"deprecated": 32, "removed": 35, "to": "storage.k8s.io/v1"},
	},
	"storage.k8s.io/v1beta1": {
		"CSIDriver": {"deprecated": 19, "removed": 22, "to": "storage.k8s.io/v1", "same": true},
		"StorageClass": {"deprecated": 19, "removed": 22, "to": "storage.k8s.io/v1", "same": true},
		"VolumeAttachment": {"deprecated": 19, "removed": 22, "to": "storage.k8s.io/v1", "same": true},
		"CSINode": {"deprecated": 17, "removed": 22, "to": "storage.k8s.io/v1", "same": true},
		"CSIStorageCapacity": {"deprecated": 24, "removed": 27, "to": "storage.k8s.io/v1", "same": true},
		"VolumeAttributesClass": {"deprecated": 34, "removed": 37, "to": "storage.k8s.io/v1"},
	},
	"storagemigration.k8s.io/v1alpha1": {
		"StorageVersionMigration": {"removed": 35, "to": "storagemigration.k8s.io/v1beta1"},
	},
	"storagemigration.k8s.io/v1beta1": {
		"StorageVersionMigration": {"deprecated": 37, "removed": 40, "to": "storagemigration.k8s.io/v1"},
	},
	"v1": {
		"Endpoints": {"deprecated": 33, "to": "discovery.k8s.io/v1 EndpointSlice"},
	},
}
