package trace

import (
	"strings"
	"testing"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// traced executes the file "main" of some template files and returns its text and, for each line, "file:line" or "".
func traced(t *testing.T, files map[string]string, values map[string]any) (string, []string, []Read) {
	t.Helper()
	tracer := New(NewValues(&chart.Chart{Metadata: &chart.Metadata{Name: "c"}}, values))
	root := template.New("root")
	root.Funcs(tracer.Functions()).Funcs(template.FuncMap{
		"upper": strings.ToUpper,
		"dict":  sprig.TxtFuncMap()["dict"],
		"include": func(name string, data any) (string, error) {
			return tracer.Called(name, func(w *Writer) error { return root.ExecuteTemplate(w, name, data) })
		},
	})
	names := []string{}
	sources := map[string]*Source{}
	for name, text := range files {
		template.Must(root.New(name).Parse(text))
		sources[name] = NewSource(len(names), text)
		names = append(names, name)
	}
	for _, each := range root.Templates() {
		if each.Tree != nil {
			tracer.Instrument(each.Tree, sources[each.Tree.ParseName])
		}
	}
	text, lines, err := tracer.Lines(sources["main"].index, "<no value>", func(w *Writer) error {
		return root.ExecuteTemplate(w, "main", map[string]any{"Values": values})
	})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(lines))
	for i, l := range lines {
		if l != nil {
			out[i] = names[l.Source] + ":" + string(rune('0'+l.Number))
		}
	}
	return text, out, tracer.Reads()
}

func TestLines(t *testing.T) {
	helpers := "{{ define \"name\" }}x{{ .Values.name }}{{ end }}\n{{ define \"labels\" -}}\na: 1\nb: {{ include \"name\" . }}\n{{- end }}"
	cases := map[string]struct{ main, text, lines string }{
		"text stands at its own line":               {"a: 1\n\nb: 2\n", "a: 1\n\nb: 2\n", "main:1||main:3|"},
		"a value stands at its action":              {"a:\n{{ .Values.block }}", "a:\nx: 1\ny: 2", "main:1|main:2|main:2"},
		"trimmed text keeps its line":               {"a:\n\n{{- if true }}\n  b: 1\n{{- end }}\n", "a:\n  b: 1\n", "main:1|main:4|"},
		"a named template's lines are its":          {"m:\n{{ include \"labels\" . | indent 2 }}", "m:\n  a: 1\n  b: xnn", "main:1|helpers:3|helpers:4"},
		"nindent begins a line":                     {"m: {{ include \"labels\" . | nindent 2 }}", "m: \n  a: 1\n  b: xnn", "main:1|helpers:3|helpers:4"},
		"a line of both is the outer one's":         {"n: {{ include \"name\" . }}", "n: xnn", "main:1"},
		"through a variable":                        {"{{ $l := include \"labels\" . }}\n{{ $l }}", "\na: 1\nb: xnn", "|helpers:3|helpers:4"},
		"through trim":                              {"{{ include \"labels\" . | trim }}", "a: 1\nb: xnn", "helpers:3|helpers:4"},
		"what becomes another text is the action's": {"\n{{ include \"labels\" . | upper }}", "\nA: 1\nB: XNN", "|main:2|main:2"},
		"by the template action":                    {"{{ template \"labels\" . }}\nz: 1", "a: 1\nb: xnn\nz: 1", "helpers:3|helpers:4|main:2"},
		"in a range":                                {"{{ range .Values.list }}\n- {{ . }}{{ end }}", "\n- aa\n- bb", "|main:2|main:2"},
		"without what Helm removes":                 {"a: {{ .Values.none }}\nb: 1", "a: \nb: 1", "main:1|main:2"},
	}
	values := map[string]any{"name": "nn", "block": "x: 1\ny: 2", "list": []any{"aa", "bb"}}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text, lines, _ := traced(t, map[string]string{"main": c.main, "helpers": helpers}, values)
			if text != c.text {
				t.Errorf("text %q, want %q", text, c.text)
			}
			if got := strings.Join(lines, "|"); got != c.lines {
				t.Errorf("lines %q, want %q", got, c.lines)
			}
		})
	}
}

