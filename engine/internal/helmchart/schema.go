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
func validate(c *chart.Chart, top common.Values) ([]abi.Failure, error) {
	values, err := top.Table("Values")
	if err != nil {
		return nil, &abi.Failure{Code: "values-invalid", Message: oneLine(err.Error())}
	}
	return validateChart(c, values, "")
}

func validateChart(c *chart.Chart, values map[string]any, folder string) ([]abi.Failure, error) {
	var warnings []abi.Failure
	if c.Schema != nil {
		warning, err := againstSchema(c.Schema, values, path.Join(folder, "values.schema.json"))
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
		more, err := validateChart(d, sub, path.Join(folder, "charts", d.Name()))
		if err != nil {
			return nil, err
		}
		warnings = append(warnings, more...)
	}
	return warnings, nil
}

func againstSchema(text []byte, values map[string]any, file string) ([]abi.Failure, error) {
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, &abi.Failure{Code: "values-schema", Message: "the schema is not JSON: " + oneLine(err.Error()), File: file}
	}
	refused := &refusing{}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(jsonschema.SchemeURLLoader{"http": refused, "https": refused, "file": refused, "urn": permissive{}})
	if err := compiler.AddResource(schemaURL, schema); err != nil {
		return nil, &abi.Failure{Code: "values-schema", Message: oneLine(err.Error()), File: file}
	}
	validator, err := compiler.Compile(schemaURL)
	switch {
	case refused.url != "":
		message := fmt.Sprintf("the values were not checked, because the schema refers to %s", refused.url)
		return []abi.Failure{{Code: "schema-remote", Message: message, File: file}}, nil
	case err != nil:
		return nil, &abi.Failure{Code: "values-schema", Message: "the schema is wrong: " + oneLine(err.Error()), File: file}
	}
	if err := validator.Validate(values); err != nil {
		return nil, &abi.Failure{Code: "values-schema", Message: violation(err), File: file}
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
