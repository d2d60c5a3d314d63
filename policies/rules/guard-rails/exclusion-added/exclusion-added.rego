# METADATA
# title: Exempt nothing from policy without need
# description: >-
#   What a policy exempts is not checked any more. An exemption that is too wide, or that stays for longer than it is
#   needed, is a hole that nobody sees.
# related_resources:
#   - ref: https://open-policy-agent.github.io/gatekeeper/website/docs/exempt-namespaces/
#   - ref: https://kyverno.io/docs/policy-types/cluster-policy/match-exclude/
#   - ref: https://kyverno.io/docs/guides/exceptions/
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-namespaceselector
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Say in the pull request why the exemption is needed, and for how long. Name single objects in place of namespaces.
#   kinds:
#     - ConfigMap
#     - Namespace
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicy
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding
#     - admissionregistration.k8s.io/ValidatingWebhookConfiguration
#     - config.gatekeeper.sh/Config
#     - constraints.gatekeeper.sh/*
#     - kyverno.io/ClusterPolicy
#     - kyverno.io/Policy
#     - kyverno.io/PolicyException
#     - pod-security.admission.config.k8s.io/PodSecurityConfiguration
#     - policies.kyverno.io/ImageValidatingPolicy
#     - policies.kyverno.io/NamespacedImageValidatingPolicy
#     - policies.kyverno.io/NamespacedValidatingPolicy
#     - policies.kyverno.io/PolicyException
#     - policies.kyverno.io/ValidatingPolicy
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K04"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules["guard-rails"]["exclusion-added"]

import data.plimsoll.lib.cel
import data.plimsoll.lib.kyverno
import data.plimsoll.lib.meta
import data.plimsoll.lib.narrowing
import data.plimsoll.lib.pod_security_labels
import data.plimsoll.lib.shape

found(label, path, entries, does, added) := {
	"path": path,
	"entries": entries,
	"message": concat("", [label, " ", does, "."]),
	"extent": {"added": added},
	"fix": [],
	"no_fix": "Whether the exemption is needed is your decision.",
}

now_exempts(what, names) := concat("", ["now exempts the ", what, " ", concat(", ", names)])

# Lists that name what is exempt. Controllers among the users are reported by components/pod-security-defaults.
findings contains found(meta.label, path, entries, now_exempts(what, added), added) if {
	some path, what in exempting
	added := [name | some name in narrowing.added(path); not name in pod_security_labels.controllers]
	count(added) > 0
	entries := narrowing.indexes(shape.array_at(input.object, path), added)
}

exempting[["spec", "match", "excludedNamespaces"]] := "namespaces" if is_constraint

exempting[["spec", "parameters", "exemptImages"]] := "images" if is_constraint

exempting[["exemptions", field]] := what if {
	input.object.kind == "PodSecurityConfiguration"
	some field, what in {"namespaces": "namespaces", "runtimeClasses": "runtime classes", "usernames": "users"}
}

# Namespaces that a constraint names: without them it applies everywhere.
findings contains found(meta.label, path, [], does, names) if {
	is_constraint
	path := ["spec", "match", "namespaces"]
	now := shape.strings_at(input.object, path)
	count(now) > 0
	before := shape.strings_at(input.base, path)
	names := no_longer_named(before, now)
	count(names) > 0
	does := left_out(before, names)
}

no_longer_named(before, now) := sort(now) if {
	count(before) == 0
} else := sort(before - now)

left_out(before, names) := concat("", ["now applies only to the namespaces ", concat(", ", names)]) if {
	count(before) == 0
} else := concat("", ["no longer applies to the namespaces ", concat(", ", names)])

# Selectors: each term that is new leaves something out.
findings contains found(selecting.label, selecting.path, [], does, demanded) if {
	some selecting in selectors
	demanded := narrowing.demanded(selecting.before, selecting.after)
	count(demanded) > 0
	does := concat("", ["now applies only where ", concat(", ", demanded)])
}

selectors contains {
	"label": meta.label,
	"path": path,
	"before": narrowing.at_base(path),
	"after": narrowing.at_head(path),
} if {
	some path in selector_paths
}

selector_paths := {["spec", "match", field] | some field in ["labelSelector", "namespaceSelector"]} if {
	is_constraint
} else := {["spec", "matchResources", field] | some field in ["namespaceSelector", "objectSelector"]} if {
	input.object.kind == "ValidatingAdmissionPolicyBinding"
} else := {["spec", "matchConstraints", field] | some field in ["namespaceSelector", "objectSelector"]} if {
	is_policy_in_cel
} else := set()

