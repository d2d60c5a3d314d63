package helmchart

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/chart/common"
	"sigs.k8s.io/yaml"
)

// Over random trees of what values and templates are made of, toYAML prints what Helm's way by JSON prints.
func TestToYAMLIsHelms(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	short := 0
	for range 50_000 {
		value := anyValue(random, 4)
		if _, ok := readAgain(value, mostDepth); ok {
			short++
		}
		want, err := yaml.Marshal(value)
		if err != nil {
			want = nil
		}
		if got := toYAML(value); got != strings.TrimSuffix(string(want), "\n") {
			t.Fatalf("%#v:\n%q, want\n%q", value, got, want)
		}
	}
	if short < 10_000 || short > 45_000 {
		t.Errorf("%d of 50,000 took the short way; both are to be tried", short)
	}
}

var pieces = []string{
	"", "a", "true", "no", "~", "null", "<<", "=", "1", "1.0", "0x1f", "0o7", "1e3", ".inf", "2026-01-01", "- ", ": ", " #", "{", "[", "&", "*", "!", "|", ">", "%", "@", "`", "'", "\"", "\\",
	" ", "\n", "\r", "\t", "\x00", "\x1b", "\x7f", "\u0085", "\u2028", "\ufeff", "é", "\xff", "😀", "a b", "---", "...", "line\nline\n", " lead", "trail ", "<b>&", "key", "12:30", "012", "1_000",
}

func anyText(random *rand.Rand) string {
	var out strings.Builder
	for range random.IntN(4) {
		at := random.IntN(len(pieces))
		if isPlain(pieces[at]) || random.IntN(8) == 0 {
			out.WriteString(pieces[at])
		}
	}
	if random.IntN(200) == 0 {
		out.WriteString(strings.Repeat("long ", random.IntN(400)))
	}
	return out.String()
}

var numbers = []float64{
	0, math.Copysign(0, -1), 1, -1, 0.5, 0.1, 1e6, 1e-7, 123456789.125, 1e15, 1<<53 - 1, 1 << 53, 1e18, 1e20, 1e21, -1e21, 1.5e300, 5e-324, math.MaxFloat64, math.NaN(), math.Inf(1),
}

func anyValue(random *rand.Rand, depth int) any {
	kinds := 13
	if depth == 0 {
		kinds = 8
	}
	switch random.IntN(kinds) {
	case 0:
		return nil
	case 1:
		return random.IntN(2) == 0
	case 2:
		return random.IntN(1000) - 500
	case 3:
		return random.Int64() - random.Int64()
	case 4:
		if random.IntN(3) > 0 {
			return float64(random.IntN(1000))
		}
		return numbers[random.IntN(len(numbers))]
	case 5, 6, 7:
		return anyText(random)
	case 8:
		return []any(nil)
	case 9, 10:
		list := make([]any, random.IntN(4))
		for i := range list {
			list[i] = anyValue(random, depth-1)
		}
		return list
	case 11:
		return []string{anyText(random)}
	}
	tree := common.Values{}
	for range random.IntN(5) {
		tree[anyKey(random)] = anyValue(random, depth-1)
	}
	if random.IntN(2) == 0 {
		return map[string]any(tree)
	}
	return tree
}

// anyKey has no digits but at the end: keys in which they stand anywhere have no certain order, in Helm's way either.
func anyKey(random *rand.Rand) string {
	key := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, anyText(random))
	if random.IntN(4) == 0 {
		key = "key" + strconv.Itoa(random.IntN(120))
	}
	return key
}
