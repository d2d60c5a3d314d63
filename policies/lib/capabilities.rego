# METADATA
# title: Capabilities of a container
package plimsoll.lib.capabilities

import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

# All that it adds.
added(container) := shape.strings_at(container.security, ["capabilities", "add"])

# What it adds beyond the default set.
beyond(container) := added(container) - pod_security.default_capabilities
