# METADATA
# title: Settings by which nginx controllers take configuration from everybody's Ingresses
package plimsoll.lib.ingress_nginx_checks

import data.plimsoll.lib.image
import data.plimsoll.lib.ingress_nginx_image
import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Each check that is switched off: {path, message, fix}.
switched_off contains {
	"path": path,
	"message": concat("", [meta.label, " ", setting.words, "."]),
	"fix": {"op": "set", "path": path, "value": setting.on},
} if {
	meta.group == ""
	input.object.kind == "ConfigMap"
	some key, setting in settings
	shape.string_at(input.object, ["data", key]) == setting.off
	path := ["data", key]
}

# No other program has these keys.
settings := {
	"allow-snippet-annotations": {
		"off": "true",
		"on": "false",
		"words": "lets every Ingress add nginx configuration by snippets",
	},
	"annotations-risk-level": {
		"off": "Critical",
		"on": "High",
		"words": "accepts annotations of the risk level Critical",
	},
}

switched_off contains {
	"path": path,
	"message": concat("", [container.label, " ", flag.words, "."]),
	"fix": {"op": "set", "path": path, "value": flag.on},
} if {
	some container in pod.containers
	some flag in flags
	is_of(container, flag.controller)
	some list in ["args", "command"]
	some index, argument in shape.array_at(container.spec, [list])
	is_string(argument)
	trim_left(argument, "-") in flag.off
	path := array.concat(container.path, [list, index])
}

flags := [
	{
		"controller": "ingress-nginx",
		"off": {"enable-annotation-validation=false"},
		"on": "--enable-annotation-validation=true",
		"words": "runs ingress-nginx without checking the values of annotations",
	},
	{
		"controller": "F5",
		"off": {"enable-snippets", "enable-snippets=true"},
		"on": "-enable-snippets=false",
		"words": "runs the controller of F5 NGINX so that every Ingress may add nginx configuration by snippets",
	},
]

is_of(container, "ingress-nginx") if ingress_nginx_image.controller(container)

is_of(container, "F5") if {
	repository := image.parse(container.spec.image).repository
	some ending in ["nginx/nginx-ingress", "nginx-ic/nginx-plus-ingress"]
	endswith(concat("", ["/", repository]), concat("", ["/", ending]))
}
