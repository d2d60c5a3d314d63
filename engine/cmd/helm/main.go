// Command helm is the Helm engine: a WebAssembly reactor that renders charts as `helm template --include-crds` does, and Go
// templates as Argo CD does.
package main

import (
	"log/slog"
	"runtime/debug"
	_ "time/tzdata" // Helm's own binary knows time zones

	"plimsoll/engine/internal/abi"
	"plimsoll/engine/internal/argotemplate"
	"plimsoll/engine/internal/helmchart"
)

func init() {
	// Helm warns of deprecated charts and the like on standard error, which nobody reads here.
	slog.SetDefault(slog.New(slog.DiscardHandler))
	warmUp()
	abi.Serve(map[string]abi.Operation{
		"render": render, "renderEach": renderEach, "yaml": toJSON, "version": version, "fill": fill, "installOrder": installOrder,
	})
	// Serve lets the heap grow to five times what is used; a large chart is collected sooner, before the module's memory
	// (512 MiB) is full.
	debug.SetMemoryLimit(256 << 20)
}

// warmUp renders once before the snapshot is taken, so that what is made when it is first needed is in the snapshot.
func warmUp() {
	request := helmchart.Request{Provenance: true, Files: []abi.Content{
		{Name: "Chart.yaml", Data: []byte("apiVersion: v2\nname: a\nversion: 1.0.0\nkubeVersion: '>=1.0.0'\n")},
		{Name: "values.yaml", Data: []byte("a: {b: [1, c]}\n")},
		{Name: "templates/a.yaml", Data: []byte(`a: {{ include "a" . | nindent 2 }}{{ tpl "{{ .Values.a | toYaml }}" . | indent 2 }}`)},
		{Name: "templates/_a.tpl", Data: []byte(`{{ define "a" }}b: {{ .Release.Name | quote }}{{ end }}`)},
	}}
	if _, err := helmchart.Render(request); err != nil {
		panic(err)
	}
	filling := argotemplate.Request{Texts: []argotemplate.Text{{Text: "{{ .a | upper }}"}}, Elements: []argotemplate.Element{{Parameters: []byte(`{"a": "b"}`)}}, Most: 1}
	if _, err := argotemplate.Fill(filling); err != nil {
		panic(err)
	}
}

func main() {}
