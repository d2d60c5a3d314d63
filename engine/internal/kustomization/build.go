// Package kustomization builds a kustomization as `kustomize build` does, from memory, and tells where each resource
// comes from.
package kustomization

import (
	"path"
	"slices"

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
	// Transformers ran over the resource, in this order; they did not necessarily change it.
	Transformers []Transformer `json:"transformers"`
}

// Identity names a resource. Namespace is empty where none is set, and for `default`.
type Identity struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace"`
	Name       string `json:"name"`
}

// Transformer is a step of a kustomization.
type Transformer struct {
	ConfiguredIn string `json:"configuredIn"`
	// Kind is like PatchTransformer.
	Kind string `json:"kind"`
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
	for _, res := range plain.Resources() {
		text, err := res.MarshalJSON()
		if err != nil {
			return nil, err
		}
		out.Resources = append(out.Resources, Resource{JSON: text, Size: len(text), Transformers: []Transformer{}})
	}
	if noted, err := runNoted(r); err == nil && noted.Size() == len(out.Resources) {
		for i, res := range noted.Resources() {
			originOf(&out.Resources[i], plain.Resources()[i], res, r.Dir)
		}
	}
	return out, nil
}

func run(fs filesys.FileSystem, dir string) (resmap.ResMap, error) {
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionUnspecified // what the command line has by default: the legacy order
	return krusty.MakeKustomizer(options).Run(fs, absolute(dir))
}

// runNoted builds with origin annotations, and keeps kustomize's own notes on names, which it would take away.
func runNoted(r Request) (resmap.ResMap, error) {
	fs := newFiles(r.Files)
	if err := fs.annotate(r.Dir); err != nil {
		return nil, err
	}
	kept := resource.BuildAnnotations
	resource.BuildAnnotations = nil
	defer func() { resource.BuildAnnotations = kept }()
	return run(fs, r.Dir)
}

// originOf reads the notes on a resource, if it is the same resource as in the plain build.
func originOf(out *Resource, plain, noted *resource.Resource, dir string) {
	if plain.CurId() != noted.CurId() {
		return
	}
	origin, err := noted.GetOrigin()
	if err != nil || origin == nil {
		return
	}
	out.Known = true
	out.Path = rooted(dir, origin.Path)
	out.ConfiguredIn = rooted(dir, origin.ConfiguredIn)
	out.ConfiguredBy = origin.ConfiguredBy.Kind
	original := noted.OrgId()
	out.Original = Identity{plain.GetApiVersion(), original.Kind, namespaceOf(original), original.Name}
	steps, err := noted.GetTransformations()
	if err != nil {
		return
	}
	for _, step := range steps {
		out.Transformers = append(out.Transformers, Transformer{rooted(dir, step.ConfiguredIn), step.ConfiguredBy.Kind})
	}
	out.Transformers = slices.CompactFunc(out.Transformers, func(a, b Transformer) bool { return a == b })
}

// namespaceOf is empty for `default` and for what has no namespace: kustomize notes one for all that it renames.
func namespaceOf(id resid.ResId) string {
	if id.IsInDefaultNs() || id.Namespace == resid.TotallyNotANamespace {
		return ""
	}
	return id.Namespace
}

// rooted turns a path from the built folder into one from the repository's root.
func rooted(dir, p string) string {
	if p == "" {
		return ""
	}
	return path.Join(dir, p)
}
