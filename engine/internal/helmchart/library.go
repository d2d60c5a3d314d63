package helmchart

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"text/template"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// library is a chart's templates, parsed once for many renders: that is half of the work of one.
type library struct {
	root  *template.Template
	names []string
}

var errUnparsed = errors.New("a template does not parse")

// texts executes the templates as Helm's engine does, in its order, and gives what each prints. Those that fail are left
// out; failed is told why, and says whether to go on.
func (l *library) texts(w *world, c *chart.Chart, values common.Values, failed func(error) bool) (texts map[string]string, err error) {
	defer func() {
		if r := recover(); r != nil {
			texts, err = nil, fmt.Errorf("rendering template failed: %v", r)
		}
	}()
	templates := allTemplates(c, values)
	names := sortTemplates(templates)
	var watch *watch
	if w.request.Apart {
		watch = watching(templates)
	}
	if err := l.parse(w, templates, names, watch); err != nil {
		return nil, err
	}
	texts = make(map[string]string, len(names))
	for _, name := range names {
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}
		var text strings.Builder
		each := templates[name]
		each.vals["Template"] = common.Values{"Name": name, "BasePath": each.basePath}
		if err := l.root.ExecuteTemplate(&text, name, each.vals); err == nil {
			texts[name] = strings.ReplaceAll(text.String(), noValue, "")
		} else if !failed(err) {
			break
		}
	}
	if !w.hasDrawn() {
		w.apart = watch.apart(texts)
	}
	return texts, nil
}

// parse makes the templates ready for a world. Values that switch dependencies on or off bring other templates.
func (l *library) parse(w *world, templates map[string]renderable, names []string, watch *watch) error {
	mark := w.mark()
	if l.root != nil && slices.Equal(l.names, names) {
		initFunMap(w.engine(), context.Background(), l.root)
		l.root.Funcs(watch.functions(mark))
		return nil
	}
	root := template.New("gotpl").Option("missingkey=zero")
	initFunMap(w.engine(), context.Background(), root)
	root.Funcs(watch.functions(mark))
	if w.request.Apart {
		templates = allMarked(mark, templates)
	}
	if !parseAll(root, templates, names) {
		l.root = nil
		return errUnparsed
	}
	l.root, l.names = root, names
	return nil
}

func allMarked(mark string, templates map[string]renderable) map[string]renderable {
	out := make(map[string]renderable, len(templates))
	for name, t := range templates {
		t.tpl = marked(mark, name, t.tpl)
		out[name] = t
	}
	return out
}
