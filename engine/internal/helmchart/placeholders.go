package helmchart

import (
	"encoding/base64"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

// Placeholder is the text by which a stand-in for generated key material can be told. Rules and reports must know it.
const Placeholder = "plimsoll-placeholder"

// certificate has the fields of sprig's own type, which templates read as .Cert and .Key.
type certificate struct{ Cert, Key string }

// stable are template functions that replace Helm's random and slow ones, so that a render repeats exactly. Key material
// becomes a constant: a real RSA key takes seconds, and nothing reads it. Each call of stable begins its draws anew.
func stable() template.FuncMap {
	random := rand.New(rand.NewPCG(1, 2))
	functions := template.FuncMap{
		"genPrivateKey":            func(string) string { return pem("PRIVATE KEY") },
		"genCA":                    func(string, int) certificate { return generated() },
		"genCAWithKey":             func(string, int, string) certificate { return generated() },
		"genSelfSignedCert":        func(string, []any, []any, int) certificate { return generated() },
		"genSelfSignedCertWithKey": func(string, []any, []any, int, string) certificate { return generated() },
		"genSignedCert":            func(string, []any, []any, int, certificate) certificate { return generated() },
		"genSignedCertWithKey":     func(string, []any, []any, int, certificate, string) certificate { return generated() },
		"buildCustomCert":          customCertificate,
		"derivePassword":           func(uint32, string, string, string, string) string { return Placeholder },
		"bcrypt":                   func(string) string { return Placeholder },
		"htpasswd":                 func(user, _ string) string { return user + ":" + Placeholder },
		"keys":                     sortedKeys,
		"values":                   sortedValues,
	}
	maps.Copy(functions, drawn(random))
	return functions
}

// drawn are the functions whose results are random in Helm, and here come from a generator with a fixed seed.
func drawn(random *rand.Rand) template.FuncMap {
	text := func(alphabet string) func(int) string {
		return func(n int) string {
			b := make([]byte, max(n, 0))
			for i := range b {
				b[i] = alphabet[random.IntN(len(alphabet))]
			}
			return string(b)
		}
	}
	return template.FuncMap{
		"randAlphaNum": text(letters + digits),
		"randAlpha":    text(letters),
		"randNumeric":  text(digits),
		"randAscii":    text(letters + digits + "!#$%&()*+,-./:;<=>?@[]^_{|}~"),
		"randInt":      func(low, high int) int { return low + random.IntN(max(high-low, 1)) },
		"randBytes":    func(n int) string { return base64.StdEncoding.EncodeToString([]byte(text(letters)(n))) },
		"uuidv4":       func() string { return uuid(random) },
		"shuffle": func(s string) string {
			runes := []rune(s)
			random.Shuffle(len(runes), func(i, j int) { runes[i], runes[j] = runes[j], runes[i] })
			return string(runes)
		},
	}
}

const (
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits  = "0123456789"
)

func uuid(random *rand.Rand) string {
	a, b := random.Uint64(), random.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&0xffffffffffff)
}

func generated() certificate { return certificate{Cert: pem("CERTIFICATE"), Key: pem("PRIVATE KEY")} }

func pem(kind string) string {
	return fmt.Sprintf("-----BEGIN %s-----\n%s\n-----END %s-----\n", kind, Placeholder, kind)
}

// customCertificate is sprig's buildCustomCert, but takes our placeholder for a certificate.
func customCertificate(cert, key string) (certificate, error) {
	if text, err := base64.StdEncoding.DecodeString(cert); err == nil && strings.Contains(string(text), Placeholder) {
		return generated(), nil
	}
	build := reflect.ValueOf(sprig.TxtFuncMap()["buildCustomCert"])
	out := build.Call([]reflect.Value{reflect.ValueOf(cert), reflect.ValueOf(key)})
	if err, failed := out[1].Interface().(error); failed {
		return certificate{}, err
	}
	return certificate{Cert: out[0].FieldByName("Cert").String(), Key: out[0].FieldByName("Key").String()}, nil
}

// sortedKeys is sprig's keys, which gives them in Go's random order.
func sortedKeys(all ...map[string]any) []string {
	out := []string{}
	for _, m := range all {
		out = append(out, slices.Sorted(maps.Keys(m))...)
	}
	return out
}

// sortedValues is sprig's values, in the order of the keys.
func sortedValues(m map[string]any) []any {
	out := []any{}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[k])
	}
	return out
}
