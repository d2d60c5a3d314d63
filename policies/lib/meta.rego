# METADATA
# title: What every object has
package plimsoll.lib.meta

import data.plimsoll.lib.shape

# The part of apiVersion before the slash; "" for the core group.
group := substring(version, 0, indexof(version, "/")) if {
	contains(version, "/")
} else := ""

version := shape.string_at(input.object, ["apiVersion"])

name := shape.string_at(input.object, ["metadata", "name"])

# The namespace that the object is deployed to.
namespace := own if {
	own := shape.string_at(input.object, ["metadata", "namespace"])
	own != ""
} else := input.source.namespace

# How messages name the object: `ClusterRole "view"`; files of settings have no name.
label := shape.string_at(input.object, ["kind"]) if {
	name == ""
} else := concat("", [shape.string_at(input.object, ["kind"]), " \"", name, "\""])
