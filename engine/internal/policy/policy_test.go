package policy

import (
	"slices"
	"testing"

	"plimsoll/engine/internal/abi"
)

func modules(text string) Modules {
	return Modules{Files: []abi.Content{{Name: "a.rego", Data: []byte(text)}}, Version: VersionOf("v1")}
}

func TestCompileNamesWhatTheHostHasToProvide(t *testing.T) {
	m := modules("package a\n\nx := sprintf(\"%v\", [startswith(\"a\", \"b\")])\n\ny := count([json.patch({}, [])])\n")
	out, err := Compile(m, []string{"a/x"}, []string{"sprintf", "json.patch"})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"json.patch", "sprintf"}; !slices.Equal(out.Builtins, want) {
		t.Errorf("%v, want %v", out.Builtins, want)
	}
}

func TestFaultsAreSorted(t *testing.T) {
	m := Modules{Version: VersionOf("v1"), Files: []abi.Content{
		{Name: "b.rego", Data: []byte("package b\n\nx := http.send({})\n")},
		{Name: "a.rego", Data: []byte("package a\n\nimport rego.v1\nx := opa.runtime()\n\ny := 1\n")},
	}}
	faults, ok := Check(m).(Faults)
	want := Faults{{"a.rego", 4, "undefined function opa.runtime"}, {"b.rego", 3, "undefined function http.send"}}
	if !ok || !slices.Equal(faults, want) {
		t.Errorf("%v, want %v", faults, want)
	}
}
