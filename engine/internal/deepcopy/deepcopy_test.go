package deepcopy

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/Masterminds/sprig/v3"
	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// Copy must give what sprig's gives, and share nothing with what it copies.
func TestCopyIsSprigs(t *testing.T) {
	var read any
	text := `{"a": null, "b": [1, "x", [true, null], {}, []], "c": {"d": {"e": 1.5}}, "": ""}`
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	values := []any{
		read, map[string]any{"n": 1, "big": int64(1) << 60, "named": map[string]any(nil), "list": []any(nil)}, []any{},
		map[string]any{"strings": []string{"a"}, "at": now, "pointer": &now}, "x",
		common.Values{"Files": files{"a": []byte("text"), "empty": {}, "none": nil}, "Capabilities": common.DefaultCapabilities, "Chart": chart.Metadata{Name: "a", Dependencies: []*chart.Dependency{{Name: "b"}}}},
		files(nil), common.Values(nil), true, 3, 1.5, []any(nil), map[string]any(nil),
	}
	for i, value := range values {
		got := Copy(value)
		want := sprig.TxtFuncMap()["deepCopy"].(func(any) any)(value)
		must, err := MustCopy(value)
		if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(must, want) || err != nil {
			t.Errorf("value %d: %#v and %#v %v, want %#v", i, got, must, err, want)
		}
	}
	copied := Copy(read).(map[string]any)
	copied["b"].([]any)[3].(map[string]any)["new"] = 1
	copied["c"].(map[string]any)["d"] = 1
	if out, _ := json.Marshal(read); !sameJSON(string(out), text) {
		t.Errorf("the copied value became %s", out)
	}
}

// files is like Helm's type of what templates see as .Files.
type files map[string][]byte

func sameJSON(a, b string) bool {
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}
