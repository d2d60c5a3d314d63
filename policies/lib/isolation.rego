# METADATA
# title: Which pods a policy isolates, whatever its kind
# description: >-
#   NetworkPolicies and those of Cilium, Calico and policy.networking.k8s.io isolate pods in a direction if they select them
#   and do not let everyone connect. What cannot be read, such as a selector of Calico with `||`, counts as the text that
#   it is.
package plimsoll.lib.isolation

import data.plimsoll.lib.meta
import data.plimsoll.lib.network_policy
import data.plimsoll.lib.shape

is_cilium if {
	meta.group == "cilium.io"
	input.object.kind in {"CiliumClusterwideNetworkPolicy", "CiliumNetworkPolicy"}
}

is_calico if {
	meta.group in {"crd.projectcalico.org", "projectcalico.org"}
	input.object.kind in {"GlobalNetworkPolicy", "NetworkPolicy"}
}

is_of_cluster if {
	meta.group == "policy.networking.k8s.io"
	input.object.kind in {"AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy"}
}

is_policy if network_policy.is_policy

is_policy if is_cilium

is_policy if is_calico

is_policy if is_of_cluster

is_cluster_wide if is_of_cluster

is_cluster_wide if input.object.kind in {"CiliumClusterwideNetworkPolicy", "GlobalNetworkPolicy"}

# What is isolated: {direction: items}. An item is `namespace/Kind/name` of a workload, `namespace/*` for all pods of a
# namespace, `*` for all of the cluster, or the selector if it selects no known workload.
isolated[direction] := items if {
	some direction in directions
	items := sort(union({covered(part) | some part in parts}))
}

# The workloads among these.
workloads[direction] := items if {
	some direction in directions
	items := sort({item | some part in parts; some item in matching(part)})
	count(items) > 0
}

covered(part) := matching(part) | {all_of(part.namespace)} if {
	part.terms == set()
} else := items if {
	items := matching(part)
	count(items) > 0
} else := {concat("/", [trim_suffix(all_of(part.namespace), "/*"), json.marshal(sort(part.terms))])}

all_of("*") := "*"

all_of(namespace) := concat("/", [namespace, "*"]) if namespace != "*"

# Specifications: each selects by terms, in a namespace or in all of them.
parts contains {"namespace": meta.namespace, "terms": terms(object.get(input.object, ["spec", "podSelector"], {}))} if {
	network_policy.is_policy
}

parts contains {"namespace": place_of(all_terms), "terms": own_terms(all_terms)} if {
	is_cilium
	some spec in cilium_specs
	is_object(spec.endpointSelector)
	all_terms := {[trim_prefix(trim_prefix(key, "k8s:"), "any:"), operator, values] |
		some [key, operator, values] in terms(spec.endpointSelector)
	}
}

parts contains {"namespace": place_of(all_terms), "terms": own_terms(all_terms)} if {
	is_calico
	all_terms := union({calico_terms(shape.string_at(input.object, ["spec", field])) |
		some field in ["namespaceSelector", "selector", "serviceAccountSelector"]
	})
}

parts contains {"namespace": place_of(all_terms), "terms": own_terms(all_terms)} if {
	is_of_cluster
	subject := shape.object_at(input.object, ["spec", "subject"])
	some all_terms in of_subject(subject)
}

of_subject(subject) := {terms(subject.namespaces)} if {
	is_object(subject.namespaces)
} else := {terms(subject.pods.namespaceSelector) | terms(subject.pods.podSelector)}

cilium_specs := [spec |
	some spec in array.concat(
		[object.get(input.object, "spec", null)],
		shape.array_at(input.object, ["specs"]),
	)
	is_object(spec)
]

namespace_keys := {
	"io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name", "io.kubernetes.pod.namespace",
	"kubernetes.io/metadata.name", "projectcalico.org/name", "projectcalico.org/namespace",
}

place_of(_) := meta.namespace if not is_cluster_wide

place_of(all_terms) := name if {
	is_cluster_wide
	some term in all_terms
	is_of_place(term)
	some name in term[2]
} else := "*" if is_cluster_wide

own_terms(all_terms) := {term |
	some term in all_terms
	not is_of_place(term)
}

is_of_place([key, "In", values]) if {
	key in namespace_keys
	count(values) == 1
}

