# METADATA
# title: What a container is started with
package plimsoll.lib.container

import data.plimsoll.lib.shape

# The command and its arguments: {text, path}.
arguments(container) := [argument |
	some list in ["command", "args"]
	some index, text in shape.array_at(container.spec, [list])
	is_string(text)
	argument := {"text": text, "path": array.concat(container.path, [list, index])}
]

# The arguments as one text.
line(container) := concat(" ", [argument.text | some argument in arguments(container)])

# The variables that are written out: {name, value, path}.
variables(container) := [variable |
	some index, item in shape.array_at(container.spec, ["env"])
	fields := shape.object_or_empty(item)
	name := shape.string_at(fields, ["name"])
	value := shape.string_at(fields, ["value"])
	variable := {"name": name, "value": value, "path": array.concat(container.path, ["env", index, "value"])}
]

# Whether a variable of this name is set at all, by a value or a reference.
has_variable(container, names) if {
	some item in shape.array_at(container.spec, ["env"])
	shape.string_at(shape.object_or_empty(item), ["name"]) in names
}

# Variables from a ConfigMap or a Secret, which may be any.
has_variables_from_elsewhere(container) if count(shape.array_at(container.spec, ["envFrom"])) > 0
