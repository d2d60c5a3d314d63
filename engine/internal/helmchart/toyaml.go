package helmchart

import (
	"math"
	"strings"

	plainyaml "go.yaml.in/yaml/v2"
	"helm.sh/helm/v4/pkg/chart/common"
	"sigs.k8s.io/yaml"
)

// toYAML prints what Helm's function of that name prints. Helm's writes JSON, reads that as YAML and writes it again, which
// is most of the time of charts that print much of their values. What comes out of that way as it went in is written at
// once; all else takes Helm's way.
func toYAML(v any) string {
	if same, ok := readAgain(v, mostDepth); ok {
		if data, err := plainyaml.Marshal(same); err == nil {
			return strings.TrimSuffix(string(data), "\n")
		}
	}
	data, err := yaml.Marshal(v)
	if err != nil {
		return "" // as Helm's does
	}
	return strings.TrimSuffix(string(data), "\n")
}

// Beyond these, and for other characters than these, JSON that is read as YAML may be refused or become another thing.
const (
	mostDepth  = 100
	longestKey = 100     // bytes
	mostWhole  = 1 << 53 // numbers above have not each a text of their own
)

// readAgain is a value as it would be after it was written as JSON and read as YAML; not ok where that is not certain.
func readAgain(v any, depth int) (any, bool) {
	if depth == 0 {
		return nil, false
	}
	switch v := v.(type) {
	case nil, bool, int, int64:
		return v, true
	case string:
		return v, isPlain(v)
	case float64:
		if v == math.Trunc(v) {
			return int64(v), math.Abs(v) < mostWhole
		}
		return v, !math.IsNaN(v)
	case common.Values:
		return readAgain(map[string]any(v), depth)
	case map[string]any:
		if v == nil {
			return nil, true
		}
		out := make(map[string]any, len(v))
		for key, value := range v {
			same, ok := readAgain(value, depth-1)
			if !ok || len(key) > longestKey || key == "<<" || !isPlain(key) {
				return nil, false
			}
			out[key] = same
		}
		return out, true
	case []any:
		if v == nil {
			return nil, true
		}
		out := make([]any, len(v))
		for i, value := range v {
			same, ok := readAgain(value, depth-1)
			if !ok {
				return nil, false
			}
			out[i] = same
		}
		return out, true
	}
	return nil, false
}

// isPlain tells whether there is nothing in a text but printable ASCII and the breaks that JSON escapes.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < ' ' || c > '~') && c != '\n' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}
