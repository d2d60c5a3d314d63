# METADATA
# title: What a PodSecurityPolicy admits
# description: >-
#   Held against the levels of the Pod Security Standards, by Kubernetes' own mapping of the fields:
#   https://kubernetes.io/docs/reference/access-authn-authz/psp-to-pod-security-standards/
package plimsoll.lib.pod_security_policy

import data.plimsoll.lib.meta
import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

is_policy if {
	input.object.kind == "PodSecurityPolicy"
	meta.group in {"extensions", "policy"}
}

spec := shape.object_at(input.object, ["spec"])

annotations := shape.object_at(input.object, ["metadata", "annotations"])

# What it admits that baseline refuses: the field, and what it admits in words.
beyond_baseline[[field]] := words if {
	is_policy
	some field, words in {
		"hostIPC": "the node's IPC namespace",
		"hostNetwork": "the node's network",
		"hostPID": "the node's process ids",
		"privileged": "privileged containers",
	}
	object.get(spec, field, null) == true
}

beyond_baseline[["allowedCapabilities"]] := concat("", ["the capabilities ", concat(", ", sort(excess))]) if {
	is_policy
	count(excess) > 0
}

# Every type of volume, unless the list of those allowed says otherwise: an empty list allows none.
beyond_baseline[["volumes"]] := "hostPath volumes" if {
	is_policy
	count(shape.strings_at(spec, ["volumes"]) & {"*", "hostPath"}) > 0
}

beyond_baseline[["hostPorts"]] := "ports of the node" if {
	is_policy
	some range in shape.array_at(spec, ["hostPorts"])
	is_object(range)
	object.get(range, "max", 0) > 0
}

beyond_baseline[["allowedProcMountTypes"]] := "an unmasked /proc" if {
	is_policy
	count(shape.strings_at(spec, ["allowedProcMountTypes"]) & {"*", "Unmasked"}) > 0
}

beyond_baseline[["allowedUnsafeSysctls"]] := "unsafe sysctls" if {
	is_policy
	count(shape.array_at(spec, ["allowedUnsafeSysctls"])) > 0
}

beyond_baseline[["seccomp"]] := "containers without a seccomp profile" if {
	is_policy
	profiles := shape.string_at(annotations, ["seccomp.security.alpha.kubernetes.io/allowedProfileNames"])
	some name in split(profiles, ",")
	trim_space(name) in {"*", "unconfined"}
}

capabilities := shape.strings_at(spec, ["allowedCapabilities"]) | shape.strings_at(spec, ["defaultAddCapabilities"])

excess := capabilities - pod_security.default_capabilities

# What it admits that restricted refuses and baseline does not.
beyond_restricted contains "allowPrivilegeEscalation" if object.get(spec, "allowPrivilegeEscalation", null) != false

beyond_restricted contains "allowedCapabilities" if count(capabilities - {"NET_BIND_SERVICE"}) > 0

beyond_restricted contains "requiredDropCapabilities" if not "ALL" in shape.strings_at(spec, ["requiredDropCapabilities"])

beyond_restricted contains "runAsUser" if shape.string_at(spec, ["runAsUser", "rule"]) != "MustRunAsNonRoot"

beyond_restricted contains "volumes" if {
	count(shape.strings_at(spec, ["volumes"]) - pod_security.restricted_volume_types) > 0
}

beyond_restricted contains "seccomp" if {
	profiles := object.get(annotations, "seccomp.security.alpha.kubernetes.io/allowedProfileNames", "")
	not is_confined(profiles)
}

is_confined(profiles) if {
	is_string(profiles)
	names := split(profiles, ",")
	unsafe := [name | some name in names; not is_profile(trim_space(name))]
	count(unsafe) == 0
}

is_profile(name) if name in {"docker/default", "runtime/default"}

is_profile(name) if startswith(name, "localhost/")

# The level that admits what the policy admits, as far as its fields say.
level := "privileged" if {
	count(beyond_baseline) > 0
} else := "baseline" if {
	count(beyond_restricted) > 0
} else := "restricted"

# Fields that no level has a check for.
unchecked := sort((({field |
	some field in ["allowedFlexVolumes", "allowedCSIDrivers", "runtimeClass"]
	count(object.get(spec, field, [])) > 0
} | {field |
	some field in ["fsGroup", "runAsGroup", "supplementalGroups"]
	shape.string_at(spec, [field, "rule"]) in {"MayRunAs", "MustRunAs"}
}) | {"readOnlyRootFilesystem" |
	object.get(spec, "readOnlyRootFilesystem", null) == true
}))

# What takes its place, in sentences.
replacement := concat("", ["Pod Security admission replaces it. ", advice[level], besides])

advice := {
	"baseline": label("baseline"),
	"privileged": concat("", [
		"The policy amounts to the level privileged, as it allows ",
		concat("; ", sort([words | some words in beyond_baseline])),
		". Label a namespace with `pod-security.kubernetes.io/enforce: privileged` only if its pods use that, else with baseline.",
	]),
	"restricted": label("restricted"),
}

label(name) := concat("", [
	"The policy amounts to the level ", name, ": label the namespaces of its pods with `pod-security.kubernetes.io/enforce: ",
	name, "`", selinux, ".",
])

# Nearly every policy allows all SELinux options, and hardly a pod sets one that the levels refuse.
selinux := ", unless its pods set SELinux options" if {
	shape.string_at(spec, ["seLinux", "rule"]) != "MustRunAs"
} else := ""

besides := concat("", [" Pod Security does not check ", concat(", ", unchecked), ", and changes no pods."]) if {
	count(unchecked) > 0
} else := " It changes no pods: defaults that the policy sets belong into the pods."
