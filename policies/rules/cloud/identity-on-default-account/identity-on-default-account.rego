# METADATA
# title: Give a cloud identity to a service account of its own
# description: >-
#   With a role of the cloud on `default`, every pod of the namespace that names no service account has what the
#   role allows, also the one that somebody takes over.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
#   - ref: https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
# custom:
#   severity: high
#   enforcement: warn
#   remedy: >-
#     Make a service account for the workload that needs the role, and name it in `serviceAccountName`.
#   kinds:
#     - ServiceAccount
#     - eks.aws.m.upbound.io/PodIdentityAssociation
#     - eks.aws.upbound.io/PodIdentityAssociation
#     - eks.services.k8s.aws/PodIdentityAssociation
#     - eksctl.io/ClusterConfig
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Protecting sensitive cloud infrastructure"
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K08"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.cloud["identity-on-default-account"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

# Allowed: on other accounts; empty.
findings contains finding if {
	meta.group == ""
	input.object.kind == "ServiceAccount"
	meta.name == "default"
	some key, cloud in annotations
	shape.string_at(input.object, ["metadata", "annotations", key]) != ""
	finding := found(["metadata", "annotations", key], meta.label, cloud)
}

findings contains finding if {
	input.object.kind == "PodIdentityAssociation"
	some group, path in associations
	meta.group == group
	field := array.concat(path, ["serviceAccount"])
	object.get(input.object, field, null) == "default"
	finding := found(field, meta.label, "AWS")
}

findings contains finding if {
	meta.group == "eksctl.io"
	input.object.kind == "ClusterConfig"
	some [list, field] in [
		["podIdentityAssociations", ["serviceAccountName"]],
		["serviceAccounts", ["metadata", "name"]],
	]
	some index, item in shape.array_at(input.object, ["iam", list])
	shape.string_at(shape.object_or_empty(item), field) == "default"
	finding := found(array.concat(["iam", list, index], field), meta.label, "AWS")
}

found(path, who, cloud) := {
	"path": path,
	"message": concat("", [who, " gives an identity of ", cloud, " to the service account default, which all other pods of the namespace use."]),
	"extent": {},
	"fix": [],
	"no_fix": "Another service account must be made, and named in the workload that needs the role, first.",
}

annotations := {
	"azure.workload.identity/client-id": "Azure",
	"eks.amazonaws.com/role-arn": "AWS",
	"iam.gke.io/gcp-service-account": "Google Cloud",
}

associations := {
	"eks.aws.m.upbound.io": ["spec", "forProvider"],
	"eks.aws.upbound.io": ["spec", "forProvider"],
	"eks.services.k8s.aws": ["spec"],
}
