package helmchart

import (
	"fmt"
	"reflect"
	"testing"

	"plimsoll/engine/internal/abi"
)

// What a chart prints with several sets of values in one call must be what it prints with each alone.
func TestRenderEachIsRender(t *testing.T) {
	text := func(name, data string) abi.Content { return abi.Content{Name: name, Data: []byte(data)} }
	request := Request{Asking: true, Files: []abi.Content{
		text("Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies: [{name: b, version: 1.0.0, condition: b.enabled, import-values: [{child: x, parent: y}]}, {name: b, version: 1.x, alias: again, tags: [more]}]\n"),
		text("values.yaml", "b: {enabled: true}\nnames: [x]\ntext: '{{ .Release.Name }}'\n"),
		text("values.schema.json", `{"properties": {"size": {"type": "integer"}}}`),
		text("crds/c.yaml", "kind: CustomResourceDefinition\n"),
		text("templates/_a.tpl", `{{ define "name" }}of a{{ end }}{{ define "set" }}{{ $_ := set .Values "late" "yes" }}{{ end }}`),
		text("templates/a.yaml", "a: {{ include \"name\" . }}\nlate: {{ .Values.late }}\nrandom: {{ randAlphaNum 8 }}\n---\ny: {{ toJson .Values.y }}\n{{ include \"set\" . }}"),
		text("templates/b.yaml", "{{ range .Values.names }}- {{ . }}\n{{ end }}late: {{ .Values.late }}\nn: {{ .Values.missing.more }}\n{{ if .Values.fail }}{{ fail .Values.fail }}{{ end }}"),
		text("templates/c.yaml", "{{ tpl .Values.text . }} {{ if .Release.IsUpgrade }}up{{ end }}{{ tpl \"{{ define \\\"name\\\" }}of tpl{{ end }}{{ include \\\"name\\\" . }}\" . }}"),
		text("charts/b/Chart.yaml", "apiVersion: v2\nname: b\nversion: 1.0.0\n"),
		text("charts/b/values.yaml", "x: {deep: 1}\n"),
		text("charts/b/templates/_b.tpl", `{{ define "name" }}of b{{ end }}`),
		text("charts/b/templates/b.yaml", "b: {{ .Values.x.deep }} {{ .Values.global }}\n"),
	}}
	of := [][]abi.Content{
		{}, {text("1", "b: {enabled: false}")}, {text("2", "missing: {more: 1}\nnames: [p, q]")}, {text("3", "fail: stop here")},
		{text("4", "missing: {more: 2}"), text("5", "b: {x: {deep: 7}}\nglobal: {g: 1}")}, {text("6", "size: large")}, {text("7", "a: [")},
		{text("8", "text: '{{ fail \"in tpl\" }}'\nmissing: {}")}, {text("12", "tags: {more: false}\nmissing: {more: 1}\nagain: {x: {deep: 3}}")}, {text("9", "missing: {more: 1}\nlate: early")}, {},
		{text("10", "b: {enabled: false}\nmissing: {more: 3}")}, {text("11", "missing: {more: 1}\nnames: [p, q]")},
	}
	sets := make([]Set, len(of))
	for i, values := range of {
		sets[i].Values = values
	}
	wanted := [][]string{nil, {"a/templates/a.yaml"}, {"a/templates/b.yaml", "a/templates/c.yaml"}, {"a/crds/c.yaml"}}
	for i, values := range of {
		sets = append(sets, Set{values, wanted[i%len(wanted)]})
	}
	t.Run("plain", func(t *testing.T) { isRender(t, request, sets) })
	request.Asking, request.Provenance, request.Alone = false, true, true
	t.Run("traced", func(t *testing.T) { isRender(t, request, sets) })
}

func isRender(t *testing.T, request Request, sets []Set) {
	each := RenderEach(request, sets)
	failures := 0
	for i, set := range sets {
		request.Values, request.Include = set.Values, set.Include
		rendering, err := Render(request)
		if fmt.Sprint(err) != fmt.Sprint(each[i].Err) || !reflect.DeepEqual(rendering, each[i].Rendering) {
			t.Errorf("set %d: %+v %v, want %+v %v", i, each[i].Rendering, each[i].Err, rendering, err)
		}
		if err != nil {
			failures++
		}
	}
	if failures == 0 || failures == len(sets) {
		t.Errorf("%d of %d fail", failures, len(sets))
	}
}
