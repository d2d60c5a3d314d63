package argotemplate

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"github.com/Masterminds/sprig/v3"
)

const given = `{
	"env": "eu-West", "tags": ["b", "a"], "empty": "", "many": 1000000,
	"one": {"k": "v"}, "two": {"x": 1, "y": 1}, "values": {"a": "b"}
}`

func filled(t *testing.T, text Text, options ...string) Result {
	t.Helper()
	element := Element{Parameters: json.RawMessage(given), Texts: [][]string{{"values"}, {"tags"}}}
	answer, err := Fill(Request{Texts: []Text{text}, Options: options, Elements: []Element{element}, Most: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return answer.Results[0][0]
}

// told is a result in a line: the text, or the kind of failure, its line and message.
func told(r Result) string {
	if r.Failure == nil {
		return r.Text
	}
	return fmt.Sprintf("%s:%d: %s", r.Failure.Kind, r.Failure.Line, r.Failure.Message)
}

func TestTexts(t *testing.T) {
	cases := map[string]string{
		`{{ if .env }}{{ range .tags }}<{{ . }}>{{ end }}{{ end }}`: "<b><a>",
		`{{ $x := .env | lower }}{{ $x }}`:                          "eu-west",
		`{{ .nothing }}`:                                            "<no value>",
		`{{ .many }}`:                                               "1e+06",
		`{{ .env | normalize }} {{ slugify 4 .env }}`:               "eu-west eu",
		`{{ toYaml .one }} {{ (fromYaml "a: 1").a }} {{ index (fromYamlArray "[7]") 0 }}`: "k: v 1 7",
		`{{ tpl "{{ .env }}{{ .nothing }}" . }}`:                                          "eu-West",
		"a\n{{ index .tags 7 }}":                                                          "refused:2: <index .tags 7>: error calling index: index out of range: 7",
		"{{ fail \"no\" }}":                                                               "refused:1: <fail \"no\">: error calling fail: no",
		"\n\n{{ .env":                                                                     "refused:3: unclosed action",
		`{{ env "HOME" }}`:                                                                "refused:1: function \"env\" not defined",
		`{{ get .values "a" }}`:                                                           "refused:1: <.values>: wrong type for value; expected map[string]interface {}; got map[string]string",
		// What is never the same twice.
		`{{ if false }}{{ now }}{{ end }}x`:                                    "x",
		`{{ now | date "2006" }}`:                                              "unknown:1: now depends on the time.",
		`{{ date "2006" .env }}`:                                               "unknown:1: date depends on the time.",
		`{{ "2020-05-06" | toDate "2006-01-02" | date "2006" }}`:               "2020",
		`{{ tpl "{{ uuidv4 }}" . }}`:                                           "unknown:1: uuidv4 depends on chance.",
		`{{ if eq (randInt 0 9) 3 }}x{{ end }}`:                                "unknown:1: randInt depends on chance.",
		`{{ keys .one }} {{ keys .two | sortAlpha }} {{ values .two }}`:        "[k] [x y] [1 1]",
		`{{ keys .two | first }}`:                                              "unknown:0: it depends on the order of a map's keys, which is random.",
		`{{ range keys . }}{{ if eq . "tags" }}x{{ break }}{{ end }}{{ end }}`: "x",
		// What other texts would see.
		`{{ $_ := set . "x" "1" }}{{ .x }}`:                  "unknown:0: it changes its parameters, which other templates are filled with.",
		`{{ $_ := set (dict) "x" "1" }}y`:                    "y",
		`{{ $_ := merge .one (dict "k" "other") }}y`:         "y",
		`{{ $_ := mergeOverwrite .one (dict "k" "other") }}`: "unknown:0: it changes its parameters, which other templates are filled with.",
		`{{ sortAlpha .tags }}`:                              "unknown:0: it changes its parameters, which other templates are filled with.",
		`{{ $_ := set . "x" . }}{{ fail "so" }}`:             "refused:1: <fail \"so\">: error calling fail: so",
	}
	for text, want := range cases {
		if got := told(filled(t, Text{Text: text})); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestOptions(t *testing.T) {
	cases := []struct {
		text    Text
		options []string
		want    string
	}{
		{Text{Text: "{{ .nothing }}"}, []string{"missingkey=error"}, `missing:1: <.nothing>: map has no entry for key "nothing"`},
		{Text{Text: "{{ .values.nothing }}"}, []string{"missingkey=zero"}, ""},
		{Text{Text: "{{ .nothing }}", Strict: true}, []string{"missingkey=zero"}, `missing:1: <.nothing>: map has no entry for key "nothing"`},
		{Text{Text: "x"}, []string{"missingkey=what"}, "refused:0: unrecognized option: missingkey=what"},
		{Text{Text: `{{ $_ := set . "x" "1" }}{{ .x }}`, Last: true}, nil, "1"},
		{Text{Text: `{{ $_ := set .one "x" "1" }}`, Last: true}, nil, "unknown:0: it changes its parameters, which other templates are filled with."},
	}
	for _, c := range cases {
		if got := told(filled(t, c.text, c.options...)); got != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.text.Text, c.options, got, c.want)
		}
	}
}

func TestEachElementIsFilledAsIfItWereAlone(t *testing.T) {
	elements := []Element{{Parameters: json.RawMessage(`{"a": {"b": "1"}}`)}, {Parameters: json.RawMessage(`{"a": {"b": "2"}}`)}}
	texts := []Text{{Text: `{{ .a.b }}`}, {Text: `{{ $_ := set .a "b" "3" }}`}, {Text: `{{ .a.b }}`}}
	answer, err := Fill(Request{Texts: texts, Elements: elements, Most: 100})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"1", "2"} {
		if got := answer.Results[i]; got[0].Text != want || got[2].Text != want || got[1].Failure == nil {
			t.Errorf("element %d: %v", i, got)
		}
	}
}

func TestTooMuchIsNotMade(t *testing.T) {
	for text, want := range map[string]bool{`{{ range until 1000 }}0123456789{{ end }}`: true, `{{ "x" }}`: false} {
		answer, err := Fill(Request{Texts: []Text{{Text: text}}, Elements: []Element{{Parameters: json.RawMessage(given)}}, Most: 1000})
		if err != nil || answer.TooLarge != want {
			t.Errorf("%s: %v %v", text, answer, err)
		}
	}
}

// What sprig itself takes for not the same each time is unknown, or not there. It may name more with an upgrade.
func TestFunctionsOfSprig(t *testing.T) {
	stable := map[string]bool{"date_modify": true, "dateModify": true} // of a time that is given
	own := maps.Clone(unknowable())
	maps.Copy(own, dates(sprig.GenericFuncMap()))
	hermetic := sprig.HermeticTxtFuncMap()
	for function := range sprig.GenericFuncMap() {
		_, same := hermetic[function]
		_, replaced := own[function]
		_, there := functions[function]
		if !same && there && !replaced && !stable[function] {
			t.Errorf("%s gives something else each time", function)
		}
	}
	for function := range own {
		if _, ok := sprig.GenericFuncMap()[function]; !ok {
			t.Errorf("%s is no function of sprig", function)
		}
	}
}

func TestDepthOfTpl(t *testing.T) {
	call := "{{ .env }}"
	for depth := range 5 {
		if got := told(filled(t, Text{Text: call})); (got == "eu-West") != (depth <= mostNested) {
			t.Errorf("%d deep: %s", depth, got)
		}
		call = fmt.Sprintf("{{ tpl %q . }}", call)
	}
}
