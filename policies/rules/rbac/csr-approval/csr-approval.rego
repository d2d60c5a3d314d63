# METADATA
# title: Limit who may approve certificates
# description: >-
#   A client certificate of the signers kubernetes.io/kube-apiserver-client and kubernetes.io/kube-apiserver-client-
#   kubelet is an identity: of any user or of any node. Nobody can revoke it before it expires.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Name in `resourceNames` only signers whose certificates the API server does not accept, such as your own.
#   kinds: [authorization.openshift.io/ClusterRole, rbac.authorization.k8s.io/ClusterRole]
#   sets: [baseline, restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.11"
#     - "MITRE ATT&CK: T1098 Account Manipulation"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["csr-approval"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.rbac

# Approval takes two rights: on the request, and on its signer. The second one decides.
# Allowed: one without the other; other signers by name; Kubernetes' own controller. The resource * is reported by
# rbac/wildcard or rbac/any-any.
findings contains finding if {
	input.object.kind == "ClusterRole"
	not rbac.is_bootstrapped({"system:controller:certificate-controller"})
	approves_requests
	some rule in rbac.limited_rules
	granted := rbac.right(rule, "certificates.k8s.io", {"signers"}, {"approve", "*"})
	some signer in trusted
	rbac.reaches(rule, signer)
	finding := {
		"path": rbac.first_path(rule, "resources", granted.resources),
		"message": concat("", [
			meta.label,
			" may approve certificates that the API server accepts from its clients",
			".",
		]),
		"extent": rbac.right_extent(granted),
		"extent_at": rbac.right_extent_at(rule, granted),
		"fix": [],
		"no_fix": "The repository does not say which certificates are approved.",
	}
}

trusted := {
	"kubernetes.io/*",
	"kubernetes.io/kube-apiserver-client",
	"kubernetes.io/kube-apiserver-client-kubelet",
}

approves_requests if {
	some rule in rbac.limited_rules
	resources := {"certificatesigningrequests/approval", "*/approval", "*"}
	rbac.right(rule, "certificates.k8s.io", resources, {"patch", "update", "*"})
}
