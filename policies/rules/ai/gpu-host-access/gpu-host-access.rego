# METADATA
# title: Do not take GPUs past the scheduler
# description: >-
#   `NVIDIA_VISIBLE_DEVICES` asks the container runtime for GPUs, without a request that the scheduler counts and a quota
#   limits: the container reads and disturbs what other pods compute on the same GPUs. A claim with `adminAccess` does the
#   same for any device.
# related_resources:
#   - ref: https://github.com/NVIDIA/gpu-operator/issues/421
#   - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#admin-access
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Request GPUs by `resources.limits` (`nvidia.com/gpu`) or a claim, and let the node's container runtime take devices
#     from the device plugin only.
#   kinds: [Pod, resource.k8s.io/ResourceClaim, resource.k8s.io/ResourceClaimTemplate]
#   words: [NVIDIA_VISIBLE_DEVICES, adminAccess]
#   sets: [restricted]
#   standards:
#     - "MITRE ATT&CK: T1496 Resource Hijacking"
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.ai["gpu-host-access"]

import data.plimsoll.lib.container as containers
import data.plimsoll.lib.image
import data.plimsoll.lib.meta
import data.plimsoll.lib.pod
import data.plimsoll.lib.shape

# Allowed: void and none; NVIDIA's own agents, which look after all GPUs. What is privileged has all devices anyway, and
# is reported as such.
findings contains finding if {
	some container in pod.containers
	some variable in containers.variables(container)
	variable.name == "NVIDIA_VISIBLE_DEVICES"
	not variable.value in {"", "none", "void"}
	object.get(container.security, "privileged", false) != true
	not is_of_nvidia(container)
	finding := {
		"path": variable.path,
		"message": concat("", [
			container.label, " takes the GPUs \"", variable.value, "\" by NVIDIA_VISIBLE_DEVICES, past the scheduler.",
		]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say how many GPUs the container needs.",
	}
}

is_of_nvidia(container) if {
	reference := image.parse(container.spec.image)
	regex.match(`(?:^|/)(?:nvidia/(?:cloud-native|k8s)/|nvidia/(?:k8s-device-plugin|gpu-operator|driver)$)|dcgm`, reference.repository)
}

# Allowed: unset, false.
findings contains finding if {
	meta.group == "resource.k8s.io"
	some base in [["spec"], ["spec", "spec"]]
	some index, item in shape.array_at(input.object, array.concat(base, ["devices", "requests"]))
	some inner in [[], ["exactly"]]
	object.get(shape.object_or_empty(item), array.concat(inner, ["adminAccess"]), false) == true
	finding := {
		"path": array.concat(base, array.concat(["devices", "requests", index], array.concat(inner, ["adminAccess"]))),
		"message": concat("", [meta.label, " asks for administrative access to devices that other pods use."]),
		"extent": {},
		"fix": [],
		"no_fix": "The repository does not say whether the program looks after the devices.",
	}
}
