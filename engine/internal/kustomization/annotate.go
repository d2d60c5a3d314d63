package kustomization

import (
	"bytes"
	"path"
	"strings"

	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// The notes that a build carries along. kustomize's own (buildMetadata) are written anew on every resource after every
// transformer, which makes a build of many components many times as slow; these are written once, before it.
const (
	noteFile  = "plimsoll.dev/file"
	noteMaker = "plimsoll.dev/maker"
)

// noted is the folder with a note on each resource of what file it stands in, and on each generator's work of where it
// is configured.
func (f *files) noted(all map[string]*step) {
	patches := map[string]bool{}
	for _, s := range all {
		for _, name := range s.patches {
			patches[name] = true
		}
	}
	for _, s := range all {
		for _, name := range s.resources {
			if patches[name] {
				continue // what it patches would be given its note
			}
			if text, err := noteInFile(f.texts[name], relative(name)); err == nil {
				f.texts[name] = text
			}
		}
		if text, err := noteInGenerators(f.texts[s.file], relative(s.file)); err == nil {
			f.texts[s.file] = text
		}
	}
}

func noteInFile(text []byte, name string) ([]byte, error) {
	nodes, err := (&kio.ByteReader{Reader: bytes.NewReader(text), OmitReaderAnnotations: true}).Read()
	if err != nil {
		return nil, err
	}
	for _, node := range nodes {
		if err := node.PipeE(yaml.SetAnnotation(noteFile, name)); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	err = kio.ByteWriter{Writer: &out}.Write(nodes)
	return out.Bytes(), err
}

// noteInGenerators gives the options of each generator an annotation: `<kustomization> <kind>`.
func noteInGenerators(text []byte, name string) ([]byte, error) {
	node, err := yaml.Parse(string(text))
	if err != nil {
		return nil, err
	}
	for field, kind := range map[string]string{"configMapGenerator": "ConfigMapGenerator", "secretGenerator": "SecretGenerator"} {
		list := node.Field(field)
		if list == nil {
			continue
		}
		note := yaml.NewStringRNode(name + " " + kind)
		err := list.Value.VisitElements(func(generator *yaml.RNode) error {
			return generator.PipeE(
				yaml.LookupCreate(yaml.MappingNode, "options", "annotations"), yaml.SetField(noteMaker, note))
		})
		if err != nil {
			return nil, err
		}
	}
	changed, err := node.String()
	return []byte(changed), err
}

// step is a kustomization or component of a build.
type step struct {
	// file is its path, absolute as all here.
	file string
	// resources are the files, parts the folders that it takes resources from, in order.
	resources, parts []string
	// components are folders.
	components []string
	// patches are files.
	patches []string
}

// steps are those of a build, by folder.
func (f *files) steps(dir string, known map[string]*step) map[string]*step {
	dir = absolute(dir)
	name := f.kustomizationIn(dir)
	if name == "" || known[dir] != nil {
		return known
	}
	var fields types.Kustomization
	if err := yaml.Unmarshal(f.texts[name], &fields); err != nil {
		return known // the build says what is wrong with it
	}
	s := &step{file: name}
	known[dir] = s
	for _, entry := range append(fields.Resources, fields.Bases...) { //nolint:staticcheck // old, and still built
		if at, ok := f.inside(dir, entry); !ok {
			continue
		} else if f.IsDir(at) {
			s.parts = append(s.parts, at)
			f.steps(at, known)
		} else if f.texts[at] != nil {
			s.resources = append(s.resources, at)
		}
	}
	for _, patch := range fields.PatchesStrategicMerge {
		s.patches = append(s.patches, path.Join(dir, string(patch)))
	}
	for _, patch := range fields.Patches {
		s.patches = append(s.patches, path.Join(dir, patch.Path))
	}
	for _, entry := range fields.Components {
		if at, ok := f.inside(dir, entry); ok && f.IsDir(at) {
			s.components = append(s.components, at)
			f.steps(at, known)
		}
	}
	return known
}

// inside is an entry's path, unless it is an address or leads out of the repository.
func (f *files) inside(dir, entry string) (string, bool) {
	at := path.Join(dir, entry)
	return at, !strings.Contains(entry, "://") && !strings.Contains(entry, "\n")
}

// transformersOf tells which kustomization files transform what a folder takes in, in order: by the file that a resource
// stands in, or that configures its generator. A component transforms all that was there before it.
func transformersOf(all map[string]*step, dir string, depth int) map[string][]string {
	s := all[absolute(dir)]
	if s == nil || depth > 100 {
		return nil
	}
	out := map[string][]string{s.file: nil}
	for _, name := range s.resources {
		out[name] = nil
	}
	for _, part := range s.parts {
		merge(out, transformersOf(all, part, depth+1))
	}
	for _, component := range s.components {
		ran := componentFiles(all, component, depth+1)
		for name := range out {
			out[name] = append(out[name], ran...)
		}
		merge(out, transformersOf(all, component, depth+1))
	}
	for name := range out {
		out[name] = append(out[name], s.file)
	}
	return out
}

func merge(out, more map[string][]string) {
	for name, files := range more {
		out[name] = append(out[name], files...)
	}
}

// componentFiles are a component's file, and before it those of the components in it.
func componentFiles(all map[string]*step, dir string, depth int) []string {
	s := all[dir]
	if s == nil || depth > 100 {
		return nil
	}
	var out []string
	for _, inner := range s.components {
		out = append(out, componentFiles(all, inner, depth+1)...)
	}
	return append(out, s.file)
}
