# METADATA
# title: Keep what a sensor looks for
# description: >-
#   A sensor that runs without some of its rules looks as if it watched. What these would have reported goes unseen.
# related_resources:
#   - ref: https://falco.org/docs/concepts/rules/controlling-rules/
#   - ref: https://falco.org/docs/reference/daemon/config-options/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Keep the rule, and add an exception for what is known to be harmless.
#   kinds: [ConfigMap, apps/DaemonSet]
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1562.001 Impair Defenses: Disable or Modify Tools"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
#   compares: true
package plimsoll.rules["guard-rails"]["sensor-weakened"]

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

found(path, does, less) := {
	"path": path,
	"message": concat("", [meta.label, " ", does, "."]),
	"extent": {"less": less},
	"fix": [],
	"no_fix": "Whether the rule is needed is your decision.",
}

# Flags of containers whose image is Falco or KubeArmor: {text: value}.
findings contains found(array.concat(path, ["args"]), concat("", ["runs Falco with ", concat(", ", more), ", which switches rules off"]), more) if {
	is_daemon_set
	some index, item in containers_of(input.object)
	contains(shape.string_at(item, ["image"]), "falco")
	path := ["spec", "template", "spec", "containers", index]
	some before in containers_of(input.base)
	shape.string_at(before, ["name"]) == shape.string_at(item, ["name"])
	more := sort(weakening(item) - weakening(before))
	count(more) > 0
}

is_daemon_set if {
	meta.group == "apps"
	input.object.kind == "DaemonSet"
}

containers_of(object) := [shape.object_or_empty(item) | some item in shape.array_at(object, ["spec", "template", "spec", "containers"])]

weakening(container) := {text |
	words := array.concat(shape.array_at(container, ["command"]), shape.array_at(container, ["args"]))
	some index, word in words
	is_string(word)
	text := weak_flag(word, array.concat(words, [""])[index + 1])
}

weak_flag(word, next) := concat(" ", [word, next]) if {
	word in {"-D", "-T", "-t", "--disable-source"}
	is_string(next)
} else := concat(" ", [word, next]) if {
	word == "-o"
	is_string(next)
	is_weak_option(next)
} else := word if {
	startswith(word, "--disable-source=")
}

is_weak_option(text) if {
	startswith(text, "rules[")
	contains(text, "disable")
}

is_weak_option(text) if {
	[key, level] := split(text, "=")
	key == "priority"
	rank(level) >= 4
}

is_weak_option(text) if startswith(text, "rules_files")

# The text at a key of a ConfigMap, at both sides.
texts contains {"key": key, "before": before, "after": after} if {
	meta.group == ""
	input.object.kind == "ConfigMap"
	some key, after in shape.object_at(input.object, ["data"])
	is_string(after)
	before := shape.string_at(input.base, ["data", key])
	before != ""
	before != after
}

# Falco's own settings.
settings contains text if {
	some text in texts
	some word in ["rules_files:", "rules_file:"]
	contains(concat("", ["\n", text.before]), concat("", ["\n", word]))
}

findings contains found(["data", text.key], concat("", ["no longer loads the rules of ", concat(", ", less)]), less) if {
	some text in settings
	less := sort((items(text.before, "rules_files") | items(text.before, "rules_file")) - (items(text.after, "rules_files") | items(text.after, "rules_file")))
	count(less) > 0
}

findings contains found(["data", text.key], concat("", ["reports only events of the priority ", after, " and above"]), [after]) if {
	some text in settings
	after := value_of(text.after, "priority")
	rank(after) >= 4
	rank(value_of(text.before, "priority")) < rank(after)
}

findings contains found(["data", text.key], "switches rules off", less) if {
	some text in settings
	less := sort(disabling(text.after) - disabling(text.before))
	count(less) > 0
}

findings contains found(["data", text.key], "watches no system calls", ["engine"]) if {
	some text in settings
	engines := ["nodriver", "none"]
	has_engine(text.after, engines)
	not has_engine(text.before, engines)
}

has_engine(text, engines) if {
	some line in lines_under(text, "engine")
	some engine in engines
	some written in ["kind: ", "kind:"]
	contains(line, concat("", [written, engine]))
}

disabling(text) := {trim_space(line) |
	some line in lines_under(text, "rules")
	contains(line, "disable")
}

# The lines of a key at the top, with its own.
lines_under(text, key) := [line |
	lines := split(text, "\n")
	starts := [index | some index, line in lines; is_top(line)]
	some start in starts
	startswith(lines[start], concat("", [key, ":"]))
	ends := [index | some index in starts; index > start]
	end := min(array.concat(ends, [count(lines)]))
	some line in array.slice(lines, start, end)
]

is_top(line) if {
	line != ""
	not startswith(line, " ")
	not startswith(line, "-")
	not startswith(line, "#")
}

items(text, key) := {item |
	some line in lines_under(text, key)
	startswith(trim_space(line), "- ")
	item := trim_space(trim_prefix(trim_space(line), "- "))
} | {item |
	lines := lines_under(text, key)
	some part in split(trim(trim_space(trim_prefix(lines[0], concat("", [key, ":"]))), "[]"), ",")
	item := trim_space(part)
	item != ""
}

value_of(text, key) := lower(trim_space(trim_prefix(lines_under(text, key)[0], concat("", [key, ":"]))))

rank(level) := {
	"debug": 0, "informational": 1, "info": 1, "notice": 2, "warning": 3, "error": 4, "err": 4, "critical": 5, "crit": 5, "alert": 6,
	"emergency": 7, "emerg": 7,
}[trim(lower(level), "\"'")]

# Rules of Falco, by their names. Lists of other products have no conditions.
findings contains found(["data", text.key], concat("", ["switches off or removes the rules ", concat(", ", less)]), less) if {
	some text in texts
	contains(text.before, "condition:")
	after := rules_of(text.after)
	less := sort({name | some name, is_on in rules_of(text.before); is_on; not after[name]} | {name |
		some name, is_on in after
		not is_on
		object.get(rules_of(text.before), name, true)
	})
	count(less) > 0
}

rules_of(text) := {name: is_on |
	parts := split(text, "- rule:")
	some part in array.slice(parts, 1, count(parts))
	lines := [trim_space(line) | some line in split(part, "\n")]
	name := trim(lines[0], "\"' ")
	is_on := count([line | some line in lines; line in {"enabled: false", "condition: never_true"}]) == 0
}