# The terms of a selector: [key, operator, values].
terms(selector) := {[key, "In", {value}] | some key, value in shape.object_at(shape.object_or_empty(selector), ["matchLabels"])} | {[shape.string_at(item, ["key"]), shape.string_at(item, ["operator"]), {value | some value in shape.array_at(item, ["values"])}] |
	some each in shape.array_at(shape.object_or_empty(selector), ["matchExpressions"])
	item := shape.object_or_empty(each)
}

calico_terms(text) := set() if {
	trim_space(text) in {"", "all()"}
} else := {term | some part in split(text, "&&"); some term in calico_term(trim_space(part))} if {
	not contains(text, "||")
	not contains(replace(text, "all()", ""), "(")
} else := calico_text(text)

calico_term(part) := {[key, "In", {value}]} if {
	found := regex.find_all_string_submatch_n(`^([^\s!=]+)\s*==\s*['"]([^'"]*)['"]$`, part, 1)
	count(found) == 1
	key := found[0][1]
	value := found[0][2]
} else := calico_text(part)

# What is not understood stands for itself.
calico_text("all()") := set()

calico_text(text) := {[text, "Calico", set()]} if text != "all()"

# The known workloads that a part selects.
matching(part) := {concat("/", [namespace, name]) |
	some namespace, known in data.facts.targets[input.source.target].workloads.known
	part.namespace in {"*", namespace}
	some name, workload in known
	object.get(workload, "host_network", false) != true
	every term in part.terms {
		holds(term, object.get(workload, "labels", {}))
	}
}

holds([key, "In", values], labels) if object.get(labels, key, null) in values

holds([key, "NotIn", values], labels) if not object.get(labels, key, null) in values

holds([key, "Exists", _], labels) if object.get(labels, key, null) != null

holds([key, "DoesNotExist", _], labels) if object.get(labels, key, null) == null

# The directions that it is for, and in which it does not let everyone in.
directions contains lower(direction) if {
	network_policy.is_policy
	some direction in ["Egress", "Ingress"]
	is_for(direction)
	not opens(lower(direction))
}

directions contains direction if {
	is_cilium
	some direction in ["egress", "ingress"]
	some spec in cilium_specs
	denies_in_cilium(spec, direction)
	not opens(direction)
}

directions contains direction if {
	is_calico
	some direction in ["egress", "ingress"]
	is_for_calico(direction)
	not opens(direction)
}

directions contains direction if {
	is_of_cluster
	some direction in ["egress", "ingress"]
	some item in shape.array_at(input.object, ["spec", direction])
	shape.string_at(shape.object_or_empty(item), ["action"]) == "Deny"
	not opens(direction)
}

# As Kubernetes defaults them: ingress always, egress if there are rules for it.
is_for(direction) if direction in network_policy.types

is_for("Ingress") if count(network_policy.types) == 0

is_for("Egress") if {
	count(network_policy.types) == 0
	count(shape.array_at(input.object, ["spec", "egress"])) > 0
}

denies_in_cilium(spec, direction) if object.get(spec, ["enableDefaultDeny", direction], null) == true

denies_in_cilium(spec, direction) if {
	object.get(spec, ["enableDefaultDeny", direction], null) != false
	rules := array.concat(
		shape.array_at(spec, [direction]),
		shape.array_at(spec, [concat("", [direction, "Deny"])]),
	)
	count(rules) > 0
}

is_for_calico(direction) if {
	some type in shape.strings_at(input.object, ["spec", "types"])
	lower(type) == direction
}

is_for_calico("ingress") if {
	count(shape.array_at(input.object, ["spec", "types"])) == 0
	count(shape.array_at(input.object, ["spec", "egress"])) == 0
}

is_for_calico(direction) if {
	count(shape.array_at(input.object, ["spec", "types"])) == 0
	count(shape.array_at(input.object, ["spec", direction])) > 0
}

# Whether it lets everyone connect to every port, by one rule or by several together.
opens(direction) if {
	network_policy.is_policy
	some rule in of_kubernetes(direction)
	network_policy.allows_every_port(rule)
	network_policy.is_empty(rule, peers_field[direction])
}

opens(direction) if {
	network_policy.is_policy
	some rule in of_kubernetes(direction)
	network_policy.allows_every_port(rule)
	some peer in shape.array_at(rule.spec, [peers_field[direction]])
	is_every_pod(shape.object_or_empty(peer))
}

# All of these addresses of the Internet: no list of ranges includes them by chance.
opens(direction) if {
	network_policy.is_policy
	blocks := [block |
		some rule in of_kubernetes(direction)
		network_policy.allows_every_port(rule)
		some block in network_policy.blocks(rule, peers_field[direction])
	]
	every address in strangers {
		some block in blocks
		network_policy.includes(block, address)
	}
}

