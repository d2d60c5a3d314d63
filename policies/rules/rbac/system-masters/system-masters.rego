# METADATA
# title: Do not use the group system:masters
# description: >-
#   The API server allows members of system:masters everything before it asks any authorizer: no role, webhook or
#   revoked binding limits them. The ConfigMap aws-auth, or what eksctl and Cluster API write into it, makes roles and
#   users of AWS members.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Map to a group of your own, bind to it the role that it needs, and keep system:masters for emergencies. On EKS, an
#     access entry takes the place of aws-auth.
#   kinds: [ConfigMap, controlplane.cluster.x-k8s.io/AWSManagedControlPlane, eksctl.io/ClusterConfig]
#   sets: [baseline, restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 5.1.7"
#     - "MITRE ATT&CK: T1078 Valid Accounts"
#     - "OWASP Kubernetes Top Ten 2025: K02"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.rbac["system-masters"]

import data.plimsoll.lib.aws_masters
import data.plimsoll.lib.meta

# Allowed: other groups; a comment; other ConfigMaps, which nobody reads for it. A binding to the group grants it
# nothing that it does not have.
findings contains {
	"path": member.path,
	"message": concat("", [meta.label, " puts ", member.who, " into the group system:masters."]),
	"extent": member.extent,
	"fix": [],
	"no_fix": "The repository does not say which permissions they use.",
} if {
	some member in aws_masters.members
}
