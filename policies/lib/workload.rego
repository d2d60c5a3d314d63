# METADATA
# title: Where facts about the object's pod are kept
package plimsoll.lib.workload

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

namespace := named if {
	named := shape.string_at(input.object, ["metadata", "namespace"])
	named != ""
} else := input.source.namespace

# An object that makes several pods has an entry for each, which this one is not.
key := concat("/", [shape.string_at(input.object, ["kind"]), meta.name])

# The service account of the pod. The older field counts if the newer one is not set.
account := name if {
	name := shape.string_at(pod.spec, ["serviceAccountName"])
	name != ""
} else := name if {
	name := shape.string_at(pod.spec, ["serviceAccount"])
	name != ""
} else := "default"
