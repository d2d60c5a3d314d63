// Package kustomization builds a kustomization as `kustomize build` does, from memory, and tells where each resource
// comes from.
package kustomization

import (
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/resid"

	"plimsoll/engine/internal/abi"
)

// Request is a folder of a repository.
type Request struct {
	// Files are all that the build may read; paths are relative to the repository's root.
	Files []abi.Content
	// Dir is the folder of the kustomization; "." for the root.
	Dir string
}

// Build is what came of it, in the order of `kustomize build`.
type Build struct {
	Resources []Resource `json:"resources"`
	// Reads are the files that were read, sorted.
	Reads []string `json:"reads"`
}

// Resource is an object with its origin. All paths are relative to the repository's root.
type Resource struct {
	// JSON is the object.
	JSON []byte `json:"-"`
	Size int    `json:"size"`
	// Path is the file that holds the resource; empty for what a generator made.
	Path string `json:"path"`
	// ConfiguredIn is the kustomization or generator file that made it; empty for what stands in Path.
	ConfiguredIn string `json:"configuredIn"`
	// ConfiguredBy is the kind of the generator.
	ConfiguredBy string `json:"configuredBy"`
	// Original is the identity before transformers.
	Original Identity `json:"original"`
	// Known: whether the origin is known. When it is not, all but the object is empty.
	Known bool `json:"known"`
	// Transformers are the kustomization files whose transformers ran over the resource, in order; they did not
	// necessarily change it.
	Transformers []string `json:"transformers"`
}

// Identity names a resource. Namespace is empty where none is set, and for `default`.
type Identity struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace"`
	Name       string `json:"name"`
}

// Run builds twice: once as it is, for the objects, and once with origins noted, for where they come from. Notes are
// annotations, which a patch could stumble over; the objects are those of the build without.
func Run(r Request) (*Build, error) {
	fs := newFiles(r.Files)
	plain, err := run(fs, r.Dir)
	if err != nil {
		return nil, failure(fs, r.Dir, err)
	}
	out := &Build{Reads: fs.reads()}
	var ids []identified
	for _, res := range plain.Resources() {
		text, err := res.MarshalJSON()
		if err != nil {
			return nil, err
		}
		out.Resources = append(out.Resources, Resource{JSON: text, Size: len(text), Transformers: []string{}})
		ids = append(ids, identified{res.CurId(), res.GetApiVersion()})
	}
	plain = nil // the second build takes as much memory again
	all := fs.steps(r.Dir, map[string]*step{})
	if noted, err := runNoted(r, all); err == nil && noted.Size() == len(out.Resources) {
		transformers := transformersOf(all, r.Dir, 0)
		for i, res := range noted.Resources() {
			originOf(&out.Resources[i], ids[i], res, transformers)
		}
	}
	return out, nil
}

func run(fs filesys.FileSystem, dir string) (resmap.ResMap, error) {
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionUnspecified // what the command line has by default: the legacy order
	return krusty.MakeKustomizer(options).Run(fs, absolute(dir))
}

// runNoted builds with notes, and keeps kustomize's own on names, which it would take away.
func runNoted(r Request, all map[string]*step) (resmap.ResMap, error) {
	fs := newFiles(r.Files)
	fs.noted(all)
	kept := resource.BuildAnnotations
	resource.BuildAnnotations = nil
	defer func() { resource.BuildAnnotations = kept }()
	return run(fs, r.Dir)
}

// identified is what is kept of a resource of the plain build.
type identified struct {
	id         resid.ResId
	apiVersion string
}

// originOf reads the notes on a resource, if it is the same resource as in the plain build.
func originOf(out *Resource, plain identified, noted *resource.Resource, transformers map[string][]string) {
	if plain.id != noted.CurId() {
		return
	}
	notes := noted.GetAnnotations(noteFile, noteMaker)
	out.Path = notes[noteFile]
	out.ConfiguredIn, out.ConfiguredBy, _ = strings.Cut(notes[noteMaker], " ")
	out.Known = out.Path != "" || out.ConfiguredIn != ""
	if !out.Known {
		return
	}
	original := noted.OrgId()
	out.Original = Identity{plain.apiVersion, original.Kind, namespaceOf(original), original.Name}
	for _, file := range transformers[absolute(out.Path+out.ConfiguredIn)] {
		out.Transformers = append(out.Transformers, relative(file))
	}
	out.Transformers = slices.Compact(out.Transformers)
}

// namespaceOf is empty for `default` and for what has no namespace: kustomize notes one for all that it renames.
func namespaceOf(id resid.ResId) string {
	if id.IsInDefaultNs() || id.Namespace == resid.TotallyNotANamespace {
		return ""
	}
	return id.Namespace
}
