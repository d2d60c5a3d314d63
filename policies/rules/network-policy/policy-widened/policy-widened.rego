# METADATA
# title: Open no policy to everyone
# description: >-
#   A policy that named who may connect, and lets everyone connect after a change, looks as if it still protected the pods.
#   Policies add up, so no other policy takes this back.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
#   - ref: https://docs.cilium.io/en/stable/security/policy/language/
#   - ref: https://docs.tigera.io/calico/latest/reference/resources/networkpolicy
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Name the pods, namespaces or ranges that need the port, and the ports that they need.
#   kinds:
#     - cilium.io/CiliumClusterwideNetworkPolicy
#     - cilium.io/CiliumNetworkPolicy
#     - crd.projectcalico.org/GlobalNetworkPolicy
#     - crd.projectcalico.org/NetworkPolicy
#     - networking.k8s.io/NetworkPolicy
#     - projectcalico.org/GlobalNetworkPolicy
#     - projectcalico.org/NetworkPolicy
#   sets: [restricted, nsa]
#   standards:
#     - "NSA-CISA Kubernetes Hardening Guide 1.2: Network policies"
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules["network-policy"]["policy-widened"]

import data.plimsoll.lib.address_ranges
import data.plimsoll.lib.everyone
import data.plimsoll.lib.meta
import data.plimsoll.lib.network_policy
import data.plimsoll.lib.shape

found(path, does, added) := {
	"path": path,
	"message": concat("", ["An ", path_direction(path), " rule of ", meta.label, " ", does, "."]),
	"extent": {"added": added},
	"fix": [],
	"no_fix": "The repository does not say who needs to connect.",
}

path_direction(path) := direction if {
	some direction in ["ingress", "egress"]
	direction in path
}

# Allowed: more peers or ports by name; a port that the base did not name, if other ports are open to everyone already.
# Rules for everyone on every port are left to the rules about them, which report them as lost.
findings contains found(rule.path, concat("", ["now lets ", who, " connect to ", ports_in_words(ports)]), ports) if {
	is_limited(input.base, "ingress")
	some rule in rules(input.object, "ingress")
	some who in ["everyone", "every pod of the cluster"]
	means(rule, who)
	ports := sort({port | some port in rule.ports; is_opened(port, who)})
	count(ports) > 0
}

is_opened(port, who) if {
	not denies_more("ingress")
	port != "*"
	not is_open_at_base(port, "ingress")
	is_needed_by_some(port, who)
}

# A policy that is written anew may allow everyone but those that it denies.
denies_more(direction) if count(denials(input.object, direction) - denials(input.base, direction)) > 0

# Whether everyone could connect at the base, or as many as now.
is_open_at_base(port, direction) if {
	some rule in rules(input.base, direction)
	some who in ["everyone", "every pod of the cluster"]
	means(rule, who)
	count(rule.ports & {port, "*"}) > 0
}

# The base named the port and who may connect to it, or let nobody in without a name.
is_needed_by_some(port, _) if {
	some rule in rules(input.base, "ingress")
	count(rule.ports & {port, "*"}) > 0
}

is_needed_by_some(_, "everyone") if {
	public := [rule |
		some rule in rules(input.base, "ingress")
		means(rule, "everyone")
	]
	count(public) == 0
}

# Every port in place of some, for a peer that the base named.
findings contains found(rule.path, does, ["*"]) if {
	some direction, does in {
		"egress": "now allows every port of its destinations",
		"ingress": "now lets its peers connect to every port",
	}
	is_limited(input.base, direction)
	some rule in rules(input.object, direction)
	"*" in rule.ports
	not means(rule, "everyone")
	not means(rule, "every pod of the cluster")
	not is_open_at_base("*", direction)
	some peer in rule.peers
	before := [other | some other in rules(input.base, direction); peer in other.peers]
	count(before) > 0
	every other in before {
		not "*" in other.ports
	}
}

# What is denied, whatever else allows it. Allowed: denials that are written anew.
findings contains object.union(found(["spec", direction], "", ["denied"]), {"message": concat("", [
	meta.label, " no longer denies all ", direction, " that it denied at the base.",
])}) if {
	some direction in ["egress", "ingress"]
	before := denials(input.base, direction)
	now := denials(input.object, direction)
	count(now - before) == 0
	count(before - now) > 0
}

denials(object, direction) := {rule |
	meta.group == "cilium.io"
	some spec in specs(object)
	some rule in shape.array_at(spec.value, [concat("", [direction, "Deny"])])
} | {rule |
	is_calico
	some rule in shape.array_at(object, ["spec", direction])
	shape.string_at(shape.object_or_empty(rule), ["action"]) == "Deny"
}

ports_in_words(["*"]) := "every port"

ports_in_words([port]) := concat("", ["port ", port]) if port != "*"

ports_in_words(ports) := concat("", ["the ports ", concat(", ", ports)]) if count(ports) > 1

# Whether the policy limits a direction at all, so that what it allows is an exception.
is_limited(object, direction) if {
	network_policy.is_policy
	types := shape.strings_at(object, ["spec", "policyTypes"])
	is_of_types(types, object, direction)
}

is_limited(object, direction) if {
	meta.group == "cilium.io"
	some spec in specs(object)
	count(shape.array_at(spec.value, [direction])) > 0
}

is_limited(object, direction) if {
	is_calico
	count(shape.array_at(object, ["spec", direction])) > 0
}

is_limited(object, direction) if {
	is_calico
	some type in shape.strings_at(object, ["spec", "types"])
	lower(type) == direction
}

is_of_types(types, _, direction) if {
	some type in types
	lower(type) == direction
}

is_of_types(types, _, "ingress") if count(types) == 0

