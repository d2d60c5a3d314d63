package helmchart

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"

	"plimsoll/engine/internal/deepcopy"
)

// certificate has the fields of sprig's own type, which templates read as .Cert and .Key.
type certificate struct{ Cert, Key string }

// stable are template functions that replace Helm's random and slow ones, so that a render repeats exactly. A real RSA key
// takes seconds, and nothing reads it: key material is drawn from the seed, in the shape of the real one, so that no
// template can tell it from that.
func stable(made *material, random *rand.Rand) template.FuncMap {
	functions := template.FuncMap{
		"genPrivateKey":            made.privateKey,
		"genCA":                    func(string, int) certificate { return made.certificate() },
		"genCAWithKey":             func(_ string, _ int, key string) certificate { return made.certificateOf(key) },
		"genSelfSignedCert":        func(string, []any, []any, int) certificate { return made.certificate() },
		"genSelfSignedCertWithKey": func(_ string, _, _ []any, _ int, key string) certificate { return made.certificateOf(key) },
		"genSignedCert":            func(string, []any, []any, int, certificate) certificate { return made.certificate() },
		"genSignedCertWithKey": func(_ string, _, _ []any, _ int, _ certificate, key string) certificate {
			return made.certificateOf(key)
		},
		"buildCustomCert": made.customCertificate,
		"bcrypt":          func(string) string { return made.hash() },
		"htpasswd": func(user, _ string) string {
			if strings.Contains(user, ":") {
				return "invalid username: " + user
			}
			return user + ":" + made.hash()
		},
		"keys":   sortedKeys,
		"values": sortedValues,
	}
	maps.Copy(functions, drawn(random))
	maps.Copy(functions, deepcopy.Functions())
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

// material draws what stands for keys, certificates and hashes. Equal seeds give equal draws, in their order.
type material struct {
	seed         string
	drawn        int
	certificates map[string]bool
}

// bytes are the next n of the seed's.
func (m *material) bytes(n int) []byte {
	var out []byte
	for len(out) < n {
		m.drawn++
		block := sha256.Sum256(fmt.Appendf(nil, "%s/%d", m.seed, m.drawn))
		out = append(out, block[:]...)
	}
	return out[:n]
}

// block is PEM around a DER sequence of n bytes, of which only the beginning is one.
func (m *material) block(kind string, n int) string {
	data := append([]byte{0x30, 0x82, byte((n - 4) >> 8), byte(n - 4)}, m.bytes(n-4)...)
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}))
}

// Bytes that a key of 4096 or 2048 bits and its certificate have in DER.
const (
	longKey   = 2349
	shortKey  = 1191
	certBytes = 800
)

func (m *material) privateKey(kind string) string {
	switch kind {
	case "", "rsa":
		return m.block("RSA PRIVATE KEY", longKey)
	case "dsa":
		return m.block("DSA PRIVATE KEY", 806)
	case "ecdsa":
		return m.block("EC PRIVATE KEY", 260)
	case "ed25519":
		return m.block("PRIVATE KEY", 260)
	}
	return "Unknown type " + kind
}

func (m *material) certificate() certificate {
	return m.certificateOf(m.block("RSA PRIVATE KEY", shortKey))
}

func (m *material) certificateOf(key string) certificate {
	made := certificate{Cert: m.block("CERTIFICATE", certBytes), Key: key}
	m.certificates[made.Cert] = true
	return made
}

// hash has bcrypt's shape: version, cost, salt and hash.
func (m *material) hash() string {
	alphabet := base64.NewEncoding("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789").WithPadding(base64.NoPadding)
	return "$2a$10$" + alphabet.EncodeToString(m.bytes(40))[:53]
}

// customCertificate is sprig's buildCustomCert, but takes what was drawn here for a certificate.
func (m *material) customCertificate(cert, key string) (certificate, error) {
	if text, err := base64.StdEncoding.DecodeString(cert); err == nil && m.certificates[string(text)] {
		private, err := base64.StdEncoding.DecodeString(key)
		return certificate{Cert: string(text), Key: string(private)}, err
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
