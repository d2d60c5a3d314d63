// Package deepcopy copies values as sprig's deepCopy does, in a tenth of the time.
package deepcopy

import (
	"reflect"
	"slices"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"helm.sh/helm/v4/pkg/chart/common"
)

var sprigs, _ = sprig.TxtFuncMap()["mustDeepCopy"].(func(any) (any, error))

// Functions are deepCopy and mustDeepCopy for templates. Sprig's walk everything by reflection, the bytes of all files of a
// chart too: one that copies all that templates see (`deepCopy .`) spends most of its time there.
func Functions() template.FuncMap {
	return template.FuncMap{"deepCopy": Copy, "mustDeepCopy": MustCopy}
}

// Copy is sprig's deepCopy. It panics where there is something that cannot be copied.
func Copy(v any) any {
	out, err := MustCopy(v)
	if err != nil {
		panic("deepCopy error: " + err.Error())
	}
	return out
}

// MustCopy copies maps, lists, scalars and files; what is anything else, or a map or list that is nil, is sprig's to copy.
func MustCopy(v any) (any, error) {
	switch v := v.(type) {
	case string, bool, int, int64, float64:
		return v, nil
	case map[string]any:
		if v != nil {
			return copiedMap(v)
		}
	case common.Values:
		if v != nil {
			return copiedMap(v)
		}
	case []any:
		if v != nil {
			return copiedList(v)
		}
	default:
		if files := reflect.ValueOf(v); isFiles(files) {
			return copiedFiles(files), nil
		}
	}
	return sprigs(v)
}

func copiedMap[M ~map[string]any](m M) (any, error) {
	out := make(M, len(m))
	for key, item := range m {
		copied, err := member(item)
		if err != nil {
			return nil, err
		}
		out[key] = copied
	}
	return out, nil
}

func copiedList(list []any) (any, error) {
	out := make([]any, len(list))
	for i, item := range list {
		copied, err := member(item)
		if err != nil {
			return nil, err
		}
		out[i] = copied
	}
	return out, nil
}

// member is MustCopy of what a map or a list holds, which may be nil.
func member(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	return MustCopy(v)
}

var bytesType = reflect.TypeFor[[]byte]()

// isFiles tells whether it is what templates see as .Files, whose type Helm does not export.
func isFiles(v reflect.Value) bool {
	return v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String && v.Type().Elem() == bytesType && !v.IsNil()
}

func copiedFiles(files reflect.Value) any {
	out := reflect.MakeMapWithSize(files.Type(), files.Len())
	for each := files.MapRange(); each.Next(); {
		out.SetMapIndex(each.Key(), reflect.ValueOf(slices.Clone(each.Value().Bytes())))
	}
	return out.Interface()
}