opens(direction) if {
	is_cilium
	some spec in cilium_specs
	count(shape.array_at(spec, [concat("", [direction, "Deny"])])) == 0
	some item in shape.array_at(spec, [direction])
	is_open_in_cilium(shape.object_or_empty(item), peers_field[direction])
}

opens(direction) if {
	is_calico
	rules := [shape.object_or_empty(item) | some item in shape.array_at(input.object, ["spec", direction])]
	some index, rule in rules
	shape.string_at(rule, ["action"]) in {"Allow", "Pass"}
	is_everyone_in_calico(rule)
	every before in array.slice(rules, 0, index) {
		shape.string_at(before, ["action"]) != "Deny"
	}
}

opens(direction) if {
	is_of_cluster
	rules := [shape.object_or_empty(item) | some item in shape.array_at(input.object, ["spec", direction])]
	some index, rule in rules
	shape.string_at(rule, ["action"]) in {"Accept", "Allow", "Pass"}
	is_everyone_in_cluster(rule, peers_field[direction])
	every before in array.slice(rules, 0, index) {
		shape.string_at(before, ["action"]) != "Deny"
	}
}

peers_field := {"egress": "to", "ingress": "from"}

of_kubernetes("egress") := network_policy.egress

of_kubernetes("ingress") := network_policy.ingress

strangers := ["1.1.1.1", "8.8.8.8", "45.33.32.156", "93.184.216.34", "142.250.1.1", "185.199.108.153", "203.119.1.1"]

# A pod of which nothing is known: no label is demanded of its namespace or of itself.
is_every_pod(peer) if {
	object.get(peer, "ipBlock", null) == null
	is_object(peer.namespaceSelector)
	demands_nothing(peer.namespaceSelector)
	demands_nothing(object.get(peer, "podSelector", {}))
}

demands_nothing(selector) if {
	every term in terms(selector) {
		term[1] in {"DoesNotExist", "NotIn"}
	}
}

is_open_in_cilium(rule, word) if {
	every field in ["icmps", "toPorts"] {
		count(shape.array_at(rule, [field])) == 0
	}
	some kind, everyone in {
		"CIDR": {"0.0.0.0/0", "::/0"},
		"CIDRSet": {"0.0.0.0/0", "::/0"},
		"Entities": {"all", "cluster", "world"},
	}
	some peer in shape.array_at(rule, [concat("", [word, kind])])
	named(peer) in everyone
}

is_open_in_cilium(rule, word) if {
	is_cluster_wide
	count(shape.array_at(rule, ["toPorts"])) == 0
	some selector in shape.array_at(rule, [concat("", [word, "Endpoints"])])
	is_object(selector)
	demands_nothing(selector)
}

named(peer) := peer if is_string(peer)

named(peer) := peer.cidr if {
	is_object(peer)
	count(shape.array_at(peer, ["except"])) == 0
}

is_everyone_in_calico(rule) if {
	every field, value in rule {
		limits_nothing(field, value)
	}
}

limits_nothing(field, _) if field in {"action", "metadata"}

limits_nothing(_, null)

limits_nothing(field, value) if {
	field in {"destination", "source"}
	is_object(value)
	every key, given in value {
		key in {"nets", "selector", "namespaceSelector"}
		is_all(given)
	}
}

is_all(given) if given in {"", "all()"}

is_all(given) if {
	is_array(given)
	some range in given
	range in {"0.0.0.0/0", "::/0"}
}

is_everyone_in_cluster(rule, word) if {
	count(shape.array_at(rule, ["ports"])) == 0
	count(shape.array_at(rule, ["protocols"])) == 0
	some peer in shape.array_at(rule, [word])
	is_everyone_peer(shape.object_or_empty(peer))
}

is_everyone_peer(peer) if {
	some selector in [
		object.get(peer, "namespaces", null),
		object.get(peer, ["namespaces", "namespaceSelector"], null),
		object.get(peer, ["pods", "namespaceSelector"], null),
	]
	is_object(selector)
	count(object.keys(selector) - {"matchExpressions", "matchLabels"}) == 0
	demands_nothing(selector)
	demands_nothing(object.get(peer, ["pods", "podSelector"], {}))
}

is_everyone_peer(peer) if {
	some range in shape.array_at(peer, ["networks"])
	range in {"0.0.0.0/0", "::/0"}
}
