package argotemplate

import (
	"maps"
	"slices"
	"text/template"
)

// state is what is noted while a text is filled.
type state struct {
	// turn is how far the keys of maps are turned from their order.
	turn int
	// keys is how many keys the largest map had whose keys or values were asked for.
	keys int
	// touched: something was called that changes what it is given.
	touched bool
}

// mostTurns is how many keys a map may have for all turns of them to be tried.
const mostTurns = 32

// functions are those that depend on the order of keys, and those that change their arguments.
func (s *state) functions() template.FuncMap {
	set := functions["set"].(func(map[string]any, string, any) map[string]any)
	unset := functions["unset"].(func(map[string]any, string) map[string]any)
	sorted := functions["sortAlpha"].(func(any) []string)
	out := template.FuncMap{
		"keys":   s.keysOf,
		"values": s.valuesOf,
		"set": func(m map[string]any, key string, value any) map[string]any {
			s.touched = true
			return set(m, key, value)
		},
		"unset": func(m map[string]any, key string) map[string]any {
			s.touched = true
			return unset(m, key)
		},
		"sortAlpha": func(list any) []string { // a list of texts in its place
			s.touched = true
			return sorted(list)
		},
	}
	for _, name := range []string{"merge", "mergeOverwrite"} {
		merge := functions[name].(func(map[string]any, ...map[string]any) any)
		out[name] = func(m map[string]any, others ...map[string]any) any {
			s.touched = true
			return merge(m, others...)
		}
	}
	for _, name := range []string{"mustMerge", "mustMergeOverwrite"} {
		merge := functions[name].(func(map[string]any, ...map[string]any) (any, error))
		out[name] = func(m map[string]any, others ...map[string]any) (any, error) {
			s.touched = true
			return merge(m, others...)
		}
	}
	return out
}

func (s *state) keysOf(all ...map[string]any) []string {
	out := []string{}
	for _, m := range all {
		out = append(out, s.turned(m)...)
	}
	return out
}

func (s *state) valuesOf(m map[string]any) []any {
	out := []any{}
	for _, key := range s.turned(m) {
		out = append(out, m[key])
	}
	return out
}

func (s *state) turned(m map[string]any) []string {
	keys := slices.Sorted(maps.Keys(m))
	if len(keys) == 0 {
		return nil
	}
	s.keys = max(s.keys, len(keys))
	by := s.turn % len(keys)
	return slices.Concat(keys[by:], keys[:by])
}
