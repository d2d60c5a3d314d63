package helmchart

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"

	"plimsoll/engine/internal/abi"
	"plimsoll/engine/internal/trace"
)

// Request is a chart and how to render it.
type Request struct {
	// Files are those of the chart's folder; paths are relative to it.
	Files []abi.Content
	// Values are value files in order; later ones win.
	Values []abi.Content
	// Set are `--set` arguments, which win over all files.
	Set []string
	// SetString are `--set-string` arguments, which win over those.
	SetString []string
	Release   struct{ Name, Namespace string }
	// KubeVersion is like 1.36; empty for the one that Helm was built with.
	KubeVersion string
	// APIVersions are added to those that Helm knows without a cluster.
	APIVersions          []string
	SkipSchemaValidation bool
	// Provenance: whether to tell source lines.
	Provenance bool
	// Alone: with provenance, whether Helm's own engine is not asked. The texts are then those of the traced run, which
	// only who has Helm's can hold against them; a file whose traced run fails is missing.
	Alone bool
	// Include are Helm's names of the only templates wanted; empty for all.
	Include []string
	// Seed: what stands for keys and certificates is drawn from it.
	Seed string
	// Suppose: what is taken for otherwise than in a plain render; nil for nothing.
	Suppose *Supposition
	// Asking: whether to tell what the templates ask of the cluster, the release, the clock and chance.
	Asking bool
	// Apart: whether to tell which files print the same by themselves.
	Apart bool
	// Elsewhere: instead of one render, all of these, and what of them differs from a plain one.
	Elsewhere *Elsewhere
}

// Rendering is what `helm template --include-crds` prints, file by file.
type Rendering struct {
	Files    []File
	Warnings []abi.Failure
	// Sources are paths from the chart's folder; lines and reads refer to them by index.
	Sources []string
	Reads   []trace.Read
	// Asks: what only a cluster, a release, the clock or chance has, and the templates mention.
	Asks []string
	// Apart are files that print the same where no other one is executed; nil where that was not asked for.
	Apart []Apart
	// Variants are what Elsewhere gives; Files is empty then.
	Variants []Variant
	// Compared: whether a comparison came upon one of these that may hold of yet another value.
	Compared bool
}

// File is a rendered template, or a CRD file as it is.
type File struct {
	// Name is Helm's own: chart/templates/x.yaml.
	Name string
	// Path is relative to the chart's folder.
	Path string
	CRD  bool
	// Digest of the text, where that was wanted and the templates ask for something.
	Digest    string
	Text      string
	Documents []Document
	// Lines is nil when provenance was not asked for or not to be had. One entry a line; nil for lines of unknown origin.
	Lines []*trace.Line
}

// Render renders a chart. Errors that the chart or its values are to blame for are *abi.Failure.
func Render(r Request) (*Rendering, error) {
	c, byData, err := load(r.Files)
	if err != nil {
		return nil, err
	}
	if r.Apart {
		var own library
		return render(r, c, byData, means{asks: asks, texts: own.helms})
	}
	return render(r, c, byData, means{asks: asks, texts: func(run run, values common.Values) (map[string]string, error) {
		return run.world.engine().Render(run.chart, values)
	}})
}

// means are the parts of a render that need not be done anew for each set of values.
type means struct {
	asks  func(*chart.Chart, common.Values) []string
	texts func(run, common.Values) (map[string]string, error)
	// schemas are those that were compiled for another set.
	schemas schemas
}

// render renders a chart that is loaded, and changes it.
func render(r Request, c *chart.Chart, byData paths, by means) (*Rendering, error) {
	user, err := userValues(r.Values, r.Set, r.SetString)
	if err != nil {
		return nil, err
	}
	values, warnings, err := renderValues(c, r, user, by.schemas)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	byData.names(c, names)
	out := &Rendering{Warnings: warnings}
	if r.Asking {
		out.Asks = by.asks(c, values)
	}
	if len(r.Include) > 0 {
		keepTemplates(c, r.Include)
	}
	world := newWorld(r, c)
	world.lay(values)
	run := run{chart: c, names: names, world: world}
	if r.Elsewhere != nil {
		out.Variants = run.elsewhere(values)
		return out, nil
	}
	if r.Provenance && r.Alone {
		traced := run.trace(values)
		out.Files = manifests(c, world.plain(traced.texts()), names, r.Include)
		traced.tell(out)
		return out, nil
	}
	again := copied(values)
	texts, err := by.texts(run, values)
	if err != nil {
		return nil, run.failure(again, err)
	}
	out.Files = manifests(c, world.plain(texts), names, r.Include)
	out.Compared, out.Apart = world.compared, apartIn(world.apart, names)
	if len(out.Asks) > 0 {
		for i := range out.Files {
			out.Files[i].Digest = digest(out.Files[i].Text)
		}
	}
	if r.Provenance {
		run.trace(again).tell(out)
	}
	return out, nil
}

// manifests are the files that hold something for a cluster: no partials, no notes, nothing blank; and CRD files.
func manifests(c *chart.Chart, texts map[string]string, names map[string]string, include []string) []File {
	wanted := func(name string) bool { return len(include) == 0 || slices.Contains(include, name) }
	var files []File
	for _, crd := range c.CRDObjects() {
		if wanted(crd.Filename) {
			text := string(crd.File.Data)
			files = append(files, File{Name: crd.Filename, Path: names[crd.Filename], CRD: true, Text: text, Documents: applied(text)})
		}
	}
	crds := len(files)
	for name, text := range texts {
		partial := strings.HasPrefix(path.Base(name), "_") || strings.HasSuffix(name, "NOTES.txt")
		if !partial && wanted(name) && strings.TrimSpace(text) != "" {
			files = append(files, File{Name: name, Path: names[name], Text: text, Documents: printed(text)})
		}
	}
	slices.SortFunc(files[crds:], func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	return files
}

// keepTemplates drops templates that are not wanted and that define nothing another one could include.
func keepTemplates(c *chart.Chart, include []string) {
	c.Templates = slices.DeleteFunc(slices.Clone(c.Templates), func(f *common.File) bool {
		defines := strings.Contains(string(f.Data), "define") || strings.Contains(string(f.Data), "block")
		return !defines && !slices.Contains(include, path.Join(c.ChartFullPath(), f.Name))
	})
	for _, d := range c.Dependencies() {
		keepTemplates(d, include)
	}
}

// copied copies the maps and lists of values, which templates may change; strings keep their identity.
func copied(values common.Values) common.Values {
	out := make(common.Values, len(values))
	for k, v := range values {
		out[k] = copiedValue(v)
	}
	return out
}

func copiedValue(value any) any {
	switch value := value.(type) {
	case map[string]any:
		return map[string]any(copied(value))
	case common.Values:
		return copied(value)
	case []any:
		out := make([]any, len(value))
		for i, item := range value {
			out[i] = copiedValue(item)
		}
		return out
	}
	return value
}
