package trace

import (
	"reflect"
	"strconv"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// Read says that what stands at a line may depend on a path of the root chart's values.
type Read struct {
	Line Line
	Path []any
}

// Values tells which part of a chart's values a map or string is: by its address, whatever name it goes by now.
type Values struct {
	maps    map[uintptr]*part
	strings map[identity][]any
}

// part is a map that stands for parts of the values: one, or several that were merged. It keeps the map, so that nothing
// else comes to have its address.
type part struct {
	kept  map[string]any
	paths [][]any
	// put is what that depends on which templates put in under a key.
	put map[string]paths
}

// NewValues indexes the values of a render (what templates see as .Values of the root chart).
func NewValues(root *chart.Chart, values map[string]any) *Values {
	v := &Values{maps: map[uintptr]*part{}, strings: map[identity][]any{}}
	v.chart(root, values, []any{})
	return v
}

// chart indexes a chart's values. `global` is the root's wherever it is read.
func (v *Values) chart(c *chart.Chart, values map[string]any, path []any) {
	subcharts := map[string]*chart.Chart{}
	for _, d := range c.Dependencies() {
		subcharts[d.Name()] = d
	}
	v.note(values, path)
	for key, value := range values {
		at := with(path, key)
		if key == "global" {
			at = []any{"global"}
		}
		if sub, table := subcharts[key], asMap(value); sub != nil && table != nil {
			v.chart(sub, table, at)
		} else {
			v.index(value, at)
		}
	}
}

func (v *Values) index(value any, path []any) {
	switch value := value.(type) {
	case string:
		if len(value) >= shortest {
			v.strings[identify(value)] = path
		}
	case []any:
		for i, item := range value {
			v.index(item, with(path, i))
		}
	default:
		if m := asMap(value); m != nil {
			v.note(m, path)
			for key, item := range m {
				v.index(item, with(path, key))
			}
		}
	}
}

// note says that a map stands for a part of the values, beside what it is known to stand for.
func (v *Values) note(m map[string]any, path []any) {
	known := v.part(m)
	for _, other := range known.paths {
		if spelled(other) == spelled(path) {
			return
		}
	}
	known.paths = append(known.paths, path)
}

func (v *Values) part(m map[string]any) *part {
	at := address(m)
	if v.maps[at] == nil {
		v.maps[at] = &part{kept: m}
	}
	return v.maps[at]
}

// follow follows fields from a value until it meets parts of the values; the rest of the fields is a path within these. It
// goes on while it meets parts, because a subchart's `global` is not the subchart's. put is what the fields on the way
// depend on that templates put in.
func (v *Values) follow(value any, fields []any) (found [][]any, put []paths) {
	for {
		if s, ok := value.(string); ok && len(fields) == 0 {
			if at, here := v.strings[identify(s)]; here {
				return [][]any{at}, put
			}
		}
		m := asMap(value)
		if m == nil {
			return found, put
		}
		here := v.maps[address(m)]
		if here != nil && len(here.paths) > 0 {
			found = make([][]any, 0, len(here.paths))
			for _, at := range here.paths {
				found = append(found, append(at[:len(at):len(at)], fields...))
			}
		}
		if len(fields) == 0 {
			return found, put
		}
		key, _ := fields[0].(string)
		if here != nil && here.put[key] != nil {
			put = append(put, here.put[key])
		}
		value, fields = m[key], fields[1:]
	}
}

// read adds a value to what is read, when it is a part of the values or was made of one.
func (t *Tracer) read(to paths, value any, fields []any) {
	found, put := t.values.follow(value, fields)
	for _, path := range found {
		to[t.number(path)] = struct{}{}
	}
	for _, made := range put {
		to.add(made)
	}
}

func (t *Tracer) number(path []any) int {
	key := spelled(path)
	number, known := t.numbers[key]
	if !known {
		number = len(t.paths)
		t.numbers[key] = number
		t.paths = append(t.paths, path)
	}
	return number
}

func spelled(path []any) string {
	var key []byte
	for _, part := range path {
		switch part := part.(type) {
		case string:
			key = append(key, part...)
		case int:
			key = strconv.AppendInt(key, int64(part), 10)
		}
		key = append(key, 0)
	}
	return string(key)
}

func asMap(value any) map[string]any {
	switch value := value.(type) {
	case map[string]any:
		return value
	case common.Values:
		return value
	}
	return nil
}

func address(m map[string]any) uintptr { return reflect.ValueOf(m).Pointer() }

func with(path []any, part any) []any { return appended(path, part) }

// appended leaves the list that it extends as it is.
func appended[T any](list []T, item T) []T { return append(list[:len(list):len(list)], item) }
