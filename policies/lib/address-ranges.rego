# METADATA
# title: Ranges of addresses and what they amount to
package plimsoll.lib.address_ranges

# Whether whoever connects from the Internet is in one of the ranges: one of them is everything, or they cover at least half
# of it together, as 0.0.0.0/1 and 128.0.0.0/1 do. Private ranges are no part of the Internet.
is_everyone(ranges) if {
	some range in ranges
	is_string(range)
	regex.match(`^[^/]*/0+$`, trim_space(range))
}

is_everyone(ranges) if {
	known := {trim_space(range) | some range in ranges; is_string(range); is_large(trim_space(range))}
	largest := {range |
		some range in known
		every other in known - {range} { not is_within(range, other) }
	}
	share(largest) >= 50
}

# Others are too small to count, however many there are.
is_large(text) if regex.match(`^[0-9]{1,3}(?:\.[0-9]{1,3}){3}/0*(?:[1-9]|1[0-2])$`, text)

is_large(text) if regex.match(`^[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*/0*(?:[1-9]|1[0-2])$`, text)

is_within(range, other) if {
	contains(range, ":") == contains(other, ":")
	length(other) < length(range)
	net.cidr_contains(other, range)
}

# The same range written with two addresses is counted once.
is_within(range, other) if {
	contains(range, ":") == contains(other, ":")
	length(other) == length(range)
	net.cidr_contains(other, range)
	other < range
}

length(range) := to_number(split(range, "/")[1])

# In hundredths of the addresses of IPv4, or of those that IPv6 routes, 2000::/3: the larger one.
share(ranges) := max([
	sum([part | some range in ranges; not contains(range, ":"); part := 100 / power(length(range))]),
	sum([part | some range in ranges; contains(range, ":"); not is_private(range); part := routed(length(range))]),
])

is_private(range) if startswith(lower(range), "f")

routed(prefix) := 100 if {
	prefix <= 3
} else := 100 / power(prefix - 3)

# 2 to the power.
power(exponent) := bits.lsh(1, exponent)
