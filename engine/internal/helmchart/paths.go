package helmchart

import (
	"path"
	"strings"
	"unsafe"

	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// paths tells the path of each loaded file by the address of its first byte: the loader cuts names (a subchart's files
// are named from its own folder), aliases copy charts, but all keep the very bytes that were given.
type paths map[*byte]string

func pathsByData(files []*archive.BufferedFile) paths {
	byData := make(paths, len(files))
	for _, f := range files {
		if len(f.Data) > 0 {
			byData[unsafe.SliceData(f.Data)] = f.Name
		}
	}
	return byData
}

// folder is where a chart lies, relative to the root chart's folder ("" for the root). A chart in an archive within an
// archive has no path of its own and takes the conventional one.
func (p paths) folder(c *chart.Chart) string {
	for _, raw := range c.Raw {
		if raw.Name != "Chart.yaml" {
			continue
		}
		if name, ok := p[unsafe.SliceData(raw.Data)]; ok {
			return strings.TrimSuffix(strings.TrimSuffix(packedPath(name), "Chart.yaml"), "/")
		}
	}
	if c.IsRoot() {
		return ""
	}
	return path.Join(p.folder(c.Parent()), "charts", c.Name())
}

// names maps Helm's names of templates and CRD files (`chart/charts/sub/templates/x.yaml`) to paths from the root
// chart's folder.
func (p paths) names(c *chart.Chart, into map[string]string) {
	folder := p.folder(c)
	for _, f := range c.Templates {
		into[path.Join(c.ChartFullPath(), f.Name)] = path.Join(folder, f.Name)
	}
	for _, f := range c.Files {
		if strings.HasPrefix(f.Name, "crds/") {
			into[path.Join(c.ChartFullPath(), f.Name)] = path.Join(folder, f.Name)
		}
	}
	for _, d := range c.Dependencies() {
		p.names(d, into)
	}
}
