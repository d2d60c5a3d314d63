// Package argotemplate fills Go templates as the ApplicationSet controller of Argo CD does (3.6): with text/template, the
// functions of sprig, and a few of its own. What would come out otherwise another time is a failure.
package argotemplate

import (
	"errors"
	"fmt"
	"strings"
	"text/template"
)

// Request is what to fill: every text for every element.
type Request struct {
	Texts []Text `json:"texts"`
	// Options are text/template's own, like missingkey=error.
	Options  []string  `json:"options"`
	Elements []Element `json:"elements"`
	// Most is how many bytes the texts may have that come out, all together.
	Most int `json:"most"`
}

// Text is a template.
type Text struct {
	Text string `json:"text"`
	// Strict: a key that the parameters lack is an error, whatever the options say.
	Strict bool `json:"strict"`
	// Last: no other text is filled with the same parameters after it, so it may add to them.
	Last bool `json:"last"`
}

// Result is what comes out of a text for an element, or why nothing does.
type Result struct {
	Text    string   `json:"text"`
	Failure *Failure `json:"failure,omitempty"`
}

// Answer has a result for each text, for each element.
type Answer struct {
	Results [][]Result `json:"results"`
	// TooLarge: the texts have more bytes than they may; there are no results then.
	TooLarge bool `json:"tooLarge"`
}

var errTooLarge = errors.New("the texts have more bytes than they may")

// Fill fills each text for each element.
func Fill(r Request) (Answer, error) {
	programs := make([]*program, len(r.Texts))
	for i, text := range r.Texts {
		programs[i] = compile(text, r.Options)
	}
	results := make([][]Result, len(r.Elements))
	left := r.Most
	for i, element := range r.Elements {
		parameters, err := open(element)
		if err != nil {
			return Answer{}, err
		}
		results[i] = make([]Result, len(programs))
		for j, program := range programs {
			text, failure := program.fill(parameters, left)
			if failure != nil && failure.Kind == tooLarge {
				return Answer{Results: [][]Result{}, TooLarge: true}, nil
			}
			left -= len(text)
			results[i][j] = Result{text, failure}
		}
	}
	return Answer{Results: results}, nil
}

// program is a text that is ready to be filled.
type program struct {
	text     Text
	template *template.Template
	state    state
	// broken: why it is none.
	broken *Failure
}

func compile(text Text, options []string) (p *program) {
	p = &program{text: text}
	defer func() {
		if r := recover(); r != nil { // an option that text/template does not know
			p.broken = &Failure{Kind: refused, Message: fmt.Sprint(r)}
		}
	}()
	t := template.New(name).Funcs(functions)
	for _, option := range text.options(options) {
		t.Option(option)
	}
	t.Funcs(p.state.functions()).Funcs(template.FuncMap{"tpl": nested(t)})
	parsed, err := t.Parse(text.Text)
	if err != nil {
		p.broken = failed(refused, err)
		return p
	}
	p.template = parsed
	return p
}

func (t Text) options(given []string) []string {
	if !t.Strict {
		return given
	}
	var out []string
	for _, option := range given {
		if !strings.HasPrefix(option, "missingkey=") {
			out = append(out, option)
		}
	}
	return append(out, "missingkey=error")
}

// fill fills it with some parameters, which are afterwards what they were. Keys have no order in Go: they are given in
// every turn of one, and what then differs is not known.
func (p *program) fill(parameters *parameters, most int) (string, *Failure) {
	if p.broken != nil {
		return "", p.broken
	}
	p.state.keys = 0
	text, failure := p.once(parameters, most, 0)
	for turn := 1; turn < p.state.keys; turn++ {
		if p.state.keys > mostTurns {
			return "", orderUnknown
		}
		again, otherwise := p.once(parameters, most, turn)
		if again != text || !failure.equals(otherwise) {
			return "", orderUnknown
		}
	}
	return text, failure
}

func (p *program) once(parameters *parameters, most, turn int) (text string, failure *Failure) {
	defer func() {
		if r := recover(); r != nil {
			parameters.reset()
			text, failure = "", &Failure{Kind: refused, Message: fmt.Sprint(r)}
		}
	}()
	p.state.turn, p.state.touched = turn, false
	out := limited{left: most}
	err := p.template.Execute(&out, parameters.values)
	isChanged := p.state.touched && parameters.restore(p.text.Last)
	if err != nil {
		return "", failed(kindOf(err), err)
	}
	if isChanged {
		return "", changed
	}
	return out.text.String(), nil
}

// limited is a text that may only have so many bytes.
type limited struct {
	text strings.Builder
	left int
}

func (l *limited) Write(b []byte) (int, error) {
	if l.left -= len(b); l.left < 0 {
		return 0, errTooLarge
	}
	return l.text.Write(b)
}
