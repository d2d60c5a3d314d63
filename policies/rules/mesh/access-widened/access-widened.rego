# METADATA
# title: Let no more callers in than the mesh let in before
# description: >-
#   A policy of authorization that named its callers, and accepts every one after a change, looks as if it still protected the
#   workload. So does a check of tokens that takes its keys from elsewhere.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/security/authorization-policy/
#   - ref: https://istio.io/latest/docs/reference/config/security/request_authentication/
#   - ref: https://linkerd.io/2/reference/authorization-policy/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Name the callers that are needed, or say in the pull request why every caller may call.
#   kinds:
#     - policy.linkerd.io/AuthorizationPolicy
#     - policy.linkerd.io/MeshTLSAuthentication
#     - policy.linkerd.io/NetworkAuthentication
#     - policy.linkerd.io/ServerAuthorization
#     - security.istio.io/AuthorizationPolicy
#     - security.istio.io/RequestAuthentication
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K05"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules.mesh["access-widened"]

import data.plimsoll.lib.address_ranges
import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

found(path, does, added) := {
	"path": path,
	"message": concat("", [meta.label, " ", does, "."]),
	"extent": {"added": added},
	"fix": [],
	"no_fix": "The repository does not say who needs to call.",
}

# Istio: a rule that matches the same requests as at the base, or all of them, for more callers. Allowed: more callers by name; a
# new rule for some requests. A rule that matches everything is left to mesh/authorization-open.
findings contains found(["spec", "rules", index, "from"], concat("", ["now lets ", who, " call"]), [who]) if {
	allows(input.object)
	allows(input.base)
	some index, rule in rules(input.object)
	who := callers(rule)
	matches_some(rule, who)
	is_new(rule)
	not is_open_at_base(rule, who)
}

matches_some(_, "every identity of the mesh")

matches_some(rule, "everyone") if {
	some field in ["to", "when"]
	count(shape.array_at(rule, [field])) > 0
}

matches_some(rule, "everyone") if count(shape.array_at(rule, ["from"])) > 0

is_new(rule) if {
	some before in rules(input.base)
	requests(before) == requests(rule)
}

is_new(rule) if requests(rule) == [[], []]

is_open_at_base(rule, who) if {
	some before in rules(input.base)
	requests(before) in [requests(rule), [[], []]]
	callers(before) in wider[who]
}

wider := {
	"every identity of the mesh": {"every identity of the mesh", "everyone"},
	"everyone": {"everyone"},
}

# The same callers for every request.
findings contains found(["spec", "rules", index], "now lets its callers make every request", ["requests"]) if {
	allows(input.object)
	allows(input.base)
	some index, rule in rules(input.object)
	requests(rule) == [[], []]
	from := shape.array_at(rule, ["from"])
	count(from) > 0
	same := [before | some before in rules(input.base); shape.array_at(before, ["from"]) == from]
	count(same) > 0
	every before in same {
		requests(before) != [[], []]
	}
}

# What a policy denies. Allowed: rules that are written anew.
findings contains found(["spec", "rules"], "no longer denies all that it denied at the base", ["denied"]) if {
	is_istio("AuthorizationPolicy")
	every each in [input.object, input.base] {
		object.get(each, ["spec", "action"], null) == "DENY"
	}
	now := {rule | some rule in rules(input.object)}
	before := {rule | some rule in rules(input.base)}
	count(now) > 0
	count(now - before) == 0
	count(before - now) > 0
}

allows(policy) if {
	is_istio("AuthorizationPolicy")
	object.get(policy, ["spec", "action"], null) in {null, "ALLOW"}
}

rules(policy) := [rule | some rule in shape.array_at(policy, ["spec", "rules"]); is_object(rule)]

requests(rule) := [shape.array_at(rule, ["to"]), shape.array_at(rule, ["when"])]

# Who matches a rule, if it names nobody.
callers(rule) := "everyone" if {
	count(shape.array_at(rule, ["from"])) == 0
} else := "everyone" if {
	some source in sources(rule)
	is_everyone(source)
} else := "every identity of the mesh" if {
	some source in sources(rule)
	is_every_identity(source)
}

sources(rule) := [source |
	some item in shape.array_at(rule, ["from"])
	source := shape.object_at(shape.object_or_empty(item), ["source"])
]