selectors contains {
	"label": pair.label,
	"path": array.concat(pair.path, [field]),
	"before": object.get(pair.before, field, null),
	"after": object.get(pair.after, field, null),
} if {
	some pair in webhooks
	some field in ["namespaceSelector", "objectSelector"]
}

# Conditions in CEL that must all hold: one that is new leaves something out. One that never holds is said by
# guard-rails/policy-not-enforcing.
findings contains found(block.label, block.path, entries, does, added) if {
	some block in conditions
	names := {shape.string_at(item, ["name"]) |
		some item in block.after
		not expression(item) in {expression(before) | some before in block.before}
		not cel.never(expression(item), cel.constants(shape.array_at(input.object, ["spec", "variables"])))
	}
	count(names) > 0
	added := sort(names)
	entries := [index | some index, item in block.after; shape.string_at(item, ["name"]) in names]
	does := concat("", ["now applies only where its condition ", concat(", ", added), " holds"])
}

conditions contains {
	"label": meta.label,
	"path": path,
	"before": shape.array_at(input.base, path),
	"after": shape.array_at(input.object, path),
} if {
	is_policy_in_cel
	some path in [["spec", "matchConditions"], ["spec", "webhookConfiguration", "matchConditions"]]
}

conditions contains {
	"label": meta.label,
	"path": path,
	"before": shape.array_at(input.base, path),
	"after": shape.array_at(input.object, path),
} if {
	kyverno.is_policy
	path := ["spec", "webhookConfiguration", "matchConditions"]
}

conditions contains {
	"label": pair.label,
	"path": array.concat(pair.path, ["matchConditions"]),
	"before": shape.array_at(pair.before, ["matchConditions"]),
	"after": shape.array_at(pair.after, ["matchConditions"]),
} if {
	some pair in webhooks
}

expression(item) := trim_space(shape.string_at(shape.object_or_empty(item), ["expression"]))

# Rules of requests that are not checked any more, in policies of Kubernetes.
findings contains found(meta.label, path, [], "excludes requests that it checked at the base", [path[1]]) if {
	some path in [["spec", "matchResources", "excludeResourceRules"], ["spec", "matchConstraints", "excludeResourceRules"]]
	is_policy_of_kubernetes
	more := {item | some item in shape.array_at(input.object, path)} - {item | some item in shape.array_at(input.base, path)}
	count(more) > 0
}

# Requests that are checked: each rule stands for all of its groups, resources and operations together.
findings contains found(asking.label, asking.path, [], "no longer checks all requests that it checked at the base", ["requests"]) if {
	some asking in asked
	after := requests(asking.after)
	count(after) > 0
	some request in requests(asking.before)
	not is_asked(request, after)
}

asked contains {
	"label": meta.label,
	"path": path,
	"before": shape.array_at(input.base, path),
	"after": shape.array_at(input.object, path),
} if {
	is_policy_in_cel
	path := ["spec", "matchConstraints", "resourceRules"]
}

asked contains {
	"label": pair.label,
	"path": array.concat(pair.path, ["rules"]),
	"before": shape.array_at(pair.before, ["rules"]),
	"after": shape.array_at(pair.after, ["rules"]),
} if {
	some pair in webhooks
}

# A binding without rules is asked about all that its policy is.
asked contains {"label": meta.label, "path": path, "before": before, "after": shape.array_at(input.object, path)} if {
	input.object.kind == "ValidatingAdmissionPolicyBinding"
	path := ["spec", "matchResources", "resourceRules"]
	before := rules_or_all(shape.array_at(input.base, path))
}

rules_or_all(rules) := [{"apiGroups": ["*"], "operations": ["*"], "resources": ["*/*"]}] if {
	count(rules) == 0
} else := rules

# Names and a scope narrow a rule.
requests(rules) := {[group, resource, operation, name, scope] |
	some each in rules
	rule := shape.object_or_empty(each)
	some group in shape.strings_at(rule, ["apiGroups"])
	some resource in shape.strings_at(rule, ["resources"])
	some operation in shape.strings_at(rule, ["operations"])
	some name in names_or_all(shape.strings_at(rule, ["resourceNames"]))
	scope := scope_of(shape.string_at(rule, ["scope"]))
}

names_or_all(names) := {"*"} if {
	count(names) == 0
} else := names

scope_of(scope) := "*" if {
	scope == ""
} else := scope

is_asked(request, all) if {
	some other in all
	is_same_or_every(other[0], request[0])
	is_resource_of(other[1], request[1])
	every place in [2, 3, 4] { is_same_or_every(other[place], request[place]) }
}

is_resource_of(covering, covered) if is_same_or_every(covering, covered)

is_resource_of("*/*", _)

