package helmchart

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
)

// Documents must be Helm's own, cut out by lines and a column.
func TestSplitAgreesWithHelm(t *testing.T) {
	texts := []string{
		"a: 1\n", "---\na: 1\n---\nb: 2", "\n\n  a: 1\n---b: 2\n", "--- # note\na: 1\n---\n\n---   \n", "a: |\n  ---\n  b\n",
		"\u00a0a: 1\n---\u00a0b: 2\n", "a: 1\r\n---\r\nb: 2\r\n", "---", "", "x\n----\ny",
	}
	for _, text := range texts {
		var got []string
		lines := strings.Split(text, "\n")
		for _, d := range split(text) {
			part := slices.Clone(lines[d.Start:d.End])
			part[0] = string(utf16.Decode(utf16.Encode([]rune(part[0]))[d.Column:]))
			got = append(got, strings.TrimSpace(strings.Join(part, "\n")))
		}
		if want := helms(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func helms(text string) []string {
	all := releaseutil.SplitManifests(text)
	keys := make([]string, 0, len(all))
	for key := range all {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if releaseutil.BySplitManifestsOrder([]string{a, b}).Less(0, 1) {
			return -1
		}
		return 1
	})
	var out []string
	for _, key := range keys {
		out = append(out, strings.TrimSpace(all[key]))
	}
	return out
}
