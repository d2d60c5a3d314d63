package trace

import (
	"fmt"
	"reflect"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// Read says that an action at a line read a path of the root chart's values.
type Read struct {
	Line Line
	Path []any
}

// Values tells which part of a chart's values a map or a string is: by its address, whatever name it goes by now.
type Values struct {
	maps    map[uintptr][]any
	strings map[identity][]any
}

// NewValues indexes the values of a render (what templates see as .Values of the root chart).
func NewValues(root *chart.Chart, values map[string]any) *Values {
	v := &Values{maps: map[uintptr][]any{}, strings: map[identity][]any{}}
	v.chart(root, values, []any{})
	return v
}

// chart indexes a chart's values. `global` is the root's wherever it is read.
func (v *Values) chart(c *chart.Chart, values map[string]any, path []any) {
	subcharts := map[string]*chart.Chart{}
	for _, d := range c.Dependencies() {
		subcharts[d.Name()] = d
	}
	v.maps[address(values)] = path
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
			v.maps[address(m)] = path
			for key, item := range m {
				v.index(item, with(path, key))
			}
		}
	}
}

// path follows fields from a value until it meets a part of the values; the rest of the fields is a path within it. It
// goes on while it meets parts, because a subchart's `global` is not the subchart's.
func (v *Values) path(value any, fields []any) (path []any, known bool) {
	for {
		if s, ok := value.(string); ok && len(fields) == 0 {
			if at, here := v.strings[identify(s)]; here {
				return at, true
			}
		}
		m := asMap(value)
		if m == nil {
			return path, known
		}
		if at, here := v.maps[address(m)]; here {
			path, known = append(at[:len(at):len(at)], fields...), true
		}
		if len(fields) == 0 {
			return path, known
		}
		key, _ := fields[0].(string)
		value, fields = m[key], fields[1:]
	}
}

// read notes that an action at a line read a value, when that is a part of the values.
func (t *Tracer) read(line Line, value any, fields []any) {
	path, ok := t.values.path(value, fields)
	if !ok {
		return
	}
	var key strings.Builder
	fmt.Fprint(&key, line.Source, " ", line.Number)
	for _, part := range path {
		fmt.Fprintf(&key, "\x00%v", part)
	}
	if _, known := t.reads[key.String()]; !known {
		t.reads[key.String()] = Read{line, path}
	}
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

func with(path []any, part any) []any { return append(path[:len(path):len(path)], part) }
