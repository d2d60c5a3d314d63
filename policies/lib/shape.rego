# METADATA
# title: Values of a manifest, made total
# description: >-
#   A manifest may hold anything anywhere. What is missing, null or of another type counts as empty, as it does for
#   the API server (null) or as nothing could be granted by it (another type is refused), so that one odd field never
#   hides the findings beside it.
package plimsoll.lib.shape

# The map at a path of a map, or an empty one.
object_at(value, path) := found if {
	found := object.get(value, path, null)
	is_object(found)
} else := {}

# The list at a path of a map, or an empty one.
array_at(value, path) := found if {
	found := object.get(value, path, null)
	is_array(found)
} else := []

# The text at a path of a map, or an empty one.
string_at(value, path) := found if {
	found := object.get(value, path, null)
	is_string(found)
} else := ""

# The strings of the list at a path of a map, as a set.
strings_at(value, path) := {item | some item in array_at(value, path); is_string(item)}

# A map as it is, anything else as an empty one: `containers: [null]` is a container without fields.
object_or_empty(value) := value if {
	is_object(value)
} else := {}

# What is said of a field whose value has another type than the API server takes. It refuses the object, and who wrote
# the value means something by it: neither is silent.
type_fault(field, value, expected) := concat("", [
	" sets ", field, " to ", described(value), ", which must be ", expected, ": Kubernetes refuses the object.",
])

described(value) := concat("", ["the string \"", value, "\""]) if {
	is_string(value)
	count(value) <= 40
} else := {"array": "a list", "boolean": "a boolean", "number": "a number", "object": "a map", "string": "a string"}[type_name(value)]

# Whether a field has a value that is neither true nor false.
is_no_truth(value) if {
	value != null
	not is_boolean(value)
}

# Whether a field is there: null is how YAML writes "not set".
is_set(value, key) if {
	object.get(value, key, null) != null
}
