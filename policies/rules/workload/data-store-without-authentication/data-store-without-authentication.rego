# METADATA
# title: Do not switch a data store's authentication off
# description: >-
#   Whoever reaches the port, which by default every pod of the cluster does, reads, changes and deletes all data.
# related_resources:
#   - ref: https://hub.docker.com/_/postgres
#   - ref: https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/security-settings
#   - ref: https://docs.weaviate.io/deploy/configuration/authentication
#   - ref: https://neo4j.com/docs/operations-manual/current/docker/ref-settings/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Remove the setting, and give the password or the key from a Secret. If a NetworkPolicy lets only one program connect,
#     waive the finding.
#   kinds: [Pod]
#   words:
#     - AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED
#     - xpack.security.enabled
#     - ELASTICSEARCH_ENABLE_SECURITY
#     - DISABLE_SECURITY_PLUGIN
#     - plugins.security.disabled
#     - NEO4J_AUTH
#     - POSTGRES_HOST_AUTH_METHOD
#     - MYSQL_ALLOW_EMPTY_PASSWORD
#     - MARIADB_ALLOW_EMPTY_ROOT_PASSWORD
#     - --noauth
#     - --protected-mode
#   sets: [baseline, restricted]
#   standards:
#     - "MITRE ATT&CK: T1213 Data from Information Repositories"
#     - "OWASP Kubernetes Top Ten 2025: K09"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.workload["data-store-without-authentication"]

import data.plimsoll.lib.container as containers
import data.plimsoll.lib.image
import data.plimsoll.lib.pod

# Allowed: nothing said, which several of them take for a login and others do not; a program that the variable is not
# for.
findings contains finding if {
	some container in pod.containers
	some variable in containers.variables(container)
	some setting in variables
	variable.name == setting.name
	regex.match(setting.value, lower(trim_space(variable.value)))
	not is_for_tools(container)
	not has_password(container, setting)
	finding := found(variable.path, container, setting.store, concat("", [variable.name, "=", variable.value]))
}

findings contains finding if {
	some container in pod.containers
	some argument in containers.arguments(container)
	some store, setting in options
	regex.match(setting.pattern, argument.text)
	finding := found(argument.path, container, store, setting.words)
}

# Redis takes the name and the value as two arguments.
findings contains finding if {
	some container in pod.containers
	arguments := containers.arguments(container)
	some argument in arguments
	argument.text == "--protected-mode"
	"no" in [other.text | some other in arguments]
	not regex.match(`--requirepass|--aclfile|--user|\.conf`, containers.line(container))
	not containers.has_variables_from_elsewhere(container)
	not containers.has_variable(container, {"REDIS_PASSWORD", "VALKEY_PASSWORD"})
	finding := found(argument.path, container, "Redis or Valkey", "--protected-mode no")
}

found(path, container, store, setting) := {
	"path": path,
	"message": concat("", [container.label, " runs ", store, " without authentication, by ", setting, "."]),
	"extent": {},
	"fix": [],
	"no_fix": "The programs that connect need the password or key, which the repository does not say.",
}

# By their names, which only these programs read.
variables := [
	{"name": "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED", "value": `^(?:true|on|enabled|1)$`, "store": "Weaviate"},
	{"name": "xpack.security.enabled", "value": `^false$`, "store": "Elasticsearch"},
	{"name": "ELASTICSEARCH_ENABLE_SECURITY", "value": `^false$`, "store": "Elasticsearch"},
	{"name": "DISABLE_SECURITY_PLUGIN", "value": `^true$`, "store": "OpenSearch"},
	{"name": "plugins.security.disabled", "value": `^true$`, "store": "OpenSearch"},
	{"name": "NEO4J_AUTH", "value": `^none$`, "store": "Neo4j"},
	{"name": "POSTGRES_HOST_AUTH_METHOD", "value": `^trust$`, "store": "PostgreSQL"},
	{"name": "MYSQL_ALLOW_EMPTY_PASSWORD", "value": `^(?:true|yes|1)$`, "store": "MySQL"},
	{"name": "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "value": `^(?:true|yes|1)$`, "store": "MariaDB"},
]

# The passwords beside which an empty one is not used.
has_password(container, setting) if {
	startswith(setting.store, "M")
	containers.has_variable(container, {"MARIADB_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD"})
}

# Clients of OpenSearch read a variable of the same name.
is_for_tools(container) if {
	reference := image.parse(container.spec.image)
	regex.match(`dashboards|kibana|exporter`, reference.repository)
}

options := {
	"Elasticsearch": {
		"pattern": `(?:^|\s|-E)xpack\.security\.enabled=false\b`,
		"words": "xpack.security.enabled=false",
	},
	"OpenSearch": {
		"pattern": `(?:^|\s|-E)plugins\.security\.disabled=true\b`,
		"words": "plugins.security.disabled=true",
	},
	"MongoDB": {"pattern": `(?:^|\s)--noauth(?:\s|$)`, "words": "--noauth"},
}
