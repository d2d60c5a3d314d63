package helmchart

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"runtime/debug"
	"sync"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/strvals"

	"plimsoll/engine/internal/abi"
)

// userValues merges value files, in order, then `--set` arguments, then `--set-string` ones, as Helm's command line does.
func userValues(files []abi.Content, set, setString []string) (map[string]any, error) {
	base := map[string]any{}
	for _, f := range files {
		values, err := loader.LoadValues(bytes.NewReader(f.Data))
		if err != nil {
			message, line := yamlFault(err.Error())
			return nil, &abi.Failure{Code: "values-invalid", Message: message, File: f.Name, Line: line}
		}
		base = loader.MergeMaps(base, values)
	}
	for _, s := range set {
		if err := strvals.ParseInto(s, base); err != nil {
			return nil, &abi.Failure{Code: "values-invalid", Message: fmt.Sprintf("--set %s: %v", s, err)}
		}
	}
	for _, s := range setString {
		if err := strvals.ParseIntoString(s, base); err != nil {
			return nil, &abi.Failure{Code: "values-invalid", Message: fmt.Sprintf("--set-string %s: %v", s, err)}
		}
	}
	return base, nil
}

// renderValues switches dependencies on and off and gives what templates see, in the order of Helm's install action:
// dependencies, then the schema, then the chart's wish for a Kubernetes version.
func renderValues(c *chart.Chart, r Request, user map[string]any, known schemas) (common.Values, []abi.Failure, error) {
	if err := chartutil.ProcessDependencies(c, user); err != nil {
		return nil, nil, &abi.Failure{Code: "chart-invalid", Message: "dependencies: " + oneLine(err.Error()), File: "Chart.yaml"}
	}
	if err := complete(c); err != nil {
		return nil, nil, err
	}
	caps, err := capabilities(r)
	if err != nil {
		return nil, nil, err
	}
	release := common.ReleaseOptions{Name: r.Release.Name, Namespace: r.Release.Namespace, Revision: 1, IsInstall: true}
	values, err := util.ToRenderValuesWithSchemaValidation(c, user, release, caps, true)
	if err != nil {
		return nil, nil, &abi.Failure{Code: "values-invalid", Message: oneLine(err.Error())}
	}
	var warnings []abi.Failure
	if r.Suppose != nil || r.Elsewhere != nil {
		return values, nil, nil
	}
	if !r.SkipSchemaValidation {
		if warnings, err = known.validate(c, values); err != nil {
			return nil, nil, err
		}
	}
	return values, warnings, kubernetesWanted(c, caps)
}

func capabilities(r Request) (*common.Capabilities, error) {
	caps := common.DefaultCapabilities.Copy()
	if r.KubeVersion != "" {
		v, err := common.ParseKubeVersion(r.KubeVersion)
		if err != nil {
			return nil, &abi.Failure{Code: "values-invalid", Message: fmt.Sprintf("Kubernetes version %q: %v", r.KubeVersion, err)}
		}
		caps.KubeVersion = *v
	}
	caps.APIVersions = append(append(common.VersionSet{}, caps.APIVersions...), r.APIVersions...)
	// As a released Helm says it. The commit is drawn: no template can tell this engine by it.
	commit := sha1.Sum([]byte(r.Seed + "/commit"))
	caps.HelmVersion.Version = helmVersion()
	caps.HelmVersion.GitCommit, caps.HelmVersion.GitTreeState = hex.EncodeToString(commit[:]), "clean"
	return caps, nil
}

// helmVersion is the whole version, like v4.3.1, of which Helm's code as such has only the first two parts.
var helmVersion = sync.OnceValue(func() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, each := range info.Deps {
			if each.Path == "helm.sh/helm/v4" {
				return each.Version
			}
		}
	}
	return common.DefaultCapabilities.HelmVersion.Version
})

func kubernetesWanted(c *chart.Chart, caps *common.Capabilities) error {
	wanted := c.Metadata.KubeVersion
	if wanted == "" || chartutil.IsCompatibleRange(wanted, caps.KubeVersion.String()) {
		return nil
	}
	return &abi.Failure{
		Code:    "chart-kubernetes-version",
		Message: fmt.Sprintf("the chart wants Kubernetes %s, which %s is not", wanted, caps.KubeVersion.Version),
		File:    "Chart.yaml",
	}
}
