package helmchart

import (
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/Masterminds/semver/v3"
	"github.com/Masterminds/sprig/v3"
)

// taint tells values that come of what is supposed from all others.
type taint struct {
	// marks are texts that stand nowhere else: whatever holds one comes of it.
	marks []string
	// texts and numbers were made of what is supposed.
	texts   map[string]bool
	numbers map[int64]bool
}

func (t *taint) mark(text string) {
	t.marks = append(t.marks, text)
	t.numbers[int64(len(text))] = true
}

func (t *taint) time(at time.Time) {
	for _, each := range []int64{at.Unix(), at.UnixMilli(), at.UnixMicro(), at.UnixNano(), int64(at.Year())} {
		t.numbers[each] = true
		t.texts[fmt.Sprint(each)] = true
	}
	for _, layout := range []string{"2006-01", "2006-01-02", "20060102", "January", "Jan", "Monday", "Mon"} {
		t.texts[at.Format(layout)] = true
	}
}

// has tells whether a value comes of what is supposed.
func (t *taint) has(value any) bool {
	switch value := value.(type) {
	case string:
		return t.texts[value] || slices.ContainsFunc(t.marks, func(mark string) bool { return strings.Contains(value, mark) })
	case time.Time, time.Month, time.Weekday:
		return true
	case []any:
		return slices.ContainsFunc(value, t.has)
	case []string:
		return slices.ContainsFunc(value, func(each string) bool { return t.has(each) })
	}
	v := reflect.ValueOf(value)
	return v.IsValid() && (v.CanInt() && t.numbers[v.Int()] || v.CanUint() && t.numbers[int64(v.Uint())])
}

func (t *taint) hasOne(values []any) bool { return slices.ContainsFunc(values, t.has) }

// drawing are functions whose results chance decides; deriving are those whose texts come of those that they are given.
var (
	drawingNames = []string{
		"randAlphaNum", "randAlpha", "randNumeric", "randAscii", "randInt", "randBytes", "uuidv4", "shuffle", "genPrivateKey",
		"bcrypt", "htpasswd",
	}
	derivingNames = []string{
		"sha1sum", "sha256sum", "sha512sum", "adler32sum", "b64enc", "b32enc", "upper", "lower", "title", "untitle", "swapcase",
		"trunc", "abbrev", "substr", "trim", "trimPrefix", "trimSuffix", "trimAll", "replace", "nospace", "initials",
		"regexReplaceAll", "regexReplaceAllLiteral", "unixEpoch", "first", "last", "toString", "quote", "squote",
		"snakecase", "camelcase", "kebabcase", "dateModify", "duration", "durationRound", "int", "int64", "atoi", "add", "sub",
		"mod", "mul", "div", "min", "max", "add1",
	}
	// comparing are functions that ask whether something is so, of two values.
	comparingNames = []string{
		"contains", "hasPrefix", "hasSuffix", "regexMatch", "mustRegexMatch", "has", "mustHas", "hasKey",
	}
	builtinNames = []string{"eq", "ne", "lt", "le", "gt", "ge"}
)

// comparisons are the functions by which templates decide, and those that make what is decided by.
func (w *world) comparisons(own template.FuncMap) template.FuncMap {
	all := sprig.TxtFuncMap()
	maps.Copy(all, own)
	out := template.FuncMap{}
	for _, name := range drawingNames {
		out[name] = w.noting(all[name], true)
	}
	for _, name := range derivingNames {
		if all[name] != nil {
			out[name] = w.noting(all[name], false)
		}
	}
	for _, name := range comparingNames {
		out[name] = w.deciding(name, caller(all[name]), true)
	}
	for _, name := range builtinNames {
		out[name] = w.deciding(name, builtin(name), name != "ne")
	}
	for _, name := range []string{"regexFind", "mustRegexFind", "regexFindAll", "mustRegexFindAll"} {
		out[name] = w.finding(caller(all[name]))
	}
	out["semverCompare"] = w.semverCompare(caller(all["semverCompare"]))
	out["index"] = w.keyed(builtin("index"), mapFirst)
	out["get"] = w.keyed(caller(all["get"]), mapFirst)
	out["without"] = w.removing(caller(all["without"]))
	out["pick"] = w.keyed(caller(all["pick"]), mapFirst)
	out["pluck"] = w.keyed(caller(all["pluck"]), mapsLast)
	out["dig"] = w.keyed(caller(all["dig"]), mapAfterDefault)
	return out
}

type call func(args []any) (any, error)

