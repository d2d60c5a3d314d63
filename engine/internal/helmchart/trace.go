package helmchart

import (
	"context"
	"path"
	"strings"
	"text/template"
	"text/template/parse"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"

	"plimsoll/engine/internal/trace"
)

// run executes a chart's templates once more, traced, next to Helm's own engine.
type run struct {
	chart *chart.Chart
	// names maps Helm's template names to paths.
	names map[string]string
	world *world
}

// noValue is what text/template prints for a missing value, and Helm removes.
const noValue = "<no value>"

// traced is what the traced run of a chart told.
type traced struct {
	// ran: whether the templates could be executed at all.
	ran     bool
	files   map[string]tracedFile
	sources []string
	reads   []trace.Read
}

type tracedFile struct {
	text  string
	lines []*trace.Line
}

// trace executes the templates, followed. A file whose run fails is missing.
func (r run) trace(values common.Values) traced {
	out := traced{files: map[string]tracedFile{}}
	templates := allTemplates(r.chart, values)
	names := sortTemplates(templates)
	tracer := trace.New(trace.NewValues(r.chart, asValues(values["Values"])))
	root := r.environment(tracer)
	if !parseAll(root, templates, names) {
		return out
	}
	index := map[string]int{}
	for i, name := range names {
		index[name] = i
		out.sources = append(out.sources, r.names[name])
	}
	instrumentAll(tracer, root, templates, index)
	out.ran = true
	// Every file is executed, in Helm's order, because templates can change values for those that come later.
	for _, name := range names {
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}
		text, lines, err := tracer.Lines(index[name], noValue, func(w *trace.Writer) error {
			return execute(root, w, name, templates[name])
		})
		if err == nil {
			out.files[name] = tracedFile{text, lines}
		}
	}
	out.reads = tracer.Reads()
	return out
}

// texts are what the files print, by Helm's names.
func (t traced) texts() map[string]string {
	texts := make(map[string]string, len(t.files))
	for name, file := range t.files {
		texts[name] = file.text
	}
	return texts
}

// tell adds source lines to the files of a rendering, wherever the traced run printed the very same line. A file whose
// traced run failed, or has another number of lines, goes without.
func (t traced) tell(out *Rendering) {
	out.Sources, out.Reads = t.sources, t.reads
	for i := range out.Files {
		f := &out.Files[i]
		if f.CRD {
			if t.ran {
				f.Lines = own(len(out.Sources), f.Text)
				out.Sources = append(out.Sources, f.Path)
			}
		} else if file, ok := t.files[f.Name]; ok {
			f.Lines = agreed(f.Text, file.text, file.lines)
		}
	}
}

// environment is an empty set of templates with Helm's functions, followed by tracer when there is one.
func (r run) environment(tracer *trace.Tracer) *template.Template {
	root := template.New("gotpl").Option("missingkey=zero")
	initFunMap(r.world.engine(), context.Background(), root)
	if tracer != nil {
		root.Funcs(tracer.Functions())
		root.Funcs(included(tracer, root))
	}
	return root
}

// included are Helm's include and tpl, followed.
func included(tracer *trace.Tracer, parent *template.Template) template.FuncMap {
	include := func(name string, data any) (string, error) {
		return tracer.Called(name, func(w *trace.Writer) error { return parent.ExecuteTemplate(w, name, data) })
	}
	tpl := func(text string, data any) (string, error) {
		t, err := parent.Clone()
		if err != nil {
			return "", err
		}
		t.Option("missingkey=zero").Funcs(included(tracer, t))
		before := trees(t)
		t, err = t.New(parent.Name()).Parse(text)
		if err != nil {
			return "", err
		}
		for tree := range trees(t) {
			if !before[tree] {
				tracer.InstrumentText(tree)
			}
		}
		return tracer.Inline(noValue, func(w *trace.Writer) error { return t.Execute(w, data) })
	}
	return template.FuncMap{"include": include, "tpl": tpl}
}

func trees(t *template.Template) map[*parse.Tree]bool {
	all := map[*parse.Tree]bool{}
	for _, each := range t.Templates() {
		if each.Tree != nil {
			all[each.Tree] = true
		}
	}
	return all
}

func parseAll(root *template.Template, templates map[string]renderable, names []string) bool {
	for _, name := range names {
		if _, err := root.New(name).Parse(templates[name].tpl); err != nil {
			return false
		}
	}
	return true
}

// instrumentAll instruments each tree once, whatever file it was defined in.
func instrumentAll(tracer *trace.Tracer, root *template.Template, templates map[string]renderable, index map[string]int) {
	sources := map[string]*trace.Source{}
	for name, t := range templates {
		sources[name] = trace.NewSource(index[name], t.tpl)
	}
	for tree := range trees(root) {
		if source := sources[tree.ParseName]; source != nil {
			tracer.Instrument(tree, source)
		}
	}
}

func execute(root *template.Template, w *trace.Writer, name string, r renderable) error {
	r.vals["Template"] = common.Values{"Name": name, "BasePath": r.basePath}
	return root.ExecuteTemplate(w, name, r.vals)
}

// agreed keeps the lines in which the traced text is Helm's. When the number of lines differs, none can be trusted.
func agreed(clean, traced string, lines []*trace.Line) []*trace.Line {
	if clean == traced {
		return lines
	}
	a, b := strings.Split(clean, "\n"), strings.Split(traced, "\n")
	if len(a) != len(b) {
		return nil
	}
	for i := range a {
		if a[i] != b[i] {
			lines[i] = nil
		}
	}
	return lines
}

// own gives each line of a file that is not a template itself.
func own(source int, text string) []*trace.Line {
	lines := make([]*trace.Line, strings.Count(text, "\n")+1)
	for i := range lines {
		lines[i] = &trace.Line{Source: source, Number: i + 1}
	}
	return lines
}

func asValues(v any) map[string]any {
	switch v := v.(type) {
	case map[string]any:
		return v
	case common.Values:
		return v
	}
	return nil
}
