# METADATA
# title: Values that stand for a credential and are none
package plimsoll.lib.placeholder

# What templates, variables, encryption and stores put there; words that say that something has to be put there; one
# character again and again; a word of the dictionary of placeholders with a number.
is_one(value) if regex.match(references, value)

is_one(value) if regex.match(words, value)

is_one(value) if count({character | some character in split(value, "")}) < 4

references := concat("|", [
	`\$\(|\$\{|\{\{|<[^<>]+>|^%[^%]+%$|__[A-Za-z]\w*__`,
	`^\$[A-Za-z_]|^ENC\[|^AgA|^ref\+|^vault:|^op://|^arn:|^projects/|^!vault|^file:|^/|^https?://[^@]*$`,
])

words := concat("", [
	`(?i)change[-_ ]?(?:me|it|this)|replace|placeholder|example|redacted|dummy|sample|fixme|todo|\binsert\b|your[-_ ]|\bmy[-_]`,
	`|not[-_]?a?[-_]?(?:real|secure)|fill[-_ ]?(?:me|in)|x{4}|\.{3}|\*{3}`,
	`|^(?:(?:my|the|some|super|db|test|admin|root|user|default|demo|foo|bar|none|null|true|false)[-_ ]?)*`,
	`(?:password|passwd|passw0rd|pass|pwd|secret|token|key|admin|root|user|test|default|demo|foobar|none|null|true|false)?[-_]?[0-9]{0,6}!?$`,
])