// caller calls a function as a template does.
func caller(function any) call {
	f := reflect.ValueOf(function)
	return func(args []any) (any, error) {
		in := make([]reflect.Value, len(args))
		for i, arg := range args {
			in[i] = argument(f.Type(), i, arg)
		}
		out := f.Call(in)
		if len(out) == 2 && !out[1].IsNil() {
			return nil, out[1].Interface().(error)
		}
		return out[0].Interface(), nil
	}
}

func argument(function reflect.Type, i int, arg any) reflect.Value {
	var kind reflect.Type
	switch last := function.NumIn() - 1; {
	case function.IsVariadic() && i >= last:
		kind = function.In(last).Elem()
	case i <= last:
		kind = function.In(i)
	default:
		panic("wrong number of arguments")
	}
	v := reflect.ValueOf(arg)
	if !v.IsValid() {
		return reflect.Zero(kind)
	}
	if !v.Type().AssignableTo(kind) && v.CanInt() && v.CanConvert(kind) && kind.Kind() != reflect.String {
		return v.Convert(kind)
	}
	return v
}

// builtin calls one of text/template's own functions, which it keeps for itself.
func builtin(name string) call {
	templates := map[int]*template.Template{}
	var args []any
	var result any
	functions := template.FuncMap{
		"argument": func(i int) any { return args[i] },
		"result":   func(value any) string { result = value; return "" },
	}
	return func(given []any) (any, error) {
		if out, ok := quick(name, given); ok {
			return out, nil
		}
		t := templates[len(given)]
		if t == nil {
			text := "{{ result (" + name
			for i := range given {
				text += fmt.Sprintf(" (argument %d)", i)
			}
			t = template.Must(template.New(name).Funcs(functions).Parse(text + ") }}"))
			templates[len(given)] = t
		}
		args, result = given, nil
		err := t.Execute(io.Discard, nil)
		return result, err
	}
}

// quick answers what templates ask most, which needs no template: whether two texts or truths are equal, and for a key.
func quick(name string, args []any) (any, bool) {
	if len(args) != 2 {
		return nil, false
	}
	switch first := args[0].(type) {
	case string:
		second, ok := args[1].(string)
		return (first == second) == (name == "eq"), ok && (name == "eq" || name == "ne")
	case bool:
		second, ok := args[1].(bool)
		return (first == second) == (name == "eq"), ok && (name == "eq" || name == "ne")
	case map[string]any:
		key, ok := args[1].(string)
		return first[key], ok && name == "index"
	}
	return nil, false
}

// noting notes what a function makes by chance, or of what is supposed.
func (w *world) noting(function any, always bool) any {
	plain := caller(function)
	return func(args ...any) (any, error) {
		out, err := plain(args)
		if err != nil || !always && !w.taint.hasOne(args) {
			return out, err
		}
		if text, ok := out.(string); ok && (len(text) > 1 || strings.Contains(letters, text)) && text != "" {
			w.taint.texts[text] = true
		}
		if v := reflect.ValueOf(out); v.IsValid() && v.CanInt() {
			w.taint.numbers[v.Int()] = true
		}
		return out, nil
	}
}

// deciding answers a comparison with what is supposed as if it held, where that is supposed as well.
func (w *world) deciding(name string, plain call, holds bool) any {
	return func(args ...any) (any, error) {
		if !w.taint.hasOne(args) {
			return plain(args)
		}
		w.compared = true
		w.noteCompared(name, w.against(args))
		if w.others == "matching" {
			return w.holding(plain, args, holds)
		}
		return plain(args)
	}
}

// finding finds what is supposed as a whole, where it may be any and nothing of it fits.
func (w *world) finding(plain call) any {
	return func(args ...any) (any, error) {
		out, err := plain(args)
		if err != nil || len(args) < 2 || !w.taint.has(args[1]) {
			return out, err
		}
		text, all := fmt.Sprint(args[1]), reflect.ValueOf(out)
		if all.Len() > 0 {
			return out, nil
		}
		w.compared = true
		if w.others != "matching" {
			return out, nil
		}
		if all.Kind() == reflect.Slice {
			return []string{text}, nil
		}
		return text, nil
	}
}

// semverCompare asks of one version, or, where it may be any, whether one of them is in the range.
func (w *world) semverCompare(plain call) any {
	return func(args ...any) (any, error) {
		if len(args) != 2 || !w.taint.has(args[1]) {
			return plain(args)
		}
		wanted, err := semver.NewConstraint(fmt.Sprint(args[0]))
		if err != nil || len(w.versions) == 0 {
			return plain(args)
		}
		oldest, newest := wanted.Check(w.versions[0]), wanted.Check(w.versions[len(w.versions)-1])
		inRange := slices.ContainsFunc(w.versions, wanted.Check)
		if inRange && !oldest && !newest {
			w.compared = true
		}
		if w.others == "matching" {
			return inRange, nil
		}
		return plain(args)
	}
}
