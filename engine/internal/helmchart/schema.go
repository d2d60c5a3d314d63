package helmchart

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"

	"plimsoll/engine/internal/abi"
)

// validate holds the values of a chart and its subcharts against their schemas, as Helm's ValidateAgainstSchema does,
// but reaches for no address: a schema that needs one is left out with a warning.
func (known schemas) validate(c *chart.Chart, top common.Values) ([]abi.Failure, error) {
	values, err := top.Table("Values")
	if err != nil {
		return nil, &abi.Failure{Code: "values-invalid", Message: oneLine(err.Error())}
	}
	return known.validateChart(c, values, "")
}

func (known schemas) validateChart(c *chart.Chart, values map[string]any, folder string) ([]abi.Failure, error) {
	var warnings []abi.Failure
	if c.Schema != nil {
		warning, err := known.of(c.Schema, path.Join(folder, "values.schema.json")).against(values)
		if err != nil {
			return nil, err
		}
		warnings = append(warnings, warning...)
	}
	for _, d := range c.Dependencies() {
		raw := values[d.Name()]
		if raw == nil {
			continue
		}
		sub, ok := raw.(map[string]any)
		if !ok {
			return nil, &abi.Failure{Code: "values-schema", Message: fmt.Sprintf("%s: expected a map of values, got %T", d.Name(), raw)}
		}
		more, err := known.validateChart(d, sub, path.Join(folder, "charts", d.Name()))
		if err != nil {
			return nil, err
		}
		warnings = append(warnings, more...)
	}
	return warnings, nil
}

// schemas are those that were compiled already, by file and text. Nil keeps none.
type schemas map[string]schema

func (known schemas) of(text []byte, file string) schema {
	key := file + "\n" + string(text)
	out, ok := known[key]
	if !ok {
		out = compiled(text, file)
		if known != nil {
			known[key] = out
		}
	}
	return out
}

// schema checks values, or says why it does not.
type schema struct {
	file      string
	validator *jsonschema.Schema
	warning   *abi.Failure
	err       *abi.Failure
}

func compiled(text []byte, file string) schema {
	failed := func(why string, err error) schema {
		return schema{err: &abi.Failure{Code: "values-schema", Message: why + oneLine(err.Error()), File: file}}
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return failed("the schema is not JSON: ", err)
	}
	refused := &refusing{}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(jsonschema.SchemeURLLoader{"http": refused, "https": refused, "file": refused, "urn": permissive{}})
	if err := compiler.AddResource(schemaURL, parsed); err != nil {
		return failed("", err)
	}
	validator, err := compiler.Compile(schemaURL)
	switch {
	case refused.url != "":
		message := fmt.Sprintf("the values were not checked, because the schema refers to %s", refused.url)
		return schema{warning: &abi.Failure{Code: "schema-remote", Message: message, File: file}}
	case err != nil:
		return failed("the schema is wrong: ", err)
	}
	return schema{file: file, validator: validator}
}

func (s schema) against(values map[string]any) ([]abi.Failure, error) {
	switch {
	case s.err != nil:
		return nil, s.err
	case s.warning != nil:
		return []abi.Failure{*s.warning}, nil
	}
	if err := s.validator.Validate(values); err != nil {
		return nil, &abi.Failure{Code: "values-schema", Message: violation(err), File: s.file}
	}
	return nil, nil
}

const schemaURL = "file:///values.schema.json"

// violation is the validator's list of what is wrong, in one sentence.
func violation(err error) string {
	_, list, _ := strings.Cut(err.Error(), "\n")
	var parts []string
	for line := range strings.Lines(list) {
		parts = append(parts, strings.TrimPrefix(strings.TrimSpace(line), "- "))
	}
	return "the values are not what the schema wants: " + strings.Join(parts, "; ")
}

// refusing loads nothing and remembers what was asked for.
type refusing struct{ url string }

func (r *refusing) Load(url string) (any, error) {
	r.url = url
	return nil, errUnreachable
}

// permissive takes any value for an unknown URN, as Helm does.
type permissive struct{}

func (permissive) Load(string) (any, error) { return true, nil }

var errUnreachable = errors.New("there is no network and no file system")
