package policy

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

	"plimsoll/engine/internal/abi"
)

// Check parses and compiles with every strict check.
func Check(m Modules) error {
	parsed, err := m.parse()
	if err != nil {
		return err
	}
	c := compiler(m.Version, inward).WithStrict(true)
	if c.Compile(parsed); c.Failed() {
		return faultsOf("", c.Errors).orNil()
	}
	return nil
}

// Format gives each file as `opa fmt` would write it.
func Format(m Modules) ([]abi.Content, error) {
	out := make([]abi.Content, 0, len(m.Files))
	var faults Faults
	for _, f := range m.Files {
		options := format.Opts{RegoVersion: m.Version, ParserOptions: &ast.ParserOptions{RegoVersion: m.Version}}
		text, err := format.SourceWithOpts(f.Name, f.Data, options)
		if err != nil {
			faults = append(faults, faultsOf(f.Name, err)...)
		}
		out = append(out, abi.Content{Name: f.Name, Data: text})
	}
	return out, faults.orNil()
}

// Annotation is a METADATA block.
type Annotation struct {
	File string `json:"file"`
	Line int    `json:"line"`
	// Path is what it describes, in parts, without `data`.
	Path       []string         `json:"path"`
	Annotation *ast.Annotations `json:"annotation"`
}

// Annotations are all METADATA blocks, sorted by path.
func Annotations(m Modules) ([]Annotation, error) {
	parsed, err := m.parse()
	if err != nil {
		return nil, err
	}
	var modules []*ast.Module
	for _, f := range m.Files {
		if module := parsed[f.Name]; module != nil {
			modules = append(modules, module)
		}
	}
	set, errs := ast.BuildAnnotationSet(modules)
	if len(errs) > 0 {
		return nil, faultsOf("", errs).orNil()
	}
	out := []Annotation{}
	for _, ref := range set.Flatten() {
		a := Annotation{File: ref.Location.File, Line: ref.Location.Row, Path: []string{}, Annotation: ref.Annotations}
		for _, term := range ref.Path[1:] {
			a.Path = append(a.Path, text(term))
		}
		out = append(out, a)
	}
	return out, nil
}

func text(t *ast.Term) string {
	if s, ok := t.Value.(ast.String); ok {
		return string(s)
	}
	return t.String()
}
