# METADATA
# title: Programs that answer whoever connects to them
# description: >-
#   Only official images, by the end of the repository, so that copies in other registries count too. What may be a guard
#   counts as one.
package plimsoll.lib.server

import data.plimsoll.lib.container as containers
import data.plimsoll.lib.image
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Programs of the table that run without a guard: {name, container, says}.
unguarded(table) := [found |
	not has_proxy
	some container in pod.containers
	reference := image.parse(container.spec.image)
	some name, program in table
	regex.match(concat("", [`(?:^|/)(?:`, program.images, `)$`]), reference.repository)
	not is_guarded(container, program)
	found := {"container": container, "name": name, "says": program.says}
]

# A key or a file of settings among the arguments, or a variable; variables from elsewhere may be it.
is_guarded(container, program) if {
	program.arguments != ""
	regex.match(program.arguments, containers.line(container))
}

is_guarded(container, program) if {
	count(program.variables) > 0
	containers.has_variables_from_elsewhere(container)
}

is_guarded(container, program) if {
	some item in shape.array_at(container.spec, ["env"])
	variable := shape.object_or_empty(item)
	shape.string_at(variable, ["name"]) in program.variables
	not lower(shape.string_at(variable, ["value"])) in {"disabled", "false"}
}

# A container beside it that may ask for a login, or that the Service may lead to.
has_proxy if {
	some container in pod.containers
	regex.match(
		`(?i)auth|proxy|envoy|nginx|caddy|haproxy|traefik|gateway|pomerium|httpd`,
		shape.string_at(container.spec, ["image"]),
	)
}