is_resource_of("*", covered) if not contains(covered, "/")

is_resource_of(covering, covered) if {
	endswith(covering, "/*")
	split(covering, "/")[0] == split(covered, "/")[0]
}

# With Exact, the same object is not checked in another version of its API.
findings contains found(weak.label, weak.path, [], "no longer checks objects in other versions of their API", ["Exact"]) if {
	some weak in exact
	weak.after == "Exact"
	weak.before != "Exact"
}

exact contains {"label": meta.label, "path": path, "before": narrowing.at_base(path), "after": narrowing.at_head(path)} if {
	is_policy_in_cel
	path := ["spec", "matchConstraints", "matchPolicy"]
}

exact contains {
	"label": pair.label,
	"path": array.concat(pair.path, ["matchPolicy"]),
	"before": object.get(pair.before, "matchPolicy", null),
	"after": object.get(pair.after, "matchPolicy", null),
} if {
	some pair in webhooks
}

# Who answers decides what is refused. The certificate may change at any time.
findings contains found(pair.label, path, [], "is answered by something else than at the base", ["answered"]) if {
	some pair in webhooks
	path := array.concat(pair.path, ["clientConfig"])
	object.remove(shape.object_at(pair.before, ["clientConfig"]), ["caBundle"]) != object.remove(shape.object_at(pair.after, ["clientConfig"]), ["caBundle"])
}

# A binding that leads to another policy leaves the one of the base without a binding.
findings contains found(meta.label, path, [], concat("", ["now binds the policy ", after, " in place of ", before]), [after]) if {
	input.object.kind == "ValidatingAdmissionPolicyBinding"
	path := ["spec", "policyName"]
	before := shape.string_at(input.base, path)
	after := shape.string_at(input.object, path)
	before != after
}

# What a binding gives to its policy.
findings contains found(meta.label, ["spec", "paramRef"], [], does, ["parameters"]) if {
	input.object.kind == "ValidatingAdmissionPolicyBinding"
	before := shape.object_at(input.base, ["spec", "paramRef"])
	after := shape.object_at(input.object, ["spec", "paramRef"])
	count(before) > 0
	object.remove(before, ["parameterNotFoundAction"]) != object.remove(after, ["parameterNotFoundAction"])
	does := other_parameters(after)
}

findings contains found(meta.label, path, [], "now admits what it has no parameters for", ["Allow"]) if {
	input.object.kind == "ValidatingAdmissionPolicyBinding"
	path := ["spec", "paramRef", "parameterNotFoundAction"]
	narrowing.at_head(path) == "Allow"
	narrowing.at_base(path) == "Deny"
}

other_parameters(after) := "no longer gives parameters to its policy" if {
	count(after) == 0
} else := "now gives other parameters to its policy"

# A constraint for one name, or for some origin of the object.
findings contains found(meta.label, path, [], concat("", ["now applies only to objects ", words]), [after]) if {
	is_constraint
	some field in ["name", "source"]
	path := ["spec", "match", field]
	after := shape.string_at(input.object, path)
	not after in {"", "*", "All", shape.string_at(input.base, path)}
	words := limited_words(field, after)
}

limited_words("name", name) := concat("", ["with the name ", name])

limited_words("source", "Generated") := "that a workload makes"

limited_words("source", "Original") := "that are written themselves"

# Kinds that a constraint of Gatekeeper names: without them it applies to every kind.
findings contains found(meta.label, path, [], "no longer applies to every kind that it checked at the base", ["kinds"]) if {
	is_constraint
	path := ["spec", "match", "kinds"]
	after := shape.array_at(input.object, path)
	count(after) > 0
	some before in kinds_at_base
	not some_covers(before, after)
}

kinds_at_base := [{"apiGroups": ["*"], "kinds": ["*"]}] if {
	count(shape.array_at(input.base, ["spec", "match", "kinds"])) == 0
} else := [item | some item in shape.array_at(input.base, ["spec", "match", "kinds"]); is_object(item)]

some_covers(before, after) if {
	every pair in kind_pairs(before) {
		some item in after
		some covering in kind_pairs(shape.object_or_empty(item))
		is_same_or_every(covering[0], pair[0])
		is_same_or_every(covering[1], pair[1])
	}
}

kind_pairs(item) := {[group, kind] |
	some group in shape.array_at(item, ["apiGroups"])
	some kind in shape.array_at(item, ["kinds"])
}

is_same_or_every(covering, _) if covering == "*"

is_same_or_every(covering, covered) if covering == covered

