# METADATA
# title: Let only the API server into etcd
# description: >-
#   Whoever may connect to etcd without a client certificate reads and writes every object of the cluster, Secrets
#   included, past the API server; whoever listens on a plain connection reads it.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/#securing-etcd-clusters
#   - ref: https://etcd.io/docs/latest/op-guide/security/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: >-
#     Serve clients and peers over https, with `--client-cert-auth`, `--trusted-ca-file`, `--peer-client-cert-auth`
#     and `--peer-trusted-ca-file`, and give the API server a client certificate.
#   kinds:
#     - Pod
#     - bootstrap.cluster.x-k8s.io/KThreesConfig
#     - bootstrap.cluster.x-k8s.io/KThreesConfigTemplate
#     - bootstrap.cluster.x-k8s.io/KubeadmConfig
#     - bootstrap.cluster.x-k8s.io/KubeadmConfigTemplate
#     - controlplane.cluster.x-k8s.io/KThreesControlPlane
#     - controlplane.cluster.x-k8s.io/KThreesControlPlaneTemplate
#     - controlplane.cluster.x-k8s.io/KamajiControlPlane
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlane
#     - controlplane.cluster.x-k8s.io/KubeadmControlPlaneTemplate
#     - controlplane.cluster.x-k8s.io/RKE2ControlPlane
#     - controlplane.cluster.x-k8s.io/RKE2ControlPlaneTemplate
#     - k0s.k0sproject.io/ClusterConfig
#     - k3d.io/Simple
#     - kamaji.clastix.io/TenantControlPlane
#     - kops.k8s.io/Cluster
#     - kubeadm.k8s.io/ClusterConfiguration
#     - provisioning.cattle.io/Cluster
#   sets: [baseline, restricted, cis]
#   standards:
#     - "CIS Kubernetes Benchmark 1.12: 2.2"
#     - "CIS Kubernetes Benchmark 1.12: 2.3"
#     - "CIS Kubernetes Benchmark 1.12: 2.5"
#     - "CIS Kubernetes Benchmark 1.12: 2.6"
#     - "MITRE ATT&CK: T1552 Unsecured Credentials"
#     - "OWASP Kubernetes Top Ten 2025: K06"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.components["etcd-access"]

import data.plimsoll.lib.component

# Allowed: https; addresses of this node alone; addresses that are filled in later.
findings contains finding if {
	some run in etcds
	some name, who in {"listen-client-urls": "clients", "listen-peer-urls": "peers"}
	flag := run.flags[name]
	count(component.plain_urls(flag.value)) > 0
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ": ", who, " connect without TLS and without a certificate."]),
		"extent": {"addresses": sort(component.plain_urls(flag.value))},
		"fix": [],
		"no_fix": "The members and the API server need certificates first, and change together.",
	}
}

# Allowed: unset; true. With a trusted authority, etcd asks for certificates whatever the flag says.
findings contains finding if {
	some run in etcds
	some name, kind in kinds
	flag := run.flags[name]
	component.is_false(flag.value)
	is_served(run, kind)
	not authority(run, kind)
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ": ", kind.who, " need no certificate."]),
		"extent": {},
		"fix": [],
		"no_fix": "Set it to true together with the trusted authority. All clients and peers need certificates of it first.",
	}
}

# Unset is false for etcd itself. kubeadm, k0s and RKE2 set it.
findings contains finding if {
	some run in etcds
	some name, kind in kinds
	component.lacks(run, name)
	is_served(run, kind)
	not authority(run, kind)
	finding := {
		"path": run.path,
		"message": concat("", [component.without_flag(run, name), ": ", kind.who, " need no certificate."]),
		"extent": {"without": [name]},
		"fix": [],
		"no_fix": "Add the flag together with the trusted authority. All clients and peers need certificates of it first.",
	}
}

# Allowed: unset, false; etcd ignores it if it has certificates.
findings contains finding if {
	some run in etcds
	some name, other in {"auto-tls": "cert-file", "peer-auto-tls": "peer-cert-file"}
	flag := run.flags[name]
	component.is_true(flag.value)
	not run.flags[other]
	finding := {
		"path": flag.path,
		"message": concat("", [component.with_flag(run, flag.text), ": nobody can check the certificates that it makes itself."]),
		"extent": {},
		"fix": [],
		"no_fix": "The members need certificates of an authority first.",
	}
}

# Allowed: https; an etcd on this node. The flag has a list of addresses.
findings contains finding if {
	some run in component.runs
	flag := component.flag(run, "kube-apiserver", "etcd-servers")
	count(component.plain_urls(flag.value)) > 0
	finding := {
		"path": flag.path,
		"message": concat("", [
			component.with_flag(run, flag.text),
			": every object goes over the network without TLS.",
		]),
		"extent": {"addresses": sort(component.plain_urls(flag.value))},
		"fix": [],
		"no_fix": "etcd must serve https first.",
	}
}

etcds := [run | some run in component.runs; run.program == "etcd"]

kinds := {
	"client-cert-auth": {"who": "clients", "listen": "listen-client-urls", "authority": "trusted-ca-file"},
	"peer-client-cert-auth": {"who": "peers", "listen": "listen-peer-urls", "authority": "peer-trusted-ca-file"},
}

authority(run, kind) if run.flags[kind.authority].value != ""

# Whether others reach it, by https: plain addresses are said by another finding. Unset, it is on localhost alone.
is_served(run, kind) if {
	some url in component.items(run.flags[kind.listen].value)
	startswith(url, "https://")
	not component.is_local(url)
}
