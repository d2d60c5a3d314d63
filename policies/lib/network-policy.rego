# METADATA
# title: What a NetworkPolicy says in each direction
package plimsoll.lib.network_policy

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

is_policy if {
	meta.group == "networking.k8s.io"
	input.object.kind == "NetworkPolicy"
}

# Without policy types, a policy is for ingress, and for egress if it has egress rules.
types := shape.strings_at(input.object, ["spec", "policyTypes"])

# The rules of the direction that take effect: {label, path, spec, ports_path}.
ingress := [rule | applies("Ingress"); some rule in rules("ingress", "An ingress")]

egress := [rule | applies("Egress"); some rule in rules("egress", "An egress")]

applies(direction) if {
	is_policy
	count(types) == 0
	direction in {"Ingress", "Egress"}
}

applies(direction) if {
	is_policy
	direction in types
}

# A rule that is null has no field set, as `{}`.
rules(field, word) := [rule |
	some index, item in shape.array_at(input.object, ["spec", field])
	rule := {
		"label": concat("", [word, " rule of ", meta.label]),
		"path": ["spec", field, index],
		"spec": shape.object_or_empty(item),
	}
]

# Absent and empty are the same: `from` and `to` match everyone, `ports` all ports.
is_empty(rule, field) if object.get(rule.spec, field, null) in [null, []]

# Every ipBlock among the peers: {path, cidr, except}.
blocks(rule, field) := [block |
	some index, peer in shape.array_at(rule.spec, [field])
	spec := shape.object_at(shape.object_or_empty(peer), ["ipBlock"])
	cidr := shape.string_at(spec, ["cidr"])
	cidr != ""
	block := {
		"path": array.concat(rule.path, [field, index, "ipBlock"]),
		"cidr": cidr,
		"except": [item | some item in shape.array_at(spec, ["except"]); is_string(item)],
	}
]

# Whether an address or a range is in a block.
includes(block, address) if {
	net.cidr_contains(block.cidr, address)
	not is_excepted(block, address)
}

is_excepted(block, address) if {
	some range in block.except
	net.cidr_contains(range, address)
}

everything := {"0.0.0.0/0", "::/0"}

# Whether a rule allows every port of a protocol: without ports, with an entry that has none, or by a range.
allows_every_port(rule) if is_empty(rule, "ports")

allows_every_port(rule) if {
	some item in shape.array_at(rule.spec, ["ports"])
	object.get(shape.object_or_empty(item), "port", null) == null
}

allows_every_port(rule) if {
	some item in shape.array_at(rule.spec, ["ports"])
	port := shape.object_or_empty(item)
	covers(port.port, object.get(port, "endPort", null), 1)
	covers(port.port, object.get(port, "endPort", null), 65535)
}

# The ports that a rule allows, in words; * for all of a protocol.
port_words(rule) := ["*"] if {
	allows_every_port(rule)
} else := sort({words |
	some item in shape.array_at(rule.spec, ["ports"])
	words := words_of(shape.object_or_empty(item))
})

words_of(port) := concat("-", [port_text(port.port), port_text(port.endPort)]) if {
	is_number(port.endPort)
} else := port_text(port.port)

port_text(port) := port if is_string(port)

port_text(port) := format_int(port, 10) if is_number(port)

# Whether a rule allows TCP connections to a port number. Named ports are those of pods.
allows_tcp(rule, _) if is_empty(rule, "ports")

allows_tcp(rule, number) if {
	some item in shape.array_at(rule.spec, ["ports"])
	port := shape.object_or_empty(item)
	object.get(port, "protocol", null) in {null, "TCP"}
	covers(object.get(port, "port", null), object.get(port, "endPort", null), number)
}

covers(null, _, _)

covers(number, _, number)

covers(first, last, number) if {
	is_number(first)
	is_number(last)
	first <= number
	number <= last
}
