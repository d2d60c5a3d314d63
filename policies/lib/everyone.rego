# METADATA
# title: Whom a rule of a policy for traffic means, if it means everyone
# description: >-
#   Selectors that demand nothing that a pod or a namespace could lack, and ranges that have most of the Internet together.
package plimsoll.lib.everyone

import data.plimsoll.lib.address_ranges
import data.plimsoll.lib.network_policy
import data.plimsoll.lib.shape

# Labels by which selectors name a namespace: each namespace has them.
namespace_keys := {
	"io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name", "io.kubernetes.pod.namespace",
	"kubernetes.io/metadata.name", "projectcalico.org/name", "projectcalico.org/namespace",
}

# A label of Cilium without the source that it comes from.
plain_key(key) := trim_prefix(trim_prefix(key, "k8s:"), "any:")

# The terms of a selector: [key, operator, values].
terms(selector) := {[key, "In", {value}] | some key, value in shape.object_at(shape.object_or_empty(selector), ["matchLabels"])} | {[shape.string_at(item, ["key"]), shape.string_at(item, ["operator"]), {value | some value in shape.array_at(item, ["values"])}] |
	some each in shape.array_at(shape.object_or_empty(selector), ["matchExpressions"])
	item := shape.object_or_empty(each)
}

# Whether pods and namespaces of which nothing is known are selected.
demands_nothing(selector) if {
	every term in terms(selector) {
		is_met_by_strangers(term)
	}
}

is_met_by_strangers([_, "DoesNotExist", _])

is_met_by_strangers([_, "NotIn", _])

is_met_by_strangers([key, "Exists", _]) if plain_key(key) in namespace_keys

# Whether all pods and namespaces are selected, without any exception.
selects_all(selector) if {
	every term in terms(selector) {
		term[1] == "Exists"
		plain_key(term[0]) in namespace_keys
	}
}

# A peer of a NetworkPolicy. A namespaceSelector that is missing or null is none: the peers are pods of the namespace.
is_every_pod(peer) if {
	object.get(peer, "ipBlock", null) == null
	is_object(peer.namespaceSelector)
	demands_nothing(peer.namespaceSelector)
	is_null_or_map(object.get(peer, "podSelector", null))
	demands_nothing(object.get(peer, "podSelector", {}))
}

is_null_or_map(null)

is_null_or_map(value) if is_object(value)

# Addresses of the Internet: no list of ranges includes all of them by chance.
strangers := ["1.1.1.1", "8.8.8.8", "45.33.32.156", "93.184.216.34", "142.250.1.1", "185.199.108.153", "203.119.1.1"]

# Whether blocks {cidr, except} have most of the Internet together.
is_internet(blocks) if address_ranges.is_everyone([block.cidr |
	some block in blocks
	not is_pierced(block)
])

# A block that leaves out addresses of the Internet counts by those that it has.
is_internet(blocks) if {
	some block in blocks
	is_pierced(block)
	every address in strangers {
		some other in blocks
		network_policy.includes(other, address)
	}
}

is_pierced(block) if {
	some address in strangers
	network_policy.is_excepted(block, address)
}

# The ranges of a rule of Cilium.
cilium_blocks(rule, word) := array.concat(
	[{"cidr": range, "except": []} |
		some range in shape.array_at(rule, [concat("", [word, "CIDR"])])
		is_string(range)
	],
	[{"cidr": cidr, "except": [item | some item in shape.array_at(each, ["except"]); is_string(item)]} |
		some each in shape.array_at(rule, [concat("", [word, "CIDRSet"])])
		is_object(each)
		cidr := shape.string_at(each, ["cidr"])
		cidr != ""
	],
)

# A peer of Cilium. In a policy of a namespace, a selector that names no namespace is for the pods of this one.
is_every_endpoint(selector, is_cluster_wide) if {
	is_cluster_wide
	is_object(selector)
	demands_nothing(selector)
}

is_every_endpoint(selector, _) if {
	is_object(selector)
	demands_nothing(selector)
	some term in terms(selector)
	plain_key(term[0]) in namespace_keys
}
