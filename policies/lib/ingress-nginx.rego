# METADATA
# title: What ingress-nginx takes from an Ingress
package plimsoll.lib.ingress_nginx

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

is_ingress if {
	meta.group == "networking.k8s.io"
	input.object.kind == "Ingress"
}

annotations := shape.object_at(input.object, ["metadata", "annotations"])

# The annotations of an Ingress that ingress-nginx reads: {key, name, value}, the name without the prefix.
read(prefixes) := [annotation |
	is_ingress
	some key, value in annotations
	is_string(value)
	parts := split(key, "/")
	parts[0] in prefixes
	annotation := {"key": key, "name": concat("/", array.slice(parts, 1, count(parts))), "value": value}
]

# Whether an Ingress is surely meant for ingress-nginx: by its class or by an annotation that only this controller
# reads.
is_meant(prefixes) if count(read(prefixes)) > 0

is_meant(_) if {
	is_ingress
	contains(class, "nginx")
	not is_for_f5
}

# The annotations of F5's own controller, which has the same class in most clusters.
is_for_f5 if {
	some key, _ in annotations
	some prefix in ["nginx.com/", "nginx.org/"]
	startswith(key, prefix)
}

class := shape.string_at(input.object, ["spec", "ingressClassName"]) if {
	shape.is_set(shape.object_at(input.object, ["spec"]), "ingressClassName")
} else := shape.string_at(annotations, ["kubernetes.io/ingress.class"])

# Every path of an Ingress: {path, value}.
paths := [found |
	is_ingress
	some index, item in shape.array_at(input.object, ["spec", "rules"])
	some inner, entry in shape.array_at(shape.object_or_empty(item), ["http", "paths"])
	value := shape.string_at(shape.object_or_empty(entry), ["path"])
	found := {"path": ["spec", "rules", index, "http", "paths", inner, "path"], "value": value}
]

# What nginx would read in a text as its own syntax. nginx ends a directive at ; and { wherever they stand, and begins a
# comment at # only where a word begins.
syntax(text) := {sign |
	some sign, pattern in {
		";": `;`,
		"#": `(^|[\s;{}])#`,
		"line break": `[\n\r]`,
	}
	regex.match(pattern, text)
} | braces(text)

# Braces that are more than nginx's variables ${name}, repetitions {2,3} in a regular expression, and names that
# something replaces before the Ingress is applied: {name}, {{ name }}.
braces(text) := set() if {
	regex.match(`^([^{}]|\\[{}]|\{\{? ?[\w.,-]+ ?\}?\})*$`, text)
} else := {brace | some brace in {"{", "}"}; contains(text, brace)}

# Signs in words: `";", "{", a line break`.
in_words(signs) := concat(", ", array.concat(quoted, breaks)) if {
	quoted := [concat("", ["\"", sign, "\""]) | some sign in sort(signs - {"line break"})]
	breaks := [concat(" ", ["a", sign]) | some sign in (signs & {"line break"})]
}
