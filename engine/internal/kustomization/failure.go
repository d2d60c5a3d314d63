package kustomization

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"plimsoll/engine/internal/abi"
)

var (
	// recursed is how kustomize says, once for each level, into which folder it had gone; the innermost comes last.
	recursed = regexp.MustCompile(`(?:recursed accumulation of path|couldn't make target for path|recursed merging from path) '([^']*)': `)
	yamlLine = regexp.MustCompile(`yaml: line (\d+)`)
	noise    = regexp.MustCompile(`^(?:accumulating (?:resources|components): )+`)
	// neither is what kustomize says of an entry that is no file, and then not a folder either.
	neither   = regexp.MustCompile(`^accumulation err='accumulating resources from '.*?': (.*)': must build at directory: .*$`)
	remoteURL = regexp.MustCompile(`^(?:https?://|ssh://|git::|git@|github\.com[/:]|gitlab\.com[/:]|bitbucket\.org[/:]|file://)|\.git(?:[/?]|$)|\?ref=|//`)
)

// failure makes one clear sentence of kustomize's nested messages, with the kustomization at fault.
func failure(f *files, dir string, err error) error {
	message := err.Error()
	folder := dir
	if all := recursed.FindAllStringSubmatchIndex(message, -1); len(all) > 0 {
		last := all[len(all)-1]
		folder = message[last[2]:last[3]]
		message = message[last[1]:]
	}
	name := relative(f.kustomizationIn(folder))
	if name == "" {
		name = relative(path.Join(folder, "kustomization.yaml"))
	}
	if url, line := f.remote(folder, err.Error()); url != "" {
		return &abi.Failure{Code: "remote-refused", Message: "nothing is fetched: " + url, File: name, Line: line}
	}
	return &abi.Failure{Code: "kustomize-failed", Message: clear(message), File: name, Line: lineIn(message)}
}

func lineIn(message string) int {
	m := yamlLine.FindStringSubmatch(message)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// clear takes away what kustomize repeats, and says in our words what it says in those of its flags.
func clear(message string) string {
	switch {
	case strings.Contains(message, "must specify --enable-helm"):
		return "helmCharts are not rendered in a kustomization yet"
	case strings.Contains(message, "external plugins disabled"):
		return "exec and container functions are not run"
	}
	message = strings.Join(strings.Fields(strings.ReplaceAll(message, "'/", "'")), " ")
	message = noise.ReplaceAllString(message, "")
	message = neither.ReplaceAllString(message, "$1")
	if strings.Count(message, `"`)%2 == 1 {
		return strings.TrimSuffix(message, `"`) // of an outer message that quotes this one
	}
	return message
}

// remote finds an address that the kustomization in a folder names and that the error is about.
func (f *files) remote(folder, message string) (url string, line int) {
	number := 0
	for each := range strings.Lines(string(f.texts[f.kustomizationIn(folder)])) {
		number++
		entry := strings.Trim(strings.TrimLeft(strings.TrimSpace(each), "- "), `"'`)
		if i := strings.Index(entry, ": "); i >= 0 {
			entry = strings.Trim(entry[i+2:], `"' `)
		}
		entry, _, _ = strings.Cut(entry, " #")
		if remoteURL.MatchString(entry) && strings.Contains(message, entry) {
			return entry, number
		}
	}
	return "", 0
}
