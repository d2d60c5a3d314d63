# METADATA
# title: What makes a finding of an object matter more
# description: >-
#   An entrypoint of its own, and no rule: reasons that stand beside a finding and decide its order among those of the same
#   severity. docs/risk.md describes them. Only what this repository proves counts.
# entrypoint: true
package plimsoll.context

import data.plimsoll.lib.context
import data.plimsoll.lib.identity
import data.plimsoll.lib.rbac_powers

# {factor, text}: `text` goes on after the name of the object.
reasons contains {"factor": "open", "text": text} if {
	context.ways.open == "yes"
	text := concat("", ["on the Internet through ", rbac_powers.listed(context.ways.open_by)])
}

reasons contains {"factor": "exposed", "text": text} if {
	context.ways.exposed == "yes"
	context.ways.open != "yes"
	text := concat("", ["reached from outside through ", rbac_powers.listed(context.ways.by)])
}

reasons contains {"factor": "account", "text": concat("", ["its service account can ", context.power_words])}

reasons contains {"factor": "cloud", "text": "its service account has a role in the cloud"} if identity.has_cloud_role