# The scope of a constraint: every object is the default.
findings contains found(meta.label, path, [], concat("", ["now applies only to objects that are ", words]), [after]) if {
	is_constraint
	path := ["spec", "match", "scope"]
	shape.string_at(input.base, path) in {"", "*"}
	after := shape.string_at(input.object, path)
	words := {"Cluster": "cluster-scoped", "Namespaced": "in a namespace"}[after]
}

# Gatekeeper's own configuration, by what is exempt: its webhook, its audit, what it copies.
findings contains found(meta.label, path, entries, does, added) if {
	meta.group == "config.gatekeeper.sh"
	input.object.kind == "Config"
	some index, item in shape.array_at(input.object, ["spec", "match"])
	some process in shape.strings_at(shape.object_or_empty(item), ["processes"])
	process in {"*", "webhook", "mutation-webhook", "audit"}
	path := ["spec", "match", index, "excludedNamespaces"]
	names := shape.array_at(input.object, path)
	added := sort({name | some name in names; is_string(name); not is_exempt_at_base(process, name)})
	count(added) > 0
	entries := narrowing.indexes(names, added)
	does := concat("", [now_exempts("namespaces", added), " from ", process_words(process)])
}

is_exempt_at_base(process, name) if {
	some item in shape.array_at(input.base, ["spec", "match"])
	is_object(item)
	count(shape.strings_at(item, ["processes"]) & {process, "*"}) > 0
	count(shape.strings_at(item, ["excludedNamespaces"]) & {name, "*"}) > 0
}

process_words("*") := "all of Gatekeeper"

process_words(process) := concat("", ["Gatekeeper's ", process]) if process != "*"

# The label by which Gatekeeper's webhook does not see a namespace.
findings contains found(meta.label, path, [], "is now ignored by Gatekeeper", ["admission.gatekeeper.sh/ignore"]) if {
	meta.group == ""
	input.object.kind == "Namespace"
	path := ["metadata", "labels", "admission.gatekeeper.sh/ignore"]
	narrowing.at_head(path) != null
	narrowing.at_base(path) == null
}

# Kyverno's own configuration: `[kind,namespace,name]`.
findings contains found(meta.label, path, [], concat("", ["now hides ", concat(", ", added), " from Kyverno"]), added) if {
	meta.group == ""
	input.object.kind == "ConfigMap"
	path := ["data", "resourceFilters"]
	before := resource_filters(input.base)
	count(before) > 0
	added := sort(resource_filters(input.object) - before)
	count(added) > 0
}

resource_filters(object) := {concat("", [start, "]"]) |
	some part in split(shape.string_at(object, ["data", "resourceFilters"]), "]")
	start := trim_space(replace(part, " ", ""))
	startswith(start, "[")
}

# Rules of Kyverno's policies, by their names.
rules contains {"label": label, "path": ["spec", "rules", index], "before": before, "after": after} if {
	kyverno.is_policy
	some index, after in shape.array_at(input.object, ["spec", "rules"])
	name := shape.string_at(shape.object_or_empty(after), ["name"])
	some before in shape.array_at(input.base, ["spec", "rules"])
	shape.string_at(shape.object_or_empty(before), ["name"]) == name
	label := concat("", ["Rule \"", name, "\" of ", meta.label])
}

findings contains found(rule.label, path, [], "now exempts objects that it checked at the base", ["exclude"]) if {
	some rule in rules
	path := array.concat(rule.path, ["exclude"])
	before := narrowing.filters(object.get(rule.before, "exclude", null))
	some filter in narrowing.filters(object.get(rule.after, "exclude", null))
	not is_within_some(filter, before)
}

findings contains found(rule.label, path, [], "no longer applies to all objects that it checked at the base", ["match"]) if {
	some rule in rules
	path := array.concat(rule.path, ["match"])
	after := narrowing.filters(object.get(rule.after, "match", null))
	some filter in narrowing.filters(object.get(rule.before, "match", null))
	not is_within_some(filter, after)
}

findings contains found(rule.label, path, [], "now applies only where its preconditions are met", ["preconditions"]) if {
	some rule in rules
	path := array.concat(rule.path, ["preconditions"])
	count(object.get(rule.before, "preconditions", {})) == 0
	count(object.get(rule.after, "preconditions", {})) > 0
}

# More conditions that must all be met.
findings contains found(rule.label, path, [], "now applies only where more preconditions are met", ["preconditions"]) if {
	some rule in rules
	path := array.concat(rule.path, ["preconditions"])
	before := {item | some item in shape.array_at(rule.before, ["preconditions", "all"])}
	count(object.get(rule.before, "preconditions", {})) > 0
	some item in shape.array_at(rule.after, ["preconditions", "all"])
	not item in before
}