naming := ["ipBlocks", "namespaces", "principals", "remoteIpBlocks", "requestPrincipals", "serviceAccounts"]

# No field names a caller, or only ranges that are everyone.
is_everyone(source) if {
	every field in naming {
		names_nobody(source, field)
	}
}

names_nobody(source, field) if count(shape.array_at(source, [field])) == 0

names_nobody(source, field) if {
	field in {"ipBlocks", "remoteIpBlocks"}
	address_ranges.is_everyone(shape.array_at(source, [field]))
}

is_every_identity(source) if {
	some field in ["namespaces", "principals"]
	"*" in shape.array_at(source, [field])
	every other in naming {
		names_no_one(source, other)
	}
}

names_no_one(source, field) if names_nobody(source, field)

names_no_one(source, field) if {
	field in {"namespaces", "principals"}
	"*" in shape.array_at(source, [field])
}

# Tokens: of whom, and where the keys come from.
findings contains found(["spec", "jwtRules", index, "jwksUri"], does, ["keys"]) if {
	is_istio("RequestAuthentication")
	some index, each in shape.array_at(input.object, ["spec", "jwtRules"])
	rule := shape.object_or_empty(each)
	some other in shape.array_at(input.base, ["spec", "jwtRules"])
	before := shape.object_or_empty(other)
	shape.string_at(before, ["issuer"]) == shape.string_at(rule, ["issuer"])
	host := host_of(shape.string_at(rule, ["jwksUri"]))
	host != host_of(shape.string_at(before, ["jwksUri"]))
	host_of(shape.string_at(before, ["jwksUri"])) != ""
	host != ""
	host != host_of(shape.string_at(rule, ["issuer"]))
	does := concat("", ["now takes the keys of the issuer ", shape.string_at(rule, ["issuer"]), " from the host ", host])
}

findings contains found(["spec", "jwtRules", index, "issuer"], does, ["issuer"]) if {
	is_istio("RequestAuthentication")
	before := {shape.string_at(shape.object_or_empty(each), ["issuer"]) |
		some each in shape.array_at(input.base, ["spec", "jwtRules"])
	}
	count(before) > 0
	some index, each in shape.array_at(input.object, ["spec", "jwtRules"])
	issuer := shape.string_at(shape.object_or_empty(each), ["issuer"])
	issuer != ""
	not issuer in before
	does := concat("", ["now accepts tokens of the issuer ", issuer])
}

host_of(address) := split(split(address, "//")[1], "/")[0] if {
	contains(address, "//")
} else := ""

# Linkerd. Allowed: more identities by name; identities of one namespace (`*.shop.serviceaccount…`).
findings contains found(path, "now lets every identity of the mesh call", ["*"]) if {
	meta.group == "policy.linkerd.io"
	some path in [["spec", "client", "meshTLS", "identities"], ["spec", "identities"]]
	"*" in shape.array_at(input.object, path)
	not "*" in shape.array_at(input.base, path)
}

findings contains found(path, "now lets every network call", ["networks"]) if {
	meta.group == "policy.linkerd.io"
	some path in [["spec", "client", "networks"], ["spec", "networks"]]
	before := networks(input.base, path)
	count(before) > 0
	not address_ranges.is_everyone(before)
	address_ranges.is_everyone(networks(input.object, path))
}

networks(object, path) := [shape.string_at(each, ["cidr"]) | some each in shape.array_at(object, path); is_object(each)]

findings contains found(path, does, missing) if {
	meta.group == "policy.linkerd.io"
	input.object.kind == "AuthorizationPolicy"
	path := ["spec", "requiredAuthenticationRefs"]
	before := references(input.base)
	now := references(input.object)
	count(now - before) == 0
	missing := sort(before - now)
	count(missing) > 0
	does := concat("", ["no longer requires ", concat(", ", missing)])
}

references(object) := {concat(" ", [shape.string_at(each, ["kind"]), shape.string_at(each, ["name"])]) |
	some each in shape.array_at(object, ["spec", "requiredAuthenticationRefs"])
	is_object(each)
}

is_istio(kind) if {
	meta.group == "security.istio.io"
	input.object.kind == kind
}
