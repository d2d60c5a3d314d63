// Command argocd says what applications Argo CD's own controller makes of ApplicationSets: one case on each line of the input,
// one answer on each line of the output. The tests compare what src/deploy/argocd makes. It is a module of its own, because
// no engine needs it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"sort"

	"github.com/argoproj/argo-cd/v3/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v3/applicationset/generators"
	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	log "github.com/sirupsen/logrus"
)

// question is a set, and the files of the only repository. No project is asked for: the set's must be a template.
type question struct {
	Set   v1alpha1.ApplicationSet `json:"set"`
	Files files                   `json:"files"`
}

// answer has what the controller would apply: nothing where anything of the set fails.
type answer struct {
	Applications []application `json:"applications"`
	Error        string        `json:"error,omitempty"`
}

type application struct {
	Name        string                   `json:"name"`
	Labels      map[string]string        `json:"labels,omitempty"`
	Annotations map[string]string        `json:"annotations,omitempty"`
	Spec        v1alpha1.ApplicationSpec `json:"spec"`
}

func main() {
	log.SetOutput(io.Discard)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<28)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var asked question
		if err := json.Unmarshal(in.Bytes(), &asked); err != nil {
			panic(err)
		}
		line, err := json.Marshal(answered(asked))
		if err != nil {
			panic(err)
		}
		out.Write(append(line, '\n'))
	}
}

func answered(asked question) (found answer) {
	defer func() {
		if r := recover(); r != nil { // the controller's own loop recovers, too
			found = answer{Error: fmt.Sprint(r)}
		}
	}()
	made, _, err := template.GenerateApplications(log.NewEntry(log.StandardLogger()), asked.Set, of(asked.Files), &utils.Render{}, nil)
	if err != nil {
		return answer{Error: err.Error()}
	}
	found.Applications = []application{}
	for _, one := range made {
		found.Applications = append(found.Applications, application{one.Name, one.Labels, one.Annotations, one.Spec})
	}
	return found
}

// of are the generators that need no cluster, in as many levels as the controller has them.
func of(repository files) map[string]generators.Generator {
	all := map[string]generators.Generator{
		"List": generators.NewListGenerator(),
		"Git":  generators.NewGitGenerator(repository, "argocd"),
	}
	for range 2 {
		next := map[string]generators.Generator{"List": all["List"], "Git": all["Git"]}
		next["Matrix"] = generators.NewMatrixGenerator(all)
		next["Merge"] = generators.NewMergeGenerator(all)
		all = next
	}
	return all
}

// files are those of a repository, by their paths.
type files map[string]string

func (f files) GetFiles(_ context.Context, _, _, _, pattern string, _ bool, _ *v1alpha1.SourceIntegrity) (map[string][]byte, error) {
	found := map[string][]byte{}
	for name, text := range f {
		if fits, err := path.Match(pattern, name); err != nil {
			return nil, err
		} else if fits {
			found[name] = []byte(text)
		}
	}
	return found, nil
}

func (f files) GetDirectories(context.Context, string, string, string, bool, *v1alpha1.SourceIntegrity) ([]string, error) {
	var found []string
	for name := range f {
		for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
			found = append(found, folder)
		}
	}
	sort.Strings(found)
	return slices.Compact(found), nil
}

func (f files) GetOciFiles(context.Context, string, string, string, string, bool) (map[string][]byte, error) {
	return nil, nil
}

func (f files) GetOciDirectories(context.Context, string, string, string, bool) ([]string, error) {
	return nil, nil
}
