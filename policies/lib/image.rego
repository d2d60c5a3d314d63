# METADATA
# title: Image references
package plimsoll.lib.image

# {text, repository, tag, digest} of a reference such as `registry:5000/team/name:tag@sha256:…`; tag is "" when there is
# none, digest is a boolean. Undefined for what is no text or empty.
parse(text) := {"text": text, "repository": repository, "tag": tag, "digest": contains(text, "@")} if {
	is_string(text)
	text != ""
	name := split(text, "@")[0]
	parts := split(name, "/")

	# A colon before the last slash belongs to the registry's port.
	tag := concat(":", array.slice(split(parts[count(parts) - 1], ":"), 1, 3))
	repository := trim_suffix(name, concat("", [":", tag]))
}
