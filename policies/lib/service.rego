# METADATA
# title: Services
package plimsoll.lib.service

import data.plimsoll.lib.address_ranges
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

is_service if {
	meta.group == ""
	input.object.kind == "Service"
}

spec := shape.object_at(input.object, ["spec"])

# ClusterIP is the API server's default.
type := shape.string_at(spec, ["type"]) if {
	shape.string_at(spec, ["type"]) != ""
} else := "ClusterIP"

# Whether a Service asks for a load balancer that everyone reaches: neither an annotation of a cloud nor a class makes
# it private, and no ranges limit who connects.
is_open_load_balancer(private_classes) if {
	is_service
	type == "LoadBalancer"
	not is_internal
	not has_private_class(private_classes)
	not has_source_ranges
	not has_azure_limits
}

annotations := shape.object_at(input.object, ["metadata", "annotations"])

annotation(key) := lower(trim_space(shape.string_at(annotations, [key])))

load_balancer_class := shape.string_at(spec, ["loadBalancerClass"])

has_private_class(classes) if load_balancer_class in classes

# Ranges in the field take precedence over those in the annotation.
source_ranges := ranges if {
	ranges := shape.array_at(spec, ["loadBalancerSourceRanges"])
	count(ranges) > 0
} else := [range |
	some item in split(annotation("service.beta.kubernetes.io/load-balancer-source-ranges"), ",")
	range := trim_space(item)
	range != ""
]

has_source_ranges if {
	count(source_ranges) > 0
	not address_ranges.is_everyone(source_ranges)
}

# Azure has annotations of its own for who may connect: together they are one list.
has_azure_limits if {
	count(azure_limits) > 0
	not "internet" in azure_limits
	not address_ranges.is_everyone(azure_limits)
}

azure_limits := {range |
	some name in ["azure-allowed-ip-ranges", "azure-allowed-service-tags"]
	some item in split(annotation(concat("", ["service.beta.kubernetes.io/", name])), ",")
	range := trim_space(item)
	range != ""
}

# The annotations that ask a cloud for a load balancer inside its network, as Kubernetes and the clouds document them.
internal_annotations := {
	"cloud.google.com/load-balancer-type": {"internal"},
	"load-balancer.hetzner.cloud/disable-public-network": {"true"},
	"networking.gke.io/load-balancer-type": {"internal"},
	"oci-network-load-balancer.oraclecloud.com/internal": {"true"},
	"service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type": {"intranet"},
	"service.beta.kubernetes.io/aws-load-balancer-internal": {"0.0.0.0/0", "true"},
	"service.beta.kubernetes.io/aws-load-balancer-scheme": {"internal"},
	"service.beta.kubernetes.io/azure-load-balancer-internal": {"true"},
	"service.beta.kubernetes.io/cce-load-balancer-internal-vpc": {"true"},
	"service.beta.kubernetes.io/do-loadbalancer-network": {"internal"},
	"service.beta.kubernetes.io/oci-load-balancer-internal": {"true"},
	"service.beta.kubernetes.io/openstack-internal-load-balancer": {"true"},
	"service.beta.kubernetes.io/scw-loadbalancer-private": {"true"},
	"service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": {"private"},
}

# An annotation for one cloud means nothing to another one: each cloud that the Service names has to be told.
is_internal if {
	count(internal_clouds) > 0
	count(named_clouds - internal_clouds) == 0
}

