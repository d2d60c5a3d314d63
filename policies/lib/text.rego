# METADATA
# title: The strings of an object, wherever they are
# description: >-
#   Rules that look for a pattern in any string first match it with `marshalled`, which is one text for the whole object,
#   and only look at each string if it may be there. So most objects cost one match.
package plimsoll.lib.text

import data.plimsoll.lib.credential
import data.plimsoll.lib.meta

# The object in one text of JSON: strings are in it with JSON's escapes.
marshalled := json.marshal(input.object)

# Every string that is not empty: {path, text}. Of a Secret's data, what the base64 stands for.
strings := [{"path": path, "text": text} |
	walk(input.object, [path, value])
	is_string(value)
	value != ""
	text := plain(path, value)
]

# What the data of a Secret stand for; empty for other objects.
decoded := [text |
	is_secret
	is_object(input.object.data)
	some value in input.object.data
	is_string(value)
	base64.is_valid(value)
	text := base64.decode(value)
]

is_secret if {
	meta.group == ""
	input.object.kind == "Secret"
}

plain(path, value) := base64.decode(value) if {
	is_secret
	count(path) == 2
	path[0] == "data"
	base64.is_valid(value)
} else := value

# A path in words: `spec.containers.web.env.TOKEN.value`, `data["app.yaml"]`. Items of lists are called by their names,
# and those without one are left out, since they have none that stays when others move.
words(path) := trim_prefix(concat("", [step(path, index) | some index, _ in path]), ".")

step(path, index) := keyed(path[index]) if {
	is_string(path[index])
} else := keyed(name) if {
	name := object.get(input.object, array.slice(path, 0, index + 1), {}).name
	is_string(name)
	not credential.may_be_in(name)
} else := ""

keyed(key) := concat("", [".", key]) if {
	regex.match(`^[A-Za-z][A-Za-z0-9_-]*$`, key)
} else := concat("", ["[\"", key, "\"]"])
