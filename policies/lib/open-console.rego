# METADATA
# title: Programs that run the commands of whoever connects
# description: >-
#   Editors, shells in a browser, the proxy of kubectl and the daemon of Docker, where a setting switches the login off or opens
#   a port that never asks for one. Only what is written counts, or what an image does without arguments.
package plimsoll.lib.open_console

import data.plimsoll.lib.container as containers
import data.plimsoll.lib.image
import data.plimsoll.lib.pod
import data.plimsoll.lib.server
import data.plimsoll.lib.shape
import data.plimsoll.lib.shell

# Each of them: {container, path, words}; the words follow `Container "web" `.
found contains {"container": container, "path": run.path, "words": words} if {
	some container in pod.containers
	not server.has_proxy_beside(container)
	some run in commands(container)
	words := opened(run)
}

found contains {"container": container, "path": variable.path, "words": words} if {
	some container in pod.containers
	not server.has_proxy_beside(container)
	some variable in containers.variables(container)
	words := opened_by(variable, container)
}

# Images that start a shell for everybody if they get no arguments.
found contains {"container": container, "path": array.concat(container.path, ["image"]), "words": shell_for_everybody("ttyd")} if {
	some container in pod.containers
	not server.has_proxy_beside(container)
	count(containers.arguments(container)) == 0
	endswith(repository_of(container), "tsl0922/ttyd")
}

repository_of(container) := image.parse(container.spec.image).repository

# The commands of a container that may be one of these programs: {name, words, path}, the words behind the name. Without a
# command, the image says which program gets the arguments.
commands(container) := [run |
	some each in scripts(container)
	some place, word in each.words
	name := trim_suffix(shell.base(word), "-entrypoint.sh")
	name in programs
	run := {"name": name, "words": array.slice(each.words, place + 1, count(each.words)), "path": each.path}
] if {
	line := containers.line(container)
	some name in programs
	contains(line, name)
} else := [{"name": name, "words": words, "path": array.concat(container.path, ["args"])}] if {
	count(shape.array_at(container.spec, ["command"])) == 0
	words := [argument.text | some argument in containers.arguments(container)]
	count(words) > 0
	name := program_of(shell.base(repository_of(container)))
} else := []

program_of(name) := name if {
	name in programs
} else := {"argocli": "argo", "docker": "dockerd"}[name]

programs := {"argo", "argocd-server", "code-server", "dockerd", "gotty", "kubectl", "openvscode-server", "rserver", "ttyd"}

# Each command as its words: of the script that a shell is given, or the arguments themselves.
scripts(container) := [{"words": words, "path": script.path} |
	some part in shell.commands(script.text)
	words := [word.text | some word in shell.words(shell.pieces(part))]
] if {
	arguments := containers.arguments(container)
	script := arguments[shell.script_at(arguments)]
} else := [{"words": [argument.text | some argument in arguments], "path": array.slice(last.path, 0, count(last.path) - 1)}] if {
	arguments := containers.arguments(container)
	last := arguments[count(arguments) - 1]
} else := []

# The proxy answers everybody with the rights of its own account. What it checks of a request's host, the request says.
opened(run) := concat("", ["serves the API server to whoever connects, with its own rights, by kubectl proxy on ", address]) if {
	run.name == "kubectl"
	"proxy" in run.words
	not "port-forward" in run.words
	addresses := values(run, {"--address"})
	address := addresses[count(addresses) - 1]
	not is_loopback(address)
} else := "runs code-server without a login, by --auth none" if {
	run.name == "code-server"
	modes := values(run, {"--auth"})
	modes[count(modes) - 1] == "none"
	not listens_on_loopback(run, {"--bind-addr", "--host"})
} else := "runs an editor without a login, by --without-connection-token" if {
	run.name == "openvscode-server"
	"--without-connection-token" in run.words
	not listens_on_loopback(run, {"--host"})
} else := "runs RStudio without a login, by --auth-none" if {
	run.name == "rserver"
	"1" in values(run, {"--auth-none"})
	not listens_on_loopback(run, {"--www-address"})
} else := shell_for_everybody(run.name) if {
	run.name == "ttyd"
	count({"-W", "--writable"} & {word | some word in run.words}) > 0
	count(values(run, {"-c", "--credential", "-H", "--auth-header"})) == 0
	not listens_on_loopback(run, {"-i", "--interface"})
} else := shell_for_everybody(run.name) if {
	run.name == "gotty"
	count({"-w", "--permit-write"} & {word | some word in run.words}) > 0
	count(values(run, {"-c", "--credential", "--config"})) == 0
	not listens_on_loopback(run, {"-a", "--address"})
} else := concat("", ["runs the daemon of Docker on ", min(open), " without certificates: whoever connects starts any container there"]) if {
	run.name == "dockerd"
	not asks_for_certificates(run)
	open := {value |
		some value in values(run, {"-H", "--host"})
		startswith(value, "tcp://")
		not is_loopback(trim_prefix(value, "tcp://"))
	}
	count(open) > 0
} else := "lets everybody into Argo CD without a login, by --disable-auth" if {
	run.name == "argocd-server"
	count({"--disable-auth", "--disable-auth=true"} & {word | some word in run.words}) > 0
} else := "gives everybody the rights of the server of Argo Workflows, by --auth-mode=server" if {
	run.name == "argo"
	"server" in run.words
	"server" in values(run, {"--auth-mode"})
}

shell_for_everybody(name) := concat("", ["gives a shell to whoever connects, by ", name, " without a credential"])

asks_for_certificates(run) if {
	some word in run.words
	startswith(word, "--tlsverify")
	word != "--tlsverify=false"
}

# The values of an option: behind the sign = or in the next word.
values(run, names) := array.concat(
	[value |
		some word in run.words
		some name in names
		startswith(word, concat("", [name, "="]))
		value := substring(word, count(name) + 1, -1)
	],
	[run.words[place + 1] | some place, word in run.words; word in names],
)

listens_on_loopback(run, names) if {
	addresses := values(run, names)
	count(addresses) > 0
	every address in addresses { is_loopback(address) }
}

is_loopback(address) if {
	some beginning in ["127.", "[::1]", "localhost"]
	startswith(address, beginning)
}

is_loopback(address) if address in {"::1", "lo"}

is_loopback(address) if startswith(address, "/")

opened_by(variable, container) := "runs RStudio without a login, by DISABLE_AUTH" if {
	variable.name == "DISABLE_AUTH"
	lower(variable.value) == "true"
	is_rstudio(repository_of(container))
}

# Its entry point then opens the port 2375 on every address, unless it is given another command.
opened_by(variable, container) := words if {
	variable.name == "DOCKER_TLS_CERTDIR"
	object.get(input.object, variable.path, null) == ""
	reference := image.parse(container.spec.image)
	shell.base(reference.repository) == "docker"
	contains(reference.tag, "dind")
	count(shape.array_at(container.spec, ["command"])) == 0
	every argument in array.slice(containers.arguments(container), 0, 1) { startswith(argument.text, "-") }
	words := "runs the daemon of Docker on tcp://0.0.0.0:2375 without certificates, by an empty DOCKER_TLS_CERTDIR: whoever connects starts any container there"
}

is_rstudio(repository) if contains(repository, "rstudio")

is_rstudio(repository) if contains(repository, "rocker/")

# The dashboard of Kubernetes with the rights of its own account.
found contains {"container": container, "path": argument.path, "words": "lets everybody skip the login of the Kubernetes dashboard"} if {
	some container in pod.containers
	not server.has_proxy_beside(container)
	some argument in containers.arguments(container)
	argument.text in {"--enable-skip-login", "--enable-skip-login=true"}
}
