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
import data.plimsoll.lib.shell

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

# A key or a file of settings among the arguments, or a variable; variables from elsewhere may be it. An option without a
# value is no key.
is_guarded(container, program) if {
	program.arguments != ""
	some found in regex.find_all_string_submatch_n(
		concat("", [`(?:^|[\s"'])(?:`, program.arguments, `)([^\n;&|]*)`]),
		without_comments(container), -1,
	)
	not regex.match(`^(?:=|\s)\s*(?:''|""|)(?:$|\s+-|\s*$)`, found[count(found) - 1])
	not regex.match(`^$`, found[count(found) - 1])
}

is_guarded(container, program) if {
	program.switches != ""
	regex.match(concat("", [`(?:^|[\s"'])(?:`, program.switches, `)(?:$|[\s"'])`]), without_comments(container))
}

# The arguments, without what a script only prints.
without_comments(container) := concat(" ", [part |
	some argument in containers.arguments(container)
	some part in parts_of(argument.text)
	not regex.match(`^\s*(?:#|(?:echo|printf|:|true)(?:\s|$))`, part)
])

parts_of(text) := shell.commands(text) if {
	regex.match(`[\n;&|]`, text)
} else := [text]

is_guarded(container, program) if {
	count(program.variables) > 0
	containers.has_variables_from_elsewhere(container)
}

is_guarded(container, program) if {
	some item in shape.array_at(container.spec, ["env"])
	variable := shape.object_or_empty(item)
	shape.string_at(variable, ["name"]) in program.variables
	not lower(trim_space(shape.string_at(variable, ["value"]))) in {"disabled", "false"}
	is_given(variable)
}

is_given(variable) if trim_space(shape.string_at(variable, ["value"])) != ""

is_given(variable) if shape.is_set(variable, "valueFrom")

# A container beside it that may ask for a login, or that the Service may lead to. One that ends before the others start is
# none, and neither is a name of the registry.
has_proxy if {
	some container in pod.containers
	is_proxy(container)
}

# The same beside one container.
has_proxy_beside(container) if {
	some other in pod.containers
	other.path != container.path
	is_proxy(other)
}

is_proxy(container) if {
	is_running(container)
	regex.match(
		`(?i)auth|proxy|envoy|nginx|caddy|haproxy|traefik|gateway|pomerium|httpd`,
		shell.base(image.parse(container.spec.image).repository),
	)
}

is_running(container) if "containers" in container.path

is_running(container) if {
	"initContainers" in container.path
	container.spec.restartPolicy == "Always"
}

# Consoles without a login: {container, name}.
open_consoles := [found |
	not has_proxy
	some container in pod.containers
	reference := image.parse(container.spec.image)
	some ending, name in consoles
	endswith(concat("", ["/", reference.repository]), concat("", ["/", ending]))
	found := {"container": container, "name": name}
]

# By the end of the repository, the words of messages. Left out: consoles with a login of their own, or one that settings
# switch on.
consoles := {
	"argoproj/kubectl-argo-rollouts": "Argo Rollouts' dashboard",
	"benc-uk/kubeview": "KubeView",
	"cilium/hubble-ui": "Hubble UI",
	"flink": "Apache Flink",
	"hjacobs/kube-ops-view": "Kubernetes Operational View",
	"hjacobs/kube-web-view": "Kubernetes Web View",
	"jaegertracing/all-in-one": "Jaeger",
	"jaegertracing/jaeger": "Jaeger",
	"jaegertracing/jaeger-query": "Jaeger",
	"kubeshark/front": "Kubeshark",
	"longhornio/longhorn-ui": "Longhorn UI",
	"obsidiandynamics/kafdrop": "Kafdrop",
	"openzipkin/zipkin": "Zipkin",
	"openzipkin/zipkin-slim": "Zipkin",
	"weaveworks/scope": "Weave Scope",
}
