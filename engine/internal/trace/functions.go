package trace

import (
	"maps"
	"reflect"
	"strings"
	"text/template"
	"unsafe"
)

// Functions are those that instrumented trees call, and those that shape text or copy maps, which keep places and parts.
func (t *Tracer) Functions() template.FuncMap {
	functions := template.FuncMap{
		nameAt:       t.at,
		nameValue:    t.value,
		nameEnter:    t.enter,
		nameLeave:    t.leave,
		"indent":     func(n int, s string) string { return t.indent("", n, s) },
		"nindent":    func(n int, s string) string { return t.indent("\n", n, s) },
		"trim":       func(s string) string { return t.part(s, strings.TrimSpace(s)) },
		"trimAll":    func(set, s string) string { return t.part(s, strings.Trim(s, set)) },
		"trimall":    func(set, s string) string { return t.part(s, strings.Trim(s, set)) },
		"trimSuffix": func(suffix, s string) string { return t.part(s, strings.TrimSuffix(s, suffix)) },
		"trimPrefix": func(prefix, s string) string { return t.part(s, strings.TrimPrefix(s, prefix)) },
	}
	maps.Copy(functions, t.copying())
	return functions
}

// at begins an action. args are the bases of its expressions.
func (t *Tracer) at(number int, args ...any) string {
	a := t.actions[number]
	t.call.now = place{t.call, a.line}
	t.call.value = nil
	own := paths{}
	for _, r := range a.refs {
		t.read(own, args[r.base], r.fields)
	}
	t.begin(number, own)
	return ""
}

// value sees what an action is about to print. It takes and gives a reflect.Value so that nothing about the value
// changes: through `any`, a struct would lose the methods of its pointer, and print differently.
func (t *Tracer) value(v reflect.Value) reflect.Value {
	if v.IsValid() && v.Kind() == reflect.String && v.Len() > 0 {
		s := v.String()
		t.call.value = t.strings[identify(s)]
		own := paths{}
		t.read(own, s, nil)
		t.note(t.call.now.line, own)
		t.hand(own)
	}
	return v
}

func (t *Tracer) enter() string {
	t.call = t.call.child()
	return ""
}

func (t *Tracer) leave() string {
	t.call = t.call.from.call
	return ""
}

// indent is sprig's, and nindent with a line break before.
func (t *Tracer) indent(before string, n int, s string) string {
	pad := strings.Repeat(" ", n)
	out := before + pad + strings.ReplaceAll(s, "\n", "\n"+pad)
	if f := t.strings[identify(s)]; f != nil {
		return t.follow(f.indented(out, pad, len(before)+len(pad)))
	}
	return out
}

// part is a piece of s that shares its bytes, as Go's trimming does.
func (t *Tracer) part(s, piece string) string {
	f := t.strings[identify(s)]
	if f == nil || piece == "" {
		return piece
	}
	from := int(uintptr(unsafe.Pointer(unsafe.StringData(piece))) - uintptr(unsafe.Pointer(unsafe.StringData(s))))
	return t.follow(f.cut(from, from+len(piece)))
}
