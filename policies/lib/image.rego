# METADATA
# title: Image references
package plimsoll.lib.image

import data.plimsoll.lib.shape

# {text, repository, tag, digest} of a reference such as `registry:5000/team/name:tag@sha256:…`; tag is "" when there is
# none, digest is a boolean. Undefined for what is no text or empty.
parse(text) := {"text": text, "repository": repository, "tag": tag, "digest": contains(text, "@")} if {
	is_string(text)
	text != ""
	name := split(text, "@")[0]
	parts := split(name, "/")

	# A colon before the last slash belongs to the registry's port.
	tag := concat(":", array.slice(split(parts[count(parts) - 1], ":"), 1, 3))
	repository := trim_suffix(name, concat("", [":", tag]))
}

# Whether no registry is asked for the image: it was built on the node, as in a test on one's own machine.
is_on_node(container) if shape.string_at(container.spec, ["imagePullPolicy"]) == "Never"

# Whether the tag is the version that stands until a release writes its own: v0.0.0, 0.0.0-dev. With a date or a commit, it is the
# version of a build.
is_unreleased(reference) if {
	words := split(replace(trim_prefix(reference.tag, "v"), "-", "."), ".")
	count(words) in {3, 4}
	every word in array.slice(words, 0, 3) { word == "0" }
	every word in array.slice(words, 3, 4) { lower(word) in {"dev", "devel", "development", "local", "placeholder", "snapshot"} }
}

# Whether a tag names the newest image of a channel, or of a number of Docker's official images. Elsewhere, a number can
# be the whole version.
names_newest(reference) if regex.match(channels, reference.tag)

# A channel with a variant: stable-alpine, latest-full, nightly-cuda12.
names_newest(reference) if {
	first := split(reference.tag, "-")[0]
	is_channel(first)
	regex.match(`^[A-Za-z]+(?:[-_][A-Za-z]+[0-9]{0,2})+$`, reference.tag)
}

# A tag of words alone names a variant of whatever is newest: alpine, slim-bookworm, jdk17. Two numbers with a dot, a date and
# the digest of a commit are versions.
names_newest(reference) if {
	regex.match(`(?i)^[a-z]+(?:[-_][a-z]+)*(?:[-_]?[0-9]{1,2})?$`, reference.tag)
	some word in split(replace(lower(reference.tag), "_", "-"), "-")
	trim(word, "0123456789") in variants
}

variants := {
	"alpine",
	"bionic",
	"bookworm",
	"bullseye",
	"buster",
	"centos",
	"cpu",
	"cuda",
	"debian",
	"debug",
	"distroless",
	"fat",
	"fips",
	"focal",
	"fpm",
	"full",
	"gpu",
	"jammy",
	"jre",
	"jdk",
	"light",
	"management",
	"minimal",
	"noble",
	"nonroot",
	"perl",
	"rocm",
	"scratch",
	"server",
	"slim",
	"static",
	"trixie",
	"ubi",
	"ubuntu",
	"wolfi",
}

names_newest(reference) if {
	startswith(full_name(reference.repository), "docker.io/library/")
	regex.match(`^v?[0-9]{1,3}(?:-[a-z]+[0-9]{0,2})*$`, reference.tag)
}

is_channel(word) if regex.match(channels, word)

is_channel(word) if word in {"edge", "latest", "main", "master", "nightly"}

channels := concat("", [
	`^(?:alpha|beta|bleeding|canary|current|dev|devel|develop|development|experimental|head|HEAD|lts|mainline|next|preview`,
	`|prod|production|release|rolling|snapshot|stable|staging|test|testing|trunk|unstable)$`,
])

# A repository with its registry, as container runtimes complete it: the first part is a registry if it has a dot or a
# port, or is localhost.
full_name(repository) := repository if {
	parts := split(repository, "/")
	count(parts) > 1
	regex.match(`[.:]|^localhost$`, parts[0])
	not parts[0] in {"index.docker.io", "registry-1.docker.io"}
} else := concat("/", ["docker.io", trim_prefix(trim_prefix(repository, "index.docker.io/"), "registry-1.docker.io/")]) if {
	contains(repository, "/")
} else := concat("/", ["docker.io/library", repository])

# The names of the images that Docker publishes itself, which need no organisation in front.
official := {
	"adminer",
	"aerospike",
	"almalinux",
	"alpine",
	"amazoncorretto",
	"amazonlinux",
	"arangodb",
	"archlinux",
	"bash",
	"buildpack-deps",
	"busybox",
	"caddy",
	"cassandra",
	"chronograf",
	"clearlinux",
	"clojure",
	"composer",
	"consul",
	"couchbase",
	"couchdb",
	"crate",
	"dart",
	"debian",
	"docker",
	"drupal",
	"eclipse-mosquitto",
	"eclipse-temurin",
	"elasticsearch",
	"elixir",
	"emqx",
	"erlang",
	"fedora",
	"flink",
	"fluentd",
	"friendica",
	"gazebo",
	"gcc",
	"geonetwork",
	"ghost",
	"golang",
	"gradle",
	"groovy",
	"haproxy",
	"haskell",
	"hello-world",
	"hitch",
	"httpd",
	"hylang",
	"ibmjava",
	"influxdb",
	"irssi",
	"jetty",
	"jobber",
	"joomla",
	"jruby",
	"julia",
	"kapacitor",
	"kibana",
	"kong",
	"liquibase",
	"logstash",
	"mariadb",
	"matomo",
	"maven",
	"mediawiki",
	"memcached",
	"mongo",
	"mongo-express",
	"monica",
	"mono",
	"mysql",
	"nats",
	"nats-streaming",
	"neo4j",
	"neurodebian",
	"nextcloud",
	"nginx",
	"node",
	"odoo",
	"open-liberty",
	"openjdk",
	"oraclelinux",
	"orientdb",
	"percona",
	"perl",
	"photon",
	"php",
	"php-zendserver",
	"phpmyadmin",
	"plone",
	"postfixadmin",
	"postgres",
	"pypy",
	"python",
	"r-base",
	"rabbitmq",
	"rakudo-star",
	"redis",
	"redmine",
	"registry",
	"rethinkdb",
	"rockylinux",
	"ros",
	"ruby",
	"rust",
	"sapmachine",
	"satosa",
	"silverpeas",
	"solr",
	"sonarqube",
	"spark",
	"spiped",
	"storm",
	"swift",
	"swipl",
	"teamspeak",
	"telegraf",
	"tomcat",
	"tomee",
	"traefik",
	"ubuntu",
	"unit",
	"varnish",
	"vault",
	"websphere-liberty",
	"wordpress",
	"xwiki",
	"yourls",
	"znc",
	"zookeeper",
}
