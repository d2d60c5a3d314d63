package helmchart

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/chart/loader/archive"
	"helm.sh/helm/v4/pkg/ignore"

	"plimsoll/engine/internal/abi"
)

var utf8bom = []byte("\xef\xbb\xbf")

// kept returns the files that `helm template` would load from a folder: those that .helmignore leaves, in the order in
// which Helm walks, without byte order marks. Helm's LoadDir does this on the disk only.
func kept(files []abi.Content) ([]*archive.BufferedFile, error) {
	rules, err := ignoreRules(files)
	if err != nil {
		return nil, err
	}
	out := make([]*archive.BufferedFile, 0, len(files))
	for _, f := range files {
		if !ignored(rules, f.Name) {
			out = append(out, &archive.BufferedFile{Name: f.Name, Data: bytes.TrimPrefix(f.Data, utf8bom)})
		}
	}
	slices.SortFunc(out, func(a, b *archive.BufferedFile) int { return strings.Compare(walkKey(a.Name), walkKey(b.Name)) })
	return unpacked(out)
}

// walkKey sorts as a walk does, folder by folder: `a/x` before `a-b/x`.
func walkKey(name string) string { return strings.ReplaceAll(name, "/", "\x00") }

func ignoreRules(files []abi.Content) (*ignore.Rules, error) {
	rules := ignore.Empty()
	for _, f := range files {
		if f.Name != ignore.HelmIgnore {
			continue
		}
		parsed, err := ignore.Parse(bytes.NewReader(f.Data))
		if err != nil {
			return nil, &abi.Failure{Code: "chart-invalid", Message: ".helmignore: " + err.Error(), File: f.Name}
		}
		rules = parsed
	}
	rules.AddDefaults()
	return rules, nil
}

// ignored asks for the file and for each folder above it, as a walk that skips ignored folders would.
func ignored(rules *ignore.Rules, name string) bool {
	for i, c := range name {
		if c == '/' && rules.Ignore(name[:i], entry{name[:i], fs.ModeDir}) {
			return true
		}
	}
	return rules.Ignore(name, entry{name, 0})
}

// entry is the little of fs.FileInfo that ignore rules ask for.
type entry struct {
	name string
	mode fs.FileMode
}

func (e entry) Name() string       { return path.Base(e.name) }
func (e entry) Size() int64        { return 0 }
func (e entry) Mode() fs.FileMode  { return e.mode }
func (e entry) ModTime() time.Time { return time.Time{} }
func (e entry) IsDir() bool        { return e.mode.IsDir() }
func (e entry) Sys() any           { return nil }

// packedSuffix marks the folder that stands for a packed subchart, so that its files have paths.
const packedSuffix = ".tgz"

// unpacked replaces each packed subchart of the chart by its files, below a folder named like the archive. Helm would
// unpack them while loading, but then nothing could say which archive a template came from. Archives within archives
// are left to Helm.
func unpacked(files []*archive.BufferedFile) ([]*archive.BufferedFile, error) {
	out := make([]*archive.BufferedFile, 0, len(files))
	for _, f := range files {
		if !packed(f.Name) {
			out = append(out, f)
			continue
		}
		inner, err := archive.LoadArchiveFiles(bytes.NewReader(f.Data))
		if err != nil {
			return nil, &abi.Failure{Code: "chart-invalid", Message: fmt.Sprintf("%s: %v", f.Name, err), File: f.Name}
		}
		for _, g := range inner {
			out = append(out, &archive.BufferedFile{Name: unpackedName(f.Name) + "/" + g.Name, Data: g.Data})
		}
	}
	return out, nil
}

// packed tells of archives in a charts folder, but for those that Helm skips: names that begin with `_` or `.`.
func packed(name string) bool {
	folder, base := path.Split(name)
	return path.Base(folder) == "charts" && path.Ext(base) == packedSuffix && strings.IndexAny(base, "_.") != 0
}

// unpackedName is the folder for an archive. Its name must not end in .tgz, or Helm would take it for an archive; the
// private-use character keeps it apart from a folder of the same name.
func unpackedName(archiveName string) string {
	return strings.TrimSuffix(archiveName, packedSuffix) + unpackedMark
}

const unpackedMark = "\uf8ffpacked"

// packedPath turns a loaded path back into the chart's: `charts/sub-1.0.0.tgz/templates/x.yaml`.
func packedPath(name string) string { return strings.ReplaceAll(name, unpackedMark, packedSuffix) }
