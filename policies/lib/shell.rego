# METADATA
# title: Words of scripts that a shell is started with
# description: >-
#   Enough of a shell's grammar to tell commands and their words apart: quotes, comments, separators and continued lines. What
#   only runs on some conditions counts as run.
package plimsoll.lib.shell

shells := {"ash", "bash", "dash", "ksh", "sh", "zsh"}

# The place among the words of a command where the script of a shell stands, `sh -ec SCRIPT`; undefined without a shell.
script_at(words) := min(places) if {
	shell := min({place | some place, word in words; place < 5; base(word.text) in shells})
	option := min({place | some place, word in words; place > shell; regex.match(`^-[A-Za-z]*c[A-Za-z]*$`, word.text)})
	places := {place | some place, word in words; place > option; not regex.match(`^[-+]`, word.text)}
}

base(text) := parts[count(parts) - 1] if {
	parts := split(text, "/")
}

# A script in commands and what separates them, which give the script again.
commands(text) := parts_of(concat("", [`(?:`, blank, `|`, token, `)+|`, separator]), text)

# The words and blanks of a command, which give the command again.
pieces(text) := parts_of(concat("", [blank, `|`, token, `|`, separator]), text)

parts_of(pattern, text) := [found[0] | some found in regex.find_all_string_submatch_n(pattern, text, -1)]

# The words of pieces, without their quotes: {text, piece}.
words(parts) := [{"text": unquoted(part), "piece": index} |
	some index, part in parts
	not regex.match(concat("", [`^(?:`, blank, `|`, separator, `)$`]), part)
]

unquoted(part) := replace(replace(replace(part, "\\", ""), "'", ""), "\"", "")

separator := `\r?\n|&&|\|\||;;|[;&|(){}]`

blank := `\\\r?\n|[ \t]+|#[^\n]*`

token := `(?:[^\s;&|"'(){}\\$]|\\[^\n]|\$\([^()]*\)|\$\{[^{}]*\}|\$|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+|["'\\]`