# Levels of Pod Security, and what a rule leaves out of them. The level privileged is said by guard-rails/policy-not-enforcing.
findings contains found(rule.label, array.concat(rule.path, ["validate", "podSecurity", "level"]), [], "now checks the level baseline in place of restricted", ["baseline"]) if {
	some rule in rules
	shape.string_at(rule.before, ["validate", "podSecurity", "level"]) == "restricted"
	shape.string_at(rule.after, ["validate", "podSecurity", "level"]) == "baseline"
}

findings contains found(rule.label, path, [], concat("", ["no longer checks ", concat(", ", added)]), added) if {
	some rule in rules
	path := array.concat(rule.path, ["validate", "podSecurity", "exclude"])
	is_object(rule.before)
	shape.string_at(rule.before, ["validate", "podSecurity", "level"]) != ""
	added := sort(left_out_controls(rule.after) - left_out_controls(rule.before))
	count(added) > 0
}

left_out_controls(rule) := {name |
	some item in shape.array_at(rule, ["validate", "podSecurity", "exclude"])
	name := shape.string_at(shape.object_or_empty(item), ["controlName"])
	name != ""
}

# A rule under another name is the same if it checks the same.
findings contains found(meta.label, ["spec", "rules"], [], does, names) if {
	kyverno.is_policy
	checked := {content(item) | some item in shape.array_at(input.object, ["spec", "rules"])}
	names := sort({shape.string_at(item, ["name"]) |
		some item in shape.array_at(input.base, ["spec", "rules"])
		decides(item)
		not content(item) in checked
		not has_rule(shape.string_at(item, ["name"]))
	})
	count(names) > 0
	does := concat("", ["no longer has the rules ", concat(", ", names)])
}

has_rule(name) if {
	some item in shape.array_at(input.object, ["spec", "rules"])
	decides(item)
	shape.string_at(shape.object_or_empty(item), ["name"]) == name
}

decides(item) if {
	is_object(item)
	some field in ["validate", "verifyImages"]
	count(object.get(item, field, {})) > 0
}

content(item) := object.remove(shape.object_or_empty(item), ["name"])

is_within_some(filter, others) if {
	some other in others
	narrowing.is_within(filter, other)
}

# Exceptions from Kyverno's policies.
findings contains found(meta.label, path, entries, does, added) if {
	meta.group in {"kyverno.io", "policies.kyverno.io"}
	input.object.kind == "PolicyException"
	some path, name in {["spec", "exceptions"]: "policyName", ["spec", "policyRefs"]: "name"}
	before := {pair | some item in shape.array_at(input.base, path); some pair in exempted(item, name)}
	new := {index: pairs |
		some index, item in shape.array_at(input.object, path)
		pairs := exempted(item, name) - before
		count(pairs) > 0
	}
	count(new) > 0
	entries := sort([index | some index, _ in new])
	added := sort({words | some pairs in new; some [policy, rule] in pairs; words := exempted_words(policy, rule)})
	does := concat("", ["now exempts objects from ", concat(", ", added)])
}

exempted(item, name) := {[policy, rule] |
	policy := shape.string_at(shape.object_or_empty(item), [name])
	some rule in rule_names(item)
}

rule_names(item) := names if {
	names := shape.strings_at(item, ["ruleNames"])
	count(names) > 0
} else := {""}

exempted_words(policy, "") := policy

exempted_words(policy, rule) := concat("", [policy, " (", rule, ")"]) if rule != ""

findings contains found(meta.label, path, [], "now exempts more objects than at the base", ["match"]) if {
	meta.group == "kyverno.io"
	input.object.kind == "PolicyException"
	path := ["spec", "match"]
	before := narrowing.filters(narrowing.at_base(path))
	some filter in narrowing.filters(narrowing.at_head(path))
	not is_within_some(filter, before)
}

is_constraint if meta.group == "constraints.gatekeeper.sh"

is_policy_of_kubernetes if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind in {"ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"}
}

is_policy_in_cel if kyverno.is_cel_policy

is_policy_in_cel if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind == "ValidatingAdmissionPolicy"
}

# The webhooks of both sides, by name.
webhooks contains {"label": label, "path": ["webhooks", index], "before": before, "after": after} if {
	meta.group == "admissionregistration.k8s.io"
	input.object.kind == "ValidatingWebhookConfiguration"
	some index, after in shape.array_at(input.object, ["webhooks"])
	name := shape.string_at(shape.object_or_empty(after), ["name"])
	some before in shape.array_at(input.base, ["webhooks"])
	shape.string_at(shape.object_or_empty(before), ["name"]) == name
	label := concat("", ["Webhook \"", name, "\" of ", meta.label])
}
