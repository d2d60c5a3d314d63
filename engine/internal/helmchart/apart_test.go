package helmchart

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"plimsoll/engine/internal/abi"
)

func chartOf(templates map[string]string) []abi.Content {
	files := []abi.Content{
		{Name: "Chart.yaml", Data: []byte("apiVersion: v2\nname: a\nversion: 1.0.0\nannotations: {x: y}\n")},
		{Name: "values.yaml", Data: []byte("size: 1\nmap: {deep: [1, {more: 2}]}\nname: a/templates/b.yaml\nb: {own: 1}\n")},
		{Name: "templates/_a.tpl", Data: []byte(`{{ define "a" }}of a: {{ .Values.size }}{{ end }}`)},
	}
	for _, name := range slices.Sorted(maps.Keys(templates)) {
		files = append(files, abi.Content{Name: name, Data: []byte(templates[name])})
	}
	return files
}

func apartOf(t *testing.T, templates map[string]string, include ...string) string {
	t.Helper()
	out, err := Render(Request{Files: chartOf(templates), Seed: "s", Apart: true, Include: include})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, each := range out.Apart {
		names = append(names, each.Path)
	}
	return fmt.Sprint(names)
}

func TestApart(t *testing.T) {
	const a, b, both = "templates/a.yaml", "templates/b.yaml", "[templates/a.yaml templates/b.yaml]"
	plain := "x: {{ .Values.size }}"
	for _, each := range []struct{ text, want string }{
		{"y: {{ include \"a\" . }}{{ tpl \"{{ .Values.size }}\" . }}", both},
		{"{{ $m := dict }}{{ $_ := set $m \"x\" 1 }}{{ $m.x }}", both},
		{"{{ $m := deepCopy .Values.map }}{{ $_ := set $m \"x\" 1 }}", both},
		{"{{- /* nothing */ -}}", both},
		{"{{ $_ := set .Values \"late\" 1 }}", "[]"},
		{"{{ $_ := set .Values.map \"deep\" 1 }}", "[]"},
		{"{{ $_ := unset .Values \"size\" }}", "[]"},
		{"{{ $_ := set (index .Values.map.deep 1) \"more\" 3 }}", "[]"},
		{"{{ $_ := merge .Values.map (dict \"z\" 1) }}", "[]"},
		{"{{ $_ := set . \"Own\" 1 }}", "[]"},
		{"{{ $_ := set .Release \"Own\" 1 }}", "[]"},
		{"{{ $_ := set . \"Values\" (dict) }}", "[]"},
		{"{{ $_ := set .Subcharts \"b\" (dict) }}", "[]"},
		{"{{ randAlphaNum 3 }}", "[]"},
		{"{{ genPrivateKey \"rsa\" }}", "[]"},
		{"{{ include (print $.Template.BasePath \"/b.yaml\") . }}", "[templates/a.yaml]"},
		{"{{ include .Values.name . }}", "[templates/a.yaml]"},
		{"{{ tpl (print \"{\" \"{ include .Values.name . }}\") . }}", "[templates/a.yaml]"},
		{"{{ template \"a/templates/b.yaml\" . }}", "[templates/a.yaml]"},
		{"{{ define \"a/templates/b.yaml\" }}other{{ end }}", "[templates/a.yaml]"},
	} {
		if got := apartOf(t, map[string]string{a: each.text, b: plain}); got != each.want {
			t.Errorf("%s: %s, want %s", each.text, got, each.want)
		}
	}
	if got := apartOf(t, map[string]string{a: plain, b: plain}, "a/templates/b.yaml"); got != "[templates/b.yaml]" {
		t.Errorf("%s, want b alone", got)
	}
}

// What is apart prints by itself what it prints among the others, and watching changes nothing of what is printed.
func TestApartIsRender(t *testing.T) {
	templates := map[string]string{
		"templates/a.yaml":          "{{- /* x */ -}}\na: {{ include \"a\" . }}\n",
		"templates/b.yaml":          "---\nb: {{ .Values.map | toYaml | nindent 2 }}\n",
		"templates/c.yaml":          "c: {{ .Files.Get \"values.yaml\" | len }}{{ include (print .Template.BasePath \"/b.yaml\") . | sha256sum }}\n",
		"charts/b/Chart.yaml":       "apiVersion: v2\nname: b\nversion: 1.0.0\n",
		"charts/b/templates/b.yaml": "own: {{ .Values.own }} {{ .Chart.Name }}\n",
		"templates/NOTES.txt":       "{{ .Chart.Name }}",
	}
	request := Request{Files: chartOf(templates), Seed: "s", Asking: true}
	plain, err := Render(request)
	if err != nil {
		t.Fatal(err)
	}
	request.Apart = true
	watched, err := Render(request)
	if err != nil || fmt.Sprint(watched.Files) != fmt.Sprint(plain.Files) {
		t.Fatalf("%v %v, want %v", watched, err, plain)
	}
	texts := map[string]string{}
	for _, f := range plain.Files {
		texts[f.Name] = f.Text
	}
	for _, each := range watched.Apart {
		request.Include = []string{each.Name}
		alone, err := Render(request)
		if err != nil {
			if each.Path != "templates/c.yaml" { // it includes another file: that fails, and is rendered as a whole then
				t.Errorf("%s: %v", each.Path, err)
			}
			continue
		}
		for _, f := range alone.Files {
			if f.Text != texts[f.Name] {
				t.Errorf("%s: %q, want %q", f.Name, f.Text, texts[f.Name])
			}
		}
	}
	if len(watched.Apart) != 4 {
		t.Errorf("%v are apart, want all but b", watched.Apart)
	}
}
