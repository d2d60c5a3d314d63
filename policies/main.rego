# METADATA
# title: Every finding of every rule
# description: >-
#   The entrypoint. A rule is any package `plimsoll.rules.<group>["<rule>"]`; its id, `<group>/<rule>`, comes from
#   the package's name, so that no list of rules is kept by hand. Plimsoll names in input.rules those that look at the
#   object, as [group, rule]: no other one is evaluated.
# entrypoint: true
package plimsoll.main

findings contains result if {
	some [group, rule] in input.rules
	some finding in data.plimsoll.rules[group][rule].findings
	result := object.union(finding, {"rule": concat("/", [group, rule])})
}

# METADATA
# title: The findings of several objects
# description: >-
#   One list for each of input.objects, whose input is `own` with the input.settings that it names by their place. A
#   regular expression is compiled once for all of them: alone, that takes much of the time of an evaluation.
# entrypoint: true
batch := [found |
	some {"settings": place, "own": own} in input.objects
	found := findings with input as object.union(input.settings[place], own)
]
