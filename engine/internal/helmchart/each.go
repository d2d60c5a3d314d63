package helmchart

import (
	"fmt"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"

	"plimsoll/engine/internal/abi"
)

// Result is a rendering, or why there is none.
type Result struct {
	Rendering *Rendering
	Err       error
}

// Set is what stands in the place of a request's values, and of the templates that it wants.
type Set struct {
	Values  []abi.Content
	Include []string
}

// RenderEach renders a chart with each of several sets. It is loaded once, its schema is compiled once and its templates,
// where the same ones are wanted, are parsed once: that is more than half of the work.
func RenderEach(r Request, sets []Set) []Result {
	results := make([]Result, len(sets))
	c, byData, err := load(r.Files)
	var library library
	asked := memo{}
	by := means{asks: asked.asks, texts: library.helms, schemas: schemas{}}
	for i, set := range sets {
		if err != nil {
			results[i].Err = err
			continue
		}
		collect()
		r.Values, r.Include = set.Values, set.Include
		results[i] = guarded(r, cloned(c), byData, by)
	}
	return results
}

// guarded is render; what panics over one set of values is an error of that set.
func guarded(r Request, c *chart.Chart, byData paths, by means) (result Result) {
	defer func() {
		if p := recover(); p != nil {
			result = Result{nil, fmt.Errorf("panic: %v", p)}
		}
	}()
	rendering, err := render(r, c, byData, by)
	return Result{rendering, err}
}

// helms is what Helm's engine prints. Where a template fails, the engine itself says how.
func (l *library) helms(run run, values common.Values) (map[string]string, error) {
	again := copied(values)
	whole := true
	texts, err := l.texts(run.world, run.chart, values, func(error) bool {
		whole = false
		return false
	})
	if err != nil || !whole {
		return run.world.engine().Render(run.chart, again)
	}
	return texts, nil
}

// memo has what texts ask for.
type memo map[string][]string

func (m memo) asks(c *chart.Chart, values common.Values) []string {
	texts := textsOf(c, values)
	var all strings.Builder
	for _, text := range slices.Concat(texts.own, []string{""}, texts.given) {
		fmt.Fprintf(&all, "%d:%s", len(text), text)
	}
	key := all.String()
	known, ok := m[key]
	if !ok {
		known = asked(texts)
		m[key] = known
	}
	return slices.Clone(known)
}

// cloned copies what a render changes of a chart: which dependencies it has, what is said of them, and its values.
func cloned(c *chart.Chart) *chart.Chart {
	out := *c
	metadata := *c.Metadata
	metadata.Dependencies = slices.Clone(metadata.Dependencies)
	for i, d := range metadata.Dependencies {
		if d != nil {
			dependency := *d
			metadata.Dependencies[i] = &dependency
		}
	}
	out.Metadata = &metadata
	if c.Values != nil {
		out.Values = copied(c.Values)
	}
	dependencies := make([]*chart.Chart, len(c.Dependencies()))
	for i, d := range c.Dependencies() {
		dependencies[i] = cloned(d)
	}
	out.SetDependencies(dependencies...)
	return &out
}