func TestReads(t *testing.T) {
	cases := map[string]struct{ main, reads string }{
		"a field":                     {"{{ .Values.image.tag }}", "1 image tag"},
		"a missing one":               {"{{ .Values.image.none }}", "1 image none"},
		"within with":                 {"{{ with .Values.image }}\n{{ .tag }}{{ end }}", "1 image|2 image|2 image tag"},
		"within range":                {"{{ range .Values.list }}\n{{ .n }}{{ end }}", "1 list|2 list|2 list 0 n|2 list 1 n"},
		"by a variable":               {"{{ $i := .Values.image }}\n{{ $i.tag }}", "1 image|2 image|2 image tag"},
		"by index":                    {"{{ index .Values \"image\" \"tag\" }}", "1 image tag"},
		"a string is known by itself": {"{{ range .Values.names }}{{ . }}{{ end }}", "1 names|1 names 0"},
		"what a variable is made of":  {"{{ $d := print .Values.image.tag }}\n{{ $d }}", "1 image tag|2 image tag"},
		"what is put into its map": {
			"{{ $d := dict }}{{ $_ := set $d \"t\" .Values.image.tag }}\n{{ $d }}", "1 image tag|2 image tag"},
		"a copy": {"{{ $c := deepCopy .Values.image }}\n\n{{ $c.tag }}", "1 image|3 image|3 image tag"},
		"both of merged maps": {
			"{{ $m := merge (dict) .Values.image .Values.other }}\n{{ with $m }}\n{{ .more }}{{ end }}",
			"1 image|1 other|2 image|2 other|3 image|3 image more|3 other|3 other more"},
		"a part of a map": {
			"{{ $o := omit .Values.image \"x\" }}\n{{ template \"x\" $o }}{{ define \"x\" }}{{ .tag }}{{ end }}",
			"1 image|2 image|2 image tag"},
		"what is put into a map that others read": {
			"{{ $_ := set .Values.other \"new\" .Values.image.tag }}\n\n{{ .Values.other.new }}", "1 image tag|1 other|3 image tag|3 other"},
		"the condition around an action": {"{{ if .Values.on }}\n\n{{ .Values.image.tag }}{{ end }}", "1 on|2 on|3 image tag|3 on"},
		"the condition around a text":    {"{{ if .Values.on }}\na: 1\n{{ end }}", "1 on|2 on|3 on"},
		"the other branch, too":          {"{{ if not .Values.on }}{{ else }}\na: 1{{ end }}", "1 on|2 on"},
		"what a named template is given": {
			"{{ define \"x\" }}\n{{ .tag }}{{ end }}{{ include \"x\" .Values.image }}", "1 image|2 image|2 image tag"},
		"what a named template reads": {
			"{{ define \"x\" }}{{ .Values.image.tag }}{{ end }}\n\n{{ include \"x\" . }}", "1 image tag|3 image tag"},
		"nothing of other branches": {"{{ if .Values.on }}\na: 1{{ else }}\n{{ .Values.image.tag }}{{ end }}", "1 on|2 on"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			values := map[string]any{
				"image": map[string]any{"tag": "t1"},
				"list":  []any{map[string]any{"n": "n0"}, map[string]any{"n": "n1"}},
				"names": []any{"first"},
				"on":    true,
				"other": map[string]any{"more": 1},
			}
			_, _, reads := traced(t, map[string]string{"main": c.main}, values)
			if got := inShort(reads); got != c.reads {
				t.Errorf("reads %q, want %q", got, c.reads)
			}
		})
	}
}

func inShort(reads []Read) string {
	var out []string
	for _, r := range reads {
		parts := []string{string(rune('0' + r.Line.Number))}
		for _, p := range r.Path {
			switch p := p.(type) {
			case string:
				parts = append(parts, p)
			case int:
				parts = append(parts, string(rune('0'+p)))
			}
		}
		out = append(out, strings.Join(parts, " "))
	}
	return strings.Join(out, "|")
}
