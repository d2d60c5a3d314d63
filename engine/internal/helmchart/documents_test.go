package helmchart

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
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
		for _, d := range printed(text) {
			part := slices.Clone(lines[d.Start:d.End])
			part[0] = string(utf16.Decode(utf16.Encode([]rune(part[0]))[d.Column:]))
			got = append(got, strings.TrimSpace(strings.Join(part, "\n")))
		}
		if want := helms(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Separators must be those of the expression that Helm's SplitManifests has.
func TestSeparatorsAreHelms(t *testing.T) {
	expression := regexp.MustCompile(`(?m)^---[ \t]*`)
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		var built strings.Builder
		for range random.IntN(12) {
			built.WriteString([]string{"---", "-", "\n", " ", "\t", "a", "\r"}[random.IntN(7)])
		}
		text := built.String()
		lead := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
		var got [][]int
		for at := lead; ; {
			from, to := separator(text, at, lead)
			if from < 0 {
				break
			}
			got, at = append(got, []int{from - lead, to - lead}), to
		}
		if want := expression.FindAllStringIndex(text[lead:], -1); !slices.EqualFunc(got, want, slices.Equal[[]int]) {
			t.Fatalf("%q: %v, want %v", text, got, want)
		}
	}
}

// A template may print tens of megabytes: the time must grow with the text, not with its square.
func TestSplitOfManyDocuments(t *testing.T) {
	const count = 40_000
	document := "---\na: " + strings.Repeat("x", 1000) + "\n"
	started := time.Now()
	documents := printed(strings.Repeat(document, count))
	if took := time.Since(started); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
	if want := (Document{Start: 2*count - 1, End: 2 * count}); len(documents) != count || documents[count-1] != want {
		t.Errorf("%d documents, the last %v, want %v", len(documents), documents[len(documents)-1], want)
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
