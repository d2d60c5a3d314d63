# METADATA
# title: Keep RBAC on in a managed cluster
# description: >-
#   With RBAC off, whoever gets in may do everything. With the old attribute-based authorisation of Google, every
#   user and every service account has fixed rights, whatever the roles say.
# related_resources:
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/hardening-your-cluster#leave_abac_disabled
#   - ref: https://learn.microsoft.com/en-us/azure/aks/concepts-identity
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Remove the setting.
#   kinds: [container.cnrm.cloud.google.com/ContainerCluster, containerservice.azure.com/ManagedCluster]
#   sets: [baseline, restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Role-based access control"
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: may-break
#   fix_check: >-
#     Users, service accounts and add-ons need roles for what they do.
#   since: "0.1.0"
package plimsoll.rules.cloud["control-plane-authorization"]

import data.plimsoll.lib.meta

# Allowed: unset, null, false.
findings contains finding if {
	meta.group == "container.cnrm.cloud.google.com"
	input.object.kind == "ContainerCluster"
	path := ["spec", "enableLegacyAbac"]
	object.get(input.object, path, null) == true
	finding := {
		"path": path,
		"message": concat("", [meta.label, " switches legacy authorisation on: every service account has wide rights without a role."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": false}],
	}
}

# Allowed: unset, null, true.
findings contains finding if {
	meta.group == "containerservice.azure.com"
	input.object.kind == "ManagedCluster"
	path := ["spec", "enableRBAC"]
	object.get(input.object, path, null) == false
	finding := {
		"path": path,
		"message": concat("", [meta.label, " switches RBAC off: everybody who gets in may do everything."]),
		"extent": {},
		"fix": [],
		"no_fix": "AKS cannot switch RBAC on in a cluster that exists: it must be made anew.",
	}
}
