package helmchart

import (
	"strings"
	"unicode"
	"unicode/utf16"

	release "helm.sh/helm/v4/pkg/release/v1"
	"sigs.k8s.io/yaml"
)

// Document is a part of a rendered text: lines Start up to End, which is excluded, 0-based. The first Column UTF-16
// units of the first line belong to the separator (`---apiVersion: v1`) or are blank.
type Document struct {
	Start  int `json:"start"`
	End    int `json:"end"`
	Column int `json:"column"`
}

// printed are the documents of a template's text, but for those that SortManifests drops.
func printed(text string) []Document { return split(text, unknownHook) }

// applied are the documents of a file of CRDs, which Helm applies as it is: hooks play no part there.
func applied(text string) []Document { return split(text, func(string) bool { return false }) }

// split finds the documents that Helm's SplitManifests gives, but for some.
func split(text string, isDropped func(document string) bool) []Document {
	documents := []Document{}
	begin := 0
	counted, lines := 0, 0 // line breaks are counted once, however many documents there are
	end := func(to int) {
		part := text[begin:to]
		trimmed := strings.TrimLeftFunc(part, unicode.IsSpace)
		if trimmed != "" && !isDropped(trimmed) {
			from := to - len(trimmed)
			lines += strings.Count(text[counted:from], "\n")
			counted = from
			documents = append(documents, located(text, lines, from, to))
		}
	}
	lead := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	for at := lead; ; {
		from, to := separator(text, at, lead)
		if from < 0 {
			break
		}
		end(from)
		begin, at = to, to
	}
	end(len(text))
	return documents
}

// separator finds the next one at or behind a place: what SplitManifests (of helm.sh/helm/v4/pkg/release/v1/util) takes for
// one is `(?m)^---[ \t]*`, where the text begins at lead. The expression itself takes a tenth of a render.
func separator(text string, at, lead int) (from, to int) {
	const dashes = "---"
	from = at
	if at != lead || !strings.HasPrefix(text[at:], dashes) {
		next := strings.Index(text[at:], "\n"+dashes)
		if next < 0 {
			return -1, -1
		}
		from = at + next + 1
	}
	to = from + len(dashes)
	for to < len(text) && (text[to] == ' ' || text[to] == '\t') {
		to++
	}
	return from, to
}

func located(text string, start, from, to int) Document {
	lineStart := strings.LastIndexByte(text[:from], '\n') + 1
	end := start + strings.Count(strings.TrimSuffix(text[from:to], "\n"), "\n") + 1
	return Document{start, end, len(utf16.Encode([]rune(text[lineStart:from])))}
}

// unknownHook tells of a document that Helm leaves out: its hook annotation names an event that does not exist.
func unknownHook(document string) bool {
	if !strings.Contains(document, release.HookAnnotation) {
		return false
	}
	var head struct {
		Metadata struct{ Annotations map[string]string }
	}
	if yaml.Unmarshal([]byte(document), &head) != nil {
		return false
	}
	events, hooked := head.Metadata.Annotations[release.HookAnnotation]
	if !hooked {
		return false
	}
	for event := range strings.SplitSeq(events, ",") {
		if !knownEvents[strings.ToLower(strings.TrimSpace(event))] {
			return true
		}
	}
	return false
}

// knownEvents are those of SortManifests.
var knownEvents = map[string]bool{
	string(release.HookPreInstall): true, string(release.HookPostInstall): true,
	string(release.HookPreDelete): true, string(release.HookPostDelete): true,
	string(release.HookPreUpgrade): true, string(release.HookPostUpgrade): true,
	string(release.HookPreRollback): true, string(release.HookPostRollback): true,
	string(release.HookTest): true, "test-success": true,
}
