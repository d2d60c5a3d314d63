// Package helmchart loads and renders a chart as `helm template --include-crds` does, from memory, with Helm's own code.
package helmchart

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"

	"plimsoll/engine/internal/abi"
)

// load reads a chart and makes the checks that come before values: it must be installable.
func load(files []abi.Content) (*chart.Chart, paths, error) {
	buffered, err := kept(files)
	if err != nil {
		return nil, nil, err
	}
	byData := pathsByData(buffered)
	loaded, err := loader.LoadFiles(buffered)
	if err != nil {
		return nil, nil, loadFailure(err)
	}
	return loaded, byData, installable(loaded)
}

// installable is checkIfInstallable of Helm's install command.
func installable(c *chart.Chart) error {
	if t := c.Metadata.Type; t != "" && t != "application" {
		return &abi.Failure{Code: "chart-invalid", Message: t + " charts are not installable", File: "Chart.yaml"}
	}
	return nil
}

// complete is CheckDependencies of Helm's install command, made after conditions and tags were applied: a dependency that
// the values switch off is not asked for. (Helm asks for it all the same, but it changes nothing of what is deployed.)
func complete(c *chart.Chart) error {
	have := map[string]bool{}
	for _, d := range c.Dependencies() {
		have[d.Name()] = true
	}
	var missing []string
	for _, d := range c.Metadata.Dependencies {
		if !have[d.Name] {
			missing = append(missing, d.Name)
		}
	}
	if len(missing) > 0 {
		return &abi.Failure{
			Code:    "chart-dependency-missing",
			Message: fmt.Sprintf("found in Chart.yaml, but missing in charts/: %s", strings.Join(missing, ", ")),
			File:    "Chart.yaml",
		}
	}
	return nil
}

var (
	yamlLayers = regexp.MustCompile(`^(?:cannot unmarshal yaml document: |error converting YAML to JSON: |yaml: (?:line (\d+): )?)+`)
	loadedFile = regexp.MustCompile(`^cannot load (\S+): `)
	subchart   = regexp.MustCompile(`^error unpacking subchart (.+?) in (.+?): `)
)

// loadFailure finds the file and line in what Helm's loader says.
func loadFailure(err error) error {
	message := err.Error()
	var folder []string
	for {
		m := subchart.FindStringSubmatch(message)
		if m == nil {
			break
		}
		folder = append(folder, "charts", packedPath(m[1]))
		message = message[len(m[0]):]
	}
	failure := &abi.Failure{Code: "chart-invalid", File: path.Join(append(folder, "Chart.yaml")...)}
	if m := loadedFile.FindStringSubmatch(message); m != nil {
		failure.File = path.Join(append(folder, m[1])...)
		message = message[len(m[0]):]
	}
	failure.Message, failure.Line = yamlFault(strings.TrimPrefix(message, "validation: "))
	if failure.File == "values.yaml" {
		failure.Code = "values-invalid"
	}
	return failure
}

// yamlFault takes the layers off a message of the YAML library, and gives the line that it names, or 0.
func yamlFault(message string) (string, int) {
	m := yamlLayers.FindStringSubmatch(message)
	if m == nil {
		return oneLine(message), 0
	}
	line, _ := strconv.Atoi(m[1]) // 0 when it names none
	return oneLine(message[len(m[0]):]), line
}

// oneLine folds a message of several lines into one.
func oneLine(message string) string { return strings.Join(strings.Fields(message), " ") }
