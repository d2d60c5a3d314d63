package helmchart

import (
	"context"
	"text/template"
	_ "unsafe" // for go:linkname

	ci "helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/engine"
)

// Helm's engine offers no way to execute its templates with another writer, which tracing needs. So three of its own
// functions are linked to rather than copied: a copy could drift from what `helm template` does. The result is checked
// against the engine's public Render line by line, and the version of Helm is pinned.

// renderable has the layout of the engine's type of that name.
type renderable struct {
	tpl      string
	vals     common.Values
	basePath string
}

//go:linkname allTemplates helm.sh/helm/v4/pkg/engine.allTemplates
func allTemplates(c ci.Charter, values common.Values) map[string]renderable

//go:linkname sortTemplates helm.sh/helm/v4/pkg/engine.sortTemplates
func sortTemplates(templates map[string]renderable) []string

//go:linkname initFunMap helm.sh/helm/v4/pkg/engine.Engine.initFunMap
func initFunMap(e engine.Engine, ctx context.Context, t *template.Template)
