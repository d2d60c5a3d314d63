package helmchart

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"text/template"

	"helm.sh/helm/v4/pkg/chart/common"
)

// Apart is a file that prints the same where no other one is executed.
type Apart struct {
	// Name is Helm's own; Path is relative to the chart's folder.
	Name string `json:"name"`
	Path string `json:"file"`
}

// watch notes in a render what templates may do to each other: what one of them changes of the values or draws of chance,
// others see. Where none does, and nobody but Helm executes a file, that file alone prints what it prints among the others.
type watch struct {
	entered map[string]int
	scopes  []scope
}

// scope is what the templates of one chart are given, and what was in it before they ran.
type scope struct {
	now    common.Values
	before common.Values
}

func watching(templates map[string]renderable) *watch {
	w := &watch{entered: map[string]int{}}
	known := map[uintptr]bool{}
	for _, t := range templates {
		if at := reflect.ValueOf(t.vals).Pointer(); !known[at] {
			known[at] = true
			w.scopes = append(w.scopes, scope{t.vals, before(t.vals)})
		}
	}
	return w
}

// before copies what templates can change. Subcharts holds the scopes of subcharts, which are watched themselves.
func before(scope common.Values) common.Values {
	out := common.Values{}
	for key, value := range scope {
		if key == "Subcharts" {
			out[key] = shallow(value)
		} else {
			out[key] = copiedValue(value)
		}
	}
	return out
}

func shallow(value any) map[string]uintptr {
	out := map[string]uintptr{}
	all := reflect.ValueOf(value)
	if all.Kind() != reflect.Map {
		return out
	}
	for _, key := range all.MapKeys() {
		out[key.String()] = pointer(all.MapIndex(key).Interface())
	}
	return out
}

func pointer(value any) uintptr {
	if v := reflect.ValueOf(value); v.Kind() == reflect.Map || v.Kind() == reflect.Pointer {
		return v.Pointer()
	}
	return 0
}

// apart are the files of which it is certain; none where it is certain of none.
func (w *watch) apart(texts map[string]string) map[string]bool {
	names := map[string]bool{}
	if w == nil || !w.isUnchanged() {
		return names
	}
	for name := range texts {
		names[name] = w.entered[name] == 1
	}
	return names
}

// apartIn gives certain names their paths. A file that several dependencies have is one where that is certain of each.
func apartIn(certain map[string]bool, paths map[string]string) []Apart {
	uncertain := map[string]bool{}
	for name, ok := range certain {
		uncertain[paths[name]] = uncertain[paths[name]] || !ok
	}
	var all []Apart
	for name := range certain {
		if file := paths[name]; file != "" && !uncertain[file] {
			all = append(all, Apart{name, file})
		}
	}
	slices.SortFunc(all, func(a, b Apart) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// isUnchanged tells whether all that templates were given is as it was.
func (w *watch) isUnchanged() bool {
	return !slices.ContainsFunc(w.scopes, func(s scope) bool { return !s.isUnchanged() })
}

func (s scope) isUnchanged() bool {
	for key, value := range s.now {
		was, ok := s.before[key]
		switch {
		case key == "Template":
		case !ok:
			return false
		case key == "Subcharts":
			if !reflect.DeepEqual(shallow(value), was) {
				return false
			}
		case !reflect.DeepEqual(value, was):
			return false
		}
	}
	return true
}

// mark is a function's name that no template can know.
func (w *world) mark() string {
	hash := w.hash("entered")
	return "entered" + hex.EncodeToString(hash[:8])
}

// marked is a template that tells when it is executed. No line of it moves.
func marked(mark, name, text string) string { return fmt.Sprintf("{{%s %q}}%s", mark, name, text) }

func (w *watch) functions(mark string) template.FuncMap {
	if w == nil {
		return nil
	}
	return template.FuncMap{mark: func(name string) string {
		w.entered[name]++
		return ""
	}}
}

// counted is a source of chance that tells whether it was used.
type counted struct {
	rand.Source
	world *world
}

func (c counted) Uint64() uint64 {
	c.world.drawn = true
	return c.Source.Uint64()
}

func (w *world) hasDrawn() bool { return w.drawn || w.material != nil && w.material.drawn > 0 }
