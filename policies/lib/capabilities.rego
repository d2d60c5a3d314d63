# METADATA
# title: Capabilities of a container
package plimsoll.lib.capabilities

import data.plimsoll.lib.pod_security
import data.plimsoll.lib.shape

# All that it adds.
added(container) := shape.strings_at(container.security, ["capabilities", "add"])

# What it adds beyond the default set.
beyond(container) := added(container) - pod_security.default_capabilities

# The name that the kernel knows: container runtimes take any case, and some the prefix CAP_.
named(capability) := trim_prefix(upper(capability), "CAP_")

# Those that it adds among the given ones, as they are written.
added_of(container, names) := {capability | some capability in added(container); named(capability) in names}

# A capability with what it lets a process do.
with_power(capability) := concat("", [capability, " (", powers[named(capability)], ")"]) if {
	powers[named(capability)]
} else := capability

powers := {
	"ALL": "everything that root of the node can do",
	"BPF": "loads programs into the kernel",
	"CHECKPOINT_RESTORE": "reads the memory of processes",
	"DAC_READ_SEARCH": "reads every file, those of the node too",
	"IPC_LOCK": "keeps memory from being swapped out",
	"MAC_ADMIN": "changes the rules of AppArmor and SELinux",
	"MAC_OVERRIDE": "ignores AppArmor and SELinux",
	"NET_ADMIN": "changes network interfaces, routes and firewall rules",
	"NET_RAW": "sends forged packets",
	"PERFMON": "watches what the kernel does",
	"SYSLOG": "reads the kernel's log",
	"SYS_ADMIN": "mounts file systems: nearly root of the node",
	"SYS_BOOT": "restarts the node",
	"SYS_MODULE": "loads modules into the kernel",
	"SYS_NICE": "raises the priority of processes",
	"SYS_PTRACE": "reads and changes other processes",
	"SYS_RAWIO": "reads and writes the node's memory and devices",
	"SYS_RESOURCE": "exceeds limits of resources",
	"SYS_TIME": "sets the node's clock",
}
