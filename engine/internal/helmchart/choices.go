package helmchart

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	chart "helm.sh/helm/v4/pkg/chart/v2"
)

const (
	// mostChoices is how many of the things that a supposed value is compared with are tried one by one.
	mostChoices = 32
	// mostPassed is how many of the first are passed over one after the other.
	mostPassed = 8
)

// choice tells which comparisons of a `matching` render hold. Where all do, the first branch of a chain and the first key of
// a map hide those after it.
type choice struct {
	// only: those with this text. Nil for any.
	only *string
	// except: not those with one of these.
	except map[string]bool
}

func (c choice) isNone() bool { return c.only == nil && c.except == nil }

// candidates are what something supposed was compared with, in all rounds so far, and keys among which it chooses.
type candidates struct {
	texts []string
	// passed: there is one more, by which a chart only decides how it names its objects.
	passed bool
	// untried: there are more than are tried.
	untried bool
}

func (all *candidates) note(texts []string) {
	for _, text := range texts {
		switch {
		case slices.Contains(all.texts, text) || strings.Contains(text, "{{"):
		case len(all.texts) < mostChoices:
			all.texts = append(all.texts, text)
		default:
			all.untried = true
		}
	}
}

func (all *candidates) pass() {
	if all != nil {
		all.passed = true
	}
}

// several tells whether one may hide another.
func (all *candidates) several() bool {
	return len(all.texts) > 1 || len(all.texts) > 0 && all.passed
}

// choices are what is tried for one of them: it alone, and all but it and those before.
func (all *candidates) choices(i int) []choice {
	out := []choice{{only: &all.texts[i]}}
	if i < mostPassed && i+1 < len(all.texts) {
		except := map[string]bool{}
		for _, text := range all.texts[:i+1] {
			except[text] = true
		}
		out = append(out, choice{except: except})
	}
	return out
}

// note notes what something supposed is compared with.
func (w *world) note(texts []string) {
	if w.candidates != nil && w.choice.only == nil {
		w.candidates.note(texts)
	}
}

// noteCompared is note, but for the chart's name in the release's, which is what `helm create` asks for.
func (w *world) noteCompared(name string, texts []string) {
	if name == "contains" && slices.ContainsFunc(texts, func(text string) bool { return isNameOf(w.chart, text) }) {
		w.candidates.pass()
		return
	}
	w.note(texts)
}

func isNameOf(c *chart.Chart, text string) bool {
	return c.Name() == text || slices.ContainsFunc(c.Dependencies(), func(d *chart.Chart) bool { return isNameOf(d, text) })
}

// holding answers a comparison of a `matching` render.
func (w *world) holding(plain call, args []any, holds bool) (any, error) {
	against := w.against(args)
	switch {
	case w.choice.only != nil && !slices.Contains(against, *w.choice.only):
		return plain(w.chosenFor(args))
	case len(against) > 0 && !slices.ContainsFunc(against, func(text string) bool { return !w.choice.except[text] }):
		return !holds, nil
	}
	return holds, nil
}

// against are the texts of what is compared with something supposed; of a list or map, its first.
func (w *world) against(args []any) []string {
	var texts []string
	for _, arg := range args {
		switch {
		case w.taint.has(arg):
		case asValues(arg) != nil:
			if keys := sortedKeys(asValues(arg)); len(keys) > 0 {
				texts = append(texts, keys[0])
			}
		default:
			if list := reflect.ValueOf(arg); list.Kind() != reflect.Slice {
				texts = append(texts, fmt.Sprint(arg))
			} else if list.Len() > 0 {
				texts = append(texts, fmt.Sprint(list.Index(0).Interface()))
			}
		}
	}
	return texts
}

// chosenFor are the arguments with the chosen text in the place of those that are supposed.
func (w *world) chosenFor(args []any) []any {
	out := slices.Clone(args)
	for i, arg := range args {
		if _, ok := arg.(string); ok && w.taint.has(arg) {
			out[i] = *w.choice.only
		}
	}
	return out
}

// key is the one of a map's keys that stands for something supposed; false for none.
func (w *world) key(m map[string]any) (string, bool) {
	keys := sortedKeys(m)
	if w.choice.only != nil {
		return *w.choice.only, slices.Contains(keys, *w.choice.only)
	}
	for _, key := range keys {
		if !w.choice.except[key] {
			return key, true
		}
	}
	return "", false
}

// keyed gives a function keys that its map has, for those that come of what is supposed. `in` tells where in the
// arguments the map stands, and which are its keys.
func (w *world) keyed(plain call, in func(args []any) (m any, from, to int)) any {
	return func(args ...any) (any, error) {
		if len(args) < 2 || !w.taint.hasOne(args) {
			return plain(args)
		}
		m, from, to := in(args)
		out := slices.Clone(args)
		for i := from; i < to && asValues(m) != nil; i++ {
			out[i] = w.known(asValues(m), args[i])
			m = asValues(m)[fmt.Sprint(out[i])]
		}
		return plain(out)
	}
}

// known is a key as it is, or, where it may be any, one that the map has.
func (w *world) known(m map[string]any, given any) any {
	if _, has := m[fmt.Sprint(given)]; has || !w.taint.has(given) || len(m) == 0 {
		return given
	}
	w.compared = true
	w.note(sortedKeys(m))
	if w.others != "matching" {
		return given
	}
	if key, ok := w.key(m); ok {
		return key
	}
	return given
}

// removing takes an item of the list for one that comes of what is supposed.
func (w *world) removing(plain call) any {
	return func(args ...any) (any, error) {
		if len(args) < 2 || !w.taint.hasOne(args[1:]) {
			return plain(args)
		}
		items := map[string]any{}
		if list := reflect.ValueOf(args[0]); list.Kind() == reflect.Slice {
			for i := range list.Len() {
				if text, ok := list.Index(i).Interface().(string); ok {
					items[text] = true
				}
			}
		}
		out := slices.Clone(args)
		for i, arg := range args[1:] {
			out[i+1] = w.known(items, arg)
		}
		return plain(out)
	}
}

// Where functions have their map and its keys.

func mapFirst(args []any) (m any, from, to int) { return args[0], 1, len(args) }

// mapsLast is pluck's way: one key, then maps.
func mapsLast(args []any) (m any, from, to int) {
	all := map[string]any{}
	for _, each := range args[1:] {
		maps.Copy(all, asValues(each))
	}
	return all, 0, 1
}

// mapAfterDefault is dig's way: keys, a default, and the map.
func mapAfterDefault(args []any) (m any, from, to int) {
	return args[len(args)-1], 0, len(args) - 2
}
