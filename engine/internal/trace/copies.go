package trace

import (
	"text/template"

	"github.com/Masterminds/sprig/v3"

	"plimsoll/engine/internal/deepcopy"
)

// Functions that copy and merge maps make new ones, which have no address that we know. What they make stands for the
// parts of the values that it is made of. Of merged maps it is not looked into which of them gave a value: each may have.

// copying are sprig's functions that copy, merge and change maps, watched.
func (t *Tracer) copying() template.FuncMap {
	all := sprig.TxtFuncMap()
	watched := template.FuncMap{}
	watched["deepCopy"] = func(from any) any { return t.copied(deepcopy.Copy(from), from) }
	watched["mustDeepCopy"] = func(from any) (any, error) {
		to, err := deepcopy.MustCopy(from)
		return t.copied(to, from), err
	}
	for _, name := range []string{"merge", "mergeOverwrite", "mustMerge", "mustMergeOverwrite"} {
		switch f := all[name].(type) {
		case func(map[string]any, ...map[string]any) any:
			watched[name] = func(to map[string]any, from ...map[string]any) any {
				return t.merged(f(to, from...), from)
			}
		case func(map[string]any, ...map[string]any) (any, error):
			watched[name] = func(to map[string]any, from ...map[string]any) (any, error) {
				out, err := f(to, from...)
				return t.merged(out, from), err
			}
		}
	}
	for _, name := range []string{"pick", "omit"} {
		if f, ok := all[name].(func(map[string]any, ...string) map[string]any); ok {
			watched[name] = func(from map[string]any, keys ...string) map[string]any {
				to := f(from, keys...)
				t.values.standsFor(to, from)
				return to
			}
		}
	}
	if f, ok := all["set"].(func(map[string]any, string, any) map[string]any); ok {
		watched["set"] = func(to map[string]any, key string, value any) map[string]any {
			t.put(to, key)
			return f(to, key, value)
		}
	}
	return watched
}

func (t *Tracer) copied(to, from any) any {
	t.values.alike(to, from, 0)
	return to
}

func (t *Tracer) merged(to any, from []map[string]any) any {
	for _, each := range from {
		t.values.alike(to, each, 0)
	}
	return to
}

// mostNested is how deep copies are looked into; what is nested deeper may turn in a circle.
const mostNested = 100

// alike says that what stands in both at the same place is the same part of the values.
func (v *Values) alike(to, from any, depth int) {
	if depth > mostNested {
		return
	}
	switch from := from.(type) {
	case []any:
		if list, ok := to.([]any); ok && len(list) == len(from) {
			for i := range from {
				v.alike(list[i], from[i], depth+1)
			}
		}
	default:
		a, b := asMap(to), asMap(from)
		if a == nil || b == nil || address(a) == address(b) {
			return
		}
		v.standsFor(a, b)
		for key, item := range b {
			v.alike(a[key], item, depth+1)
		}
	}
}

// standsFor says that a map was made of another one.
func (v *Values) standsFor(to, from map[string]any) {
	known := v.maps[address(from)]
	if known == nil || to == nil {
		return
	}
	for _, path := range known.paths {
		v.note(to, path)
	}
	for key, made := range known.put {
		v.put(to, key, made)
	}
}

// put notes that what the action puts in depends on what the action does.
func (t *Tracer) put(to map[string]any, key string) {
	if made := t.call.did[t.call.action]; len(made) > 0 {
		t.values.put(to, key, made)
	}
}

func (v *Values) put(to map[string]any, key string, made paths) {
	here := v.part(to)
	if here.put == nil {
		here.put = map[string]paths{}
	}
	if here.put[key] == nil {
		here.put[key] = paths{}
	}
	here.put[key].add(made)
}
