# METADATA
# title: Which pods a policy isolates, whatever its kind
# description: >-
#   NetworkPolicies and those of Cilium, Calico and policy.networking.k8s.io isolate pods in a direction if they select them
#   and do not let everyone connect. What cannot be read, such as a selector of Calico with `||`, counts as the text that
#   it is.
package plimsoll.lib.isolation

import data.plimsoll.lib.address_ranges
import data.plimsoll.lib.everyone
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
	items := sort({item | some part in parts; some item in covered(part); not serves_nobody(direction, item)})
	count(items) > 0
}

# The workloads among these that lose something without the policy.
workloads[direction] := items if {
	some direction in directions
	items := sort({item | some part in parts; some item in matching(part); not serves_nobody(direction, item)})
	count(items) > 0
}

# What runs to its end is called by nobody, so that it does not matter who may connect to it.
serves_nobody("ingress", item) if split(item, "/")[1] in {"CronJob", "Job"}

covered(part) := matching(part) | {all_of(part.namespace)} if {
	part.terms == set()
} else := items if {
	items := matching(part)
	count(items) > 0
} else := {concat("/", [trim_suffix(all_of(part.namespace), "/*"), json.marshal(sort(part.terms))])}

all_of("*") := "*"

all_of(namespace) := concat("/", [namespace, "*"]) if namespace != "*"

# Specifications: each selects by terms, in a namespace or in all of them.
parts contains {"namespace": meta.namespace, "terms": everyone.terms(object.get(input.object, ["spec", "podSelector"], {}))} if {
	network_policy.is_policy
}

parts contains {"namespace": place_of(all_terms), "terms": own_terms(all_terms)} if {
	is_cilium
	some spec in cilium_specs
	is_object(spec.endpointSelector)
	all_terms := {[trim_prefix(trim_prefix(key, "k8s:"), "any:"), operator, values] |
		some [key, operator, values] in everyone.terms(spec.endpointSelector)
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

of_subject(subject) := {everyone.terms(subject.namespaces)} if {
	is_object(subject.namespaces)
} else := {everyone.terms(subject.pods.namespaceSelector) | everyone.terms(subject.pods.podSelector)}

cilium_specs := [spec |
	some spec in array.concat(
		[object.get(input.object, "spec", null)],
		shape.array_at(input.object, ["specs"]),
	)
	is_object(spec)
]

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
	everyone.plain_key(key) in everyone.namespace_keys
	count(values) == 1
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
	everyone.is_every_pod(shape.object_or_empty(peer))
}

opens(direction) if {
	network_policy.is_policy
	everyone.is_internet([block |
		some rule in of_kubernetes(direction)
		network_policy.allows_every_port(rule)
		some block in network_policy.blocks(rule, peers_field[direction])
	])
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

# Rules of Cilium with ranges add up, as those of Kubernetes do.
opens(direction) if {
	is_cilium
	some spec in cilium_specs
	count(shape.array_at(spec, [concat("", [direction, "Deny"])])) == 0
	everyone.is_internet([block |
		some item in shape.array_at(spec, [direction])
		is_for_every_port_in_cilium(shape.object_or_empty(item))
		some block in everyone.cilium_blocks(shape.object_or_empty(item), peers_field[direction])
	])
}

# So do ranges of Calico, unless something is denied before.
opens(direction) if {
	is_calico
	rules := [shape.object_or_empty(item) | some item in shape.array_at(input.object, ["spec", direction])]
	every rule in rules {
		shape.string_at(rule, ["action"]) != "Deny"
	}
	address_ranges.is_everyone([range |
		some rule in rules
		shape.string_at(rule, ["action"]) in {"Allow", "Pass"}
		peer := calico_peer[direction]
		is_everyone_in_calico(object.remove(rule, [peer]))
		object.keys(shape.object_at(rule, [peer])) == {"nets"}
		some range in shape.array_at(rule, [peer, "nets"])
	])
}

calico_peer := {"egress": "destination", "ingress": "source"}

peers_field := {"egress": "to", "ingress": "from"}

of_kubernetes("egress") := network_policy.egress

of_kubernetes("ingress") := network_policy.ingress

is_for_every_port_in_cilium(rule) if {
	every field in ["icmps", "toPorts"] {
		count(shape.array_at(rule, [field])) == 0
	}
}

is_open_in_cilium(rule, word) if {
	is_for_every_port_in_cilium(rule)
	some entity in shape.array_at(rule, [concat("", [word, "Entities"])])
	entity in {"all", "cluster", "world"}
}

is_open_in_cilium(rule, word) if {
	is_for_every_port_in_cilium(rule)
	some selector in shape.array_at(rule, [concat("", [word, "Endpoints"])])
	everyone.is_every_endpoint(selector, is_cluster_wide_here)
}

is_cluster_wide_here if {
	is_cluster_wide
} else := false

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
	address_ranges.is_everyone(given)
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
	everyone.demands_nothing(selector)
	everyone.demands_nothing(object.get(peer, ["pods", "podSelector"], {}))
}

is_everyone_peer(peer) if {
	address_ranges.is_everyone(shape.array_at(peer, ["networks"]))
}
