# METADATA
# title: The service account of the object's pod
package plimsoll.lib.identity

import data.plimsoll.lib.pod
import data.plimsoll.lib.workload

account := data.facts.targets[input.source.target].identities.known[workload.namespace][workload.account] if pod.spec

has_token if account.token == "yes"

has_cloud_role if {
	account.cloud == "yes"
	account.token != "no"
}
