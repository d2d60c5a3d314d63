package argotemplate

import (
	"fmt"
	"maps"
	"strings"
	"text/template"
	"time"

	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"
)

// functions are those of the controller, but for what belongs to one text: see state and nested.
var functions = controllers()

func controllers() template.FuncMap {
	all := template.FuncMap(sprig.GenericFuncMap())
	for _, name := range []string{"env", "expandenv", "getHostByName"} {
		delete(all, name)
	}
	all["normalize"] = normalize
	all["slugify"] = slugify
	all["toYaml"] = toYAML
	all["fromYaml"] = fromYAML
	all["fromYamlArray"] = fromYAMLArray
	maps.Copy(all, unknowable())
	maps.Copy(all, dates(all))
	return all
}

func toYAML(v any) (string, error) {
	out, err := yaml.Marshal(v)
	return strings.TrimSuffix(string(out), "\n"), err
}

func fromYAML(text string) (map[string]any, error) {
	out := map[string]any{}
	err := yaml.Unmarshal([]byte(text), &out)
	return out, err
}

func fromYAMLArray(text string) ([]any, error) {
	out := []any{}
	err := yaml.Unmarshal([]byte(text), &out)
	return out, err
}

const (
	clock  = "the time"
	chance = "chance"
)

// dependent are the functions whose results are never the same twice.
var dependent = map[string][]string{
	clock: {"now", "ago"},
	chance: {
		"randAlphaNum", "randAlpha", "randAscii", "randNumeric", "randBytes", "randInt", "shuffle", "uuidv4",
		"genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert",
		"genSignedCertWithKey", "bcrypt", "htpasswd", "encryptAES",
	},
}

func unknowable() template.FuncMap {
	out := template.FuncMap{}
	for on, names := range dependent {
		for _, name := range names {
			out[name] = func(...any) (any, error) { return nil, unstable{name, on} }
		}
	}
	return out
}

// dates are functions that take the time of day for whatever is no date.
func dates(sprigs template.FuncMap) template.FuncMap {
	date := sprigs["date"].(func(string, any) string)
	inZone := sprigs["dateInZone"].(func(string, any, string) string)
	html := sprigs["htmlDate"].(func(any) string)
	htmlInZone := sprigs["htmlDateInZone"].(func(any, string) string)
	rounded := sprigs["durationRound"].(func(any) string)
	zoned := func(format string, of any, zone string) (string, error) {
		return known("dateInZone", of, func() string { return inZone(format, of, zone) })
	}
	return template.FuncMap{
		"date": func(format string, of any) (string, error) {
			return known("date", of, func() string { return date(format, of) })
		},
		"dateInZone":   zoned,
		"date_in_zone": zoned,
		"htmlDate":     func(of any) (string, error) { return known("htmlDate", of, func() string { return html(of) }) },
		"htmlDateInZone": func(of any, zone string) (string, error) {
			return known("htmlDateInZone", of, func() string { return htmlInZone(of, zone) })
		},
		"durationRound": func(of any) (string, error) {
			if _, ok := of.(time.Time); ok {
				return "", unstable{"durationRound", clock}
			}
			return rounded(of), nil
		},
	}
}

func known(function string, of any, made func() string) (string, error) {
	switch of.(type) {
	case time.Time, *time.Time, int64, int, int32:
		return made(), nil
	}
	return "", unstable{function, clock}
}

// mostNested is how deep texts of tpl may hold calls of tpl.
const mostNested = 3

// nested is the controller's tpl: a text as a template, with the options and templates of the one that it stands in.
func nested(parent *template.Template) func(string, any) (string, error) {
	depth := 0
	return func(text string, values any) (string, error) {
		if depth++; depth > mostNested {
			depth--
			return "", fmt.Errorf("maximum recursion depth %d exceeded in tpl function", mostNested)
		}
		defer func() { depth-- }()
		inner, err := parent.Clone()
		if err != nil {
			return "", fmt.Errorf("cannot clone template: %w", err)
		}
		if inner, err = inner.New(parent.Name()).Parse(text); err != nil {
			return "", fmt.Errorf("cannot parse template %q: %w", text, err)
		}
		var out strings.Builder
		if err := inner.Execute(&out, values); err != nil {
			return "", fmt.Errorf("error during tpl function execution for %q: %w", text, err)
		}
		return strings.ReplaceAll(out.String(), "<no value>", ""), nil
	}
}
