# METADATA
# title: Services
package plimsoll.lib.service

import data.plimsoll.lib.meta
import data.plimsoll.lib.shape

is_service if {
	meta.group == ""
	input.object.kind == "Service"
}

spec := shape.object_at(input.object, ["spec"])

# ClusterIP is the API server's default.
type := shape.string_at(spec, ["type"]) if {
	shape.string_at(spec, ["type"]) != ""
} else := "ClusterIP"