# The beginnings of annotations and classes about load balancers, by cloud.
clouds := {
	"alibaba": ["service.beta.kubernetes.io/alibaba-cloud-loadbalancer-"],
	"aws": ["service.beta.kubernetes.io/aws-load-balancer-", "service.k8s.aws/", "eks.amazonaws.com/"],
	"azure": ["service.beta.kubernetes.io/azure-load-balancer-", "service.beta.kubernetes.io/azure-dns-label-name"],
	"baidu": ["service.beta.kubernetes.io/cce-load-balancer-"],
	"digitalocean": ["service.beta.kubernetes.io/do-loadbalancer-"],
	"google": ["cloud.google.com/load-balancer-type", "cloud.google.com/l4-rbs", "networking.gke.io/l"],
	"hetzner": ["load-balancer.hetzner.cloud/"],
	"ibm": ["service.kubernetes.io/ibm-load-balancer-"],
	"openstack": ["service.beta.kubernetes.io/openstack-internal-load-balancer", "loadbalancer.openstack.org/"],
	"oracle": ["service.beta.kubernetes.io/oci-load-balancer-", "oci-network-load-balancer.oraclecloud.com/", "oci.oraclecloud.com/"],
	"scaleway": ["service.beta.kubernetes.io/scw-loadbalancer-"],
	"tencent": ["service.kubernetes.io/qcloud-loadbalancer-"],
}

cloud_of(text) := cloud if {
	some cloud, beginnings in clouds
	some beginning in beginnings
	startswith(text, beginning)
}

named_clouds := {cloud |
	some text in (object.keys(annotations) | {load_balancer_class})
	cloud := cloud_of(text)
}

internal_clouds contains cloud_of(key) if {
	some key, values in internal_annotations
	annotation(key) in values
	not is_internet_facing(key)
}

# The scheme counts more than the older annotation.
is_internet_facing(key) if {
	startswith(key, "service.beta.kubernetes.io/aws-")
	annotation("service.beta.kubernetes.io/aws-load-balancer-scheme") == "internet-facing"
}

# Tencent names the subnet that the load balancer stands in.
internal_clouds contains "tencent" if {
	annotation("service.kubernetes.io/qcloud-loadbalancer-internal-subnetid") != ""
}

# AWS's own controllers make internal load balancers unless it is told otherwise.
internal_clouds contains "aws" if {
	is_for_aws_controller
	annotation("service.beta.kubernetes.io/aws-load-balancer-scheme") != "internet-facing"
	annotation("service.beta.kubernetes.io/aws-load-balancer-internal") != "false"
}

is_for_aws_controller if {
	some prefix in ["eks.amazonaws.com/", "service.k8s.aws/"]
	startswith(load_balancer_class, prefix)
}

is_for_aws_controller if {
	annotation("service.beta.kubernetes.io/aws-load-balancer-type") in {"external", "nlb-ip"}
}

# Ports that programs for administrators and databases listen on.
sensitive_ports := {
	22: "SSH",
	1433: "SQL Server",
	1521: "Oracle Database",
	2375: "Docker",
	2379: "etcd",
	2380: "etcd",
	3306: "MySQL",
	3389: "Remote Desktop",
	5432: "PostgreSQL",
	5900: "VNC",
	6379: "Redis",
	6443: "the Kubernetes API",
	9042: "Cassandra",
	9200: "Elasticsearch",
	9300: "Elasticsearch",
	10250: "the kubelet",
	10255: "the kubelet",
	11211: "Memcached",
	27017: "MongoDB",
}

# The sensitive ports of a Service, by its own or the container's number: {path, index, number, program}. The API server
# takes a number in quotes as the name of a port, which has letters: nothing else has such a name.
sensitive(allowed) := [found |
	is_service
	some index, item in shape.array_at(spec, ["ports"])
	object.get(shape.object_or_empty(item), "protocol", "TCP") in {"TCP", null, ""}
	some field in ["port", "targetPort"]
	number := object.get(shape.object_or_empty(item), field, null)
	program := sensitive_ports[number]
	not format_int(number, 10) in allowed
	not is_said_by_port(item, field, allowed)
	found := {"path": ["spec", "ports", index, field], "index": index, "number": number, "program": program}
]

# Of one port, only the first of the two numbers is reported.
is_said_by_port(item, "targetPort", allowed) if {
	sensitive_ports[item.port]
	not format_int(item.port, 10) in allowed
}