is_of_types(types, object, "egress") if {
	count(types) == 0
	count(shape.array_at(object, ["spec", "egress"])) > 0
}

# The rules that allow something: {path, peers, ports}. Peers are [kind, value]; without peers, it is everyone. The port * is
# every one.
rules(object, direction) := [rule |
	network_policy.is_policy
	some index, item in shape.array_at(object, ["spec", direction])
	spec := shape.object_or_empty(item)
	word := words[direction]
	rule := {
		"path": ["spec", direction, index],
		"peers": ({["peer", peer] | some peer in shape.array_at(spec, [word])} | {["everyone", ""] |
			network_policy.is_empty({"spec": spec}, word)
		}),
		"ports": {port | some port in network_policy.port_words({"spec": spec})},
	}
] if {
	network_policy.is_policy
} else := [rule |
	some spec in specs(object)
	some index, item in shape.array_at(spec.value, [direction])
	each := shape.object_or_empty(item)
	count(shape.array_at(each, ["icmps"])) == 0
	rule := {
		"path": array.concat(spec.path, [direction, index]),
		"peers": cilium_peers(each, words[direction]),
		"ports": cilium_ports(each),
	}
] if {
	meta.group == "cilium.io"
} else := [rule |
	items := shape.array_at(object, ["spec", direction])
	some index, item in items
	each := shape.object_or_empty(item)
	shape.string_at(each, ["action"]) == "Allow"
	rule := {
		"path": ["spec", direction, index],
		"peers": {["calico", calico_peer(each, direction)]},
		"ports": calico_ports(each),
	}
]

words := {"egress": "to", "ingress": "from"}

is_calico if meta.group in {"crd.projectcalico.org", "projectcalico.org"}

specs(object) := array.concat(
	[{"path": ["spec"], "value": shape.object_at(object, ["spec"])}],
	[{"path": ["specs", index], "value": shape.object_or_empty(spec)} |
		some index, spec in shape.array_at(object, ["specs"])
	],
)

# A rule that has ports and says nothing of peers is for everyone; one that is empty allows nothing.
cilium_peers(rule, word) := {["everyone", ""]} if {
	count(shape.array_at(rule, ["toPorts"])) > 0
	named := [key |
		some key, _ in rule
		startswith(key, word)
		key != "toPorts"
	]
	count(named) == 0
} else := {[kind, peer] |
	some kind in ["CIDR", "CIDRSet", "Endpoints", "Entities"]
	some peer in shape.array_at(rule, [concat("", [word, kind])])
}

cilium_ports(rule) := {"*"} if {
	count(shape.array_at(rule, ["toPorts"])) == 0
} else := {shape.string_at(shape.object_or_empty(port), ["port"]) |
	some entry in shape.array_at(rule, ["toPorts"])
	some port in shape.array_at(shape.object_or_empty(entry), ["ports"])
}

calico_ports(rule) := {"*"} if {
	count(shape.array_at(rule, ["destination", "ports"])) == 0
} else := {text |
	some port in shape.array_at(rule, ["destination", "ports"])
	text := as_text(port)
}

as_text(port) := port if is_string(port)

as_text(port) := format_int(port, 10) if is_number(port)

# Who is at the other end, without the ports; the end of the policy's own pods is no peer.
calico_peer(rule, direction) := object.remove(
	shape.object_at(rule, [{"egress": "destination", "ingress": "source"}[direction]]),
	["ports"],
)

means(rule, "everyone") if {
	some peer in rule.peers
	peer[0] == "everyone"
}

means(rule, "everyone") if {
	some peer in rule.peers
	peer[0] == "Entities"
	peer[1] in {"all", "world"}
}

means(rule, "everyone") if {
	blocks := [block | some peer in rule.peers; block := block_of(peer)]
	everyone.is_internet(blocks)
}

means(rule, "everyone") if {
	some peer in rule.peers
	peer[0] == "calico"
	every field, value in peer[1] {
		field == "nets"
		address_ranges.is_everyone(value)
	}
}

means(rule, "every pod of the cluster") if {
	some peer in rule.peers
	peer[0] == "peer"
	everyone.is_every_pod(shape.object_or_empty(peer[1]))
}

means(rule, "every pod of the cluster") if {
	some peer in rule.peers
	peer[0] == "Entities"
	peer[1] == "cluster"
}

means(rule, "every pod of the cluster") if {
	some peer in rule.peers
	peer[0] == "Endpoints"
	everyone.is_every_endpoint(peer[1], input.object.kind == "CiliumClusterwideNetworkPolicy")
}

means(rule, "every pod of the cluster") if {
	some peer in rule.peers
	peer[0] == "calico"
	count(peer[1]) > 0
	every field, value in peer[1] {
		field in {"namespaceSelector", "selector"}
		value in {"", "all()"}
	}
	is_of_all_namespaces(peer[1])
}

# In a policy of a namespace, a selector without one of namespaces is for the pods of this one.
is_of_all_namespaces(peer) if shape.string_at(peer, ["namespaceSelector"]) == "all()"

is_of_all_namespaces(_) if input.object.kind == "GlobalNetworkPolicy"

block_of(["peer", peer]) := {
	"cidr": shape.string_at(peer, ["ipBlock", "cidr"]),
	"except": [item | some item in shape.array_at(peer, ["ipBlock", "except"]); is_string(item)],
} if {
	shape.string_at(peer, ["ipBlock", "cidr"]) != ""
}

block_of(["CIDR", range]) := {"cidr": range, "except": []} if is_string(range)

block_of(["CIDRSet", range]) := {
	"cidr": range.cidr,
	"except": [item | some item in shape.array_at(range, ["except"]); is_string(item)],
} if {
	is_string(range.cidr)
}
