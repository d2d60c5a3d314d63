package argotemplate

import (
	"encoding/json"
	"reflect"
)

// Element has the parameters of one application.
type Element struct {
	// Parameters are a map.
	Parameters json.RawMessage `json:"parameters"`
	// Texts are ways to maps and lists that Argo CD holds as such of texts: functions for those of anything refuse them.
	Texts [][]string `json:"texts"`
}

// parameters are what templates are filled with.
type parameters struct {
	element Element
	values  map[string]any
}

func open(element Element) (*parameters, error) {
	p := &parameters{element: element}
	var err error
	p.values, err = element.decoded()
	return p, err
}

func (e Element) decoded() (map[string]any, error) {
	var values map[string]any
	err := json.Unmarshal(e.Parameters, &values)
	for _, way := range e.Texts {
		narrow(values, way)
	}
	return values, err
}

// narrow makes a map or list of anything one of texts, where it is.
func narrow(in map[string]any, way []string) {
	for ; len(way) > 1; way = way[1:] {
		in, _ = in[way[0]].(map[string]any)
	}
	if len(way) == 0 {
		return
	}
	switch value := in[way[0]].(type) {
	case map[string]any:
		out := make(map[string]string, len(value))
		for key, each := range value {
			if text, ok := each.(string); ok {
				out[key] = text
			}
		}
		if len(out) == len(value) {
			in[way[0]] = out
		}
	case []any:
		out := make([]string, 0, len(value))
		for _, each := range value {
			if text, ok := each.(string); ok {
				out = append(out, text)
			}
		}
		if len(out) == len(value) {
			in[way[0]] = out
		}
	}
}

// reset makes the parameters what they were.
func (p *parameters) reset() {
	p.values, _ = p.element.decoded()
}

// restore makes the parameters what they were, and tells whether they were otherwise in a way that matters: to the last
// text, nothing that is new among them does.
func (p *parameters) restore(last bool) (changed bool) {
	now := p.values
	p.reset()
	if !last {
		return !reflect.DeepEqual(now, p.values)
	}
	for key, value := range p.values {
		if !reflect.DeepEqual(now[key], value) {
			return true
		}
	}
	return false
}
