package kustomization

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"plimsoll/engine/internal/abi"
)

// files is a repository in memory, rooted at `/`, that notes which files were read. kustomize's own file system in
// memory refuses names with other characters than letters, digits and `-_.:`.
type files struct {
	// FileSystem answers, emptily, the methods that a build does not use.
	filesys.FileSystem
	texts   map[string][]byte
	folders map[string]bool
	read    map[string]bool
}

func newFiles(contents []abi.Content) *files {
	f := &files{filesys.MakeFsInMemory(), map[string][]byte{}, map[string]bool{"/": true}, map[string]bool{}}
	for _, c := range contents {
		name := absolute(c.Name)
		f.texts[name] = c.Data
		for dir := path.Dir(name); !f.folders[dir]; dir = path.Dir(dir) {
			f.folders[dir] = true
		}
	}
	return f
}

func absolute(name string) string { return path.Join("/", name) }

// ReadFile notes the files that are there.
func (f *files) ReadFile(name string) ([]byte, error) {
	text, ok := f.texts[absolute(name)]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: relative(name), Err: fs.ErrNotExist}
	}
	f.read[relative(name)] = true
	return text, nil
}

// CleanedAbs splits an existing path into its folder and file; the file is empty for a folder.
func (f *files) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	name = absolute(name)
	if f.folders[name] {
		return filesys.ConfirmedDir(name), "", nil
	}
	if _, ok := f.texts[name]; !ok {
		return "", "", fmt.Errorf("'%s' doesn't exist", relative(name))
	}
	return filesys.ConfirmedDir(path.Dir(name)), path.Base(name), nil
}

// Exists tells of files and folders.
func (f *files) Exists(name string) bool {
	_, ok := f.texts[absolute(name)]
	return ok || f.IsDir(name)
}

// IsDir tells of folders.
func (f *files) IsDir(name string) bool { return f.folders[absolute(name)] }

func (f *files) reads() []string { return slices.Sorted(maps.Keys(f.read)) }

// relative is a path from the repository's root.
func relative(name string) string { return strings.TrimPrefix(absolute(name), "/") }

// kustomizationIn returns the path of a folder's kustomization file, or "" where there is none.
func (f *files) kustomizationIn(dir string) string {
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		if p := path.Join("/", dir, name); f.texts[p] != nil {
			return p
		}
	}
	return ""
}
