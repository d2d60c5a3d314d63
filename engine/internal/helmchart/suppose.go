package helmchart

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"strings"
	"text/template"
	"time"

	"github.com/Masterminds/semver/v3"
	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
)

// Supposition is what a render takes the release, the cluster, the clock and chance for, other than a plain one does. All
// names and numbers are drawn from the request's seed: a template that names them can't be written.
type Supposition struct {
	// Upgrade: the release is there already.
	Upgrade bool `json:"upgrade"`
	// Others: empty for as ever. `newer`: another date and other draws, a newer cluster that knows every API and has every
	// object. `older`: an older cluster that knows only what all have. `matching`: as newer, and each comparison with
	// something of that kind holds, as if it were what it is compared with.
	Others string `json:"others"`
	// Release and Namespace: whether these are others as well.
	Release   bool `json:"release"`
	Namespace bool `json:"namespace"`
	// Cluster: whether its versions are others as well.
	Cluster bool `json:"cluster"`
}

// world is all that templates see beside the chart and its values.
type world struct {
	request  Request
	chart    *chart.Chart
	others   string
	release  string
	space    string
	time     time.Time
	version  string
	versions []*semver.Version
	taint    taint
	compared bool
	// drawn: whether chance was asked; material: what stands for keys and certificates.
	drawn    bool
	material *material
	// apart tells of files that were executed whether they print the same by themselves.
	apart  map[string]bool
	choice choice
	// candidates gathers what something supposed is compared with; nil where nobody asks.
	candidates *candidates
	// data of looked up objects, by the text that they all have.
	data map[string]map[string]any
}

func newWorld(r Request, c *chart.Chart) *world {
	w := &world{request: r, chart: c, data: map[string]map[string]any{}}
	if r.Suppose == nil || r.Suppose.Others == "" {
		return w
	}
	w.others = r.Suppose.Others
	w.taint = taint{texts: map[string]bool{}, numbers: map[int64]bool{}}
	// Days between one and ten years after the date of a plain render.
	w.time = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(w.draw("time")%(9*365*24*3600)) * time.Second)
	w.taint.time(w.time)
	for _, text := range []string{supposedText, base64.StdEncoding.EncodeToString([]byte(supposedText))} {
		w.taint.texts[text] = true
	}
	if r.Suppose.Release {
		w.release = w.name("release", 23)
		w.taint.mark(w.release)
	}
	if r.Suppose.Namespace {
		w.space = w.name("namespace", 22)
		w.taint.mark(w.space)
	}
	if r.Suppose.Cluster {
		w.chooseVersions()
	}
	return w
}

func (w *world) hash(what string) [32]byte { return sha256.Sum256([]byte(w.request.Seed + "/" + what)) }

func (w *world) draw(what string) uint64 {
	hash := w.hash(what)
	return binary.BigEndian.Uint64(hash[:]) >> 1
}

// name is one that Kubernetes takes: letters in front of hexadecimal digits.
func (w *world) name(what string, length int) string {
	hash := w.hash(what)
	return ("pq" + hex.EncodeToString(hash[:]))[:length]
}

// Minor versions of Kubernetes before and after that of the run which charts are asked about: those that providers
// support, and the next.
const (
	minorsBefore = 6
	minorsAfter  = 1
)

// chooseVersions takes the oldest or newest of the versions that the chart itself allows.
func (w *world) chooseVersions() {
	caps, err := capabilities(w.request)
	if err != nil {
		return
	}
	now, err := semver.NewVersion(caps.KubeVersion.Version)
	if err != nil {
		return
	}
	patch := 20 + w.draw("patch")%70
	for minor := max(now.Minor(), minorsBefore) - minorsBefore; minor <= now.Minor()+minorsAfter; minor++ {
		v := semver.New(now.Major(), minor, patch, "", "")
		if wanted := w.chart.Metadata.KubeVersion; wanted == "" || chartutil.IsCompatibleRange(wanted, "v"+v.String()) {
			w.versions = append(w.versions, v)
		}
	}
	if len(w.versions) == 0 {
		return
	}
	chosen := w.versions[len(w.versions)-1]
	if w.others == "older" {
		chosen = w.versions[0]
	}
	w.version = "v" + chosen.String()
	w.taint.mark(chosen.String())
	w.taint.texts[fmt.Sprint(chosen.Minor())] = true
}

// Versions of Go that other Helms were built with.
const olderGo, newerGo = "go1.24.5", "go1.27.3"

var apiVersion = regexp.MustCompile(`^(?:[a-z0-9.-]+/)?v\d\w*(?:/\w+)?$`)

// named are the API versions that the chart's templates name, for those that look through the list themselves.
func (w *world) named() []string {
	var found []string
	w.keys(w.chart, func(key string) {
		if len(found) < mostKeys && apiVersion.MatchString(key) {
			found = append(found, key)
		}
	})
	return found
}

// distributions say in the version what they are.
const distributions = "+k3s1-eks-1a2b3c4-gke.100-aks-rke2r1"

// known are the API versions that every cluster has which is not older than those asked about.
var known = regexp.MustCompile(`^(?:v1|(?:apps|batch|autoscaling|policy|networking\.k8s\.io|rbac\.authorization\.k8s\.io|storage\.k8s\.io|` +
	`admissionregistration\.k8s\.io|apiextensions\.k8s\.io|apiregistration\.k8s\.io|authentication\.k8s\.io|authorization\.k8s\.io|` +
	`certificates\.k8s\.io|coordination\.k8s\.io|discovery\.k8s\.io|events\.k8s\.io|flowcontrol\.apiserver\.k8s\.io|node\.k8s\.io|` +
	`scheduling\.k8s\.io)/v1|autoscaling/v2)(?:/|$)`)

// clusterSeen stands where templates see common.Capabilities, with an answer of its own for each API version.
type clusterSeen struct {
	KubeVersion common.KubeVersion
	APIVersions versionsSeen
	HelmVersion any
}

type versionsSeen []string

// every marks the set that has each version. No API is called so.
const every = "*"

// Has answers as common.VersionSet does.
func (v versionsSeen) Has(version string) bool {
	if len(v) > 0 && v[0] == every {
		return true
	}
	for _, each := range v {
		if each == version {
			return true
		}
	}
	return known.MatchString(version)
}

// lay puts what is supposed into what templates see.
func (w *world) lay(values common.Values) {
	release, ok := values["Release"].(map[string]any)
	if !ok || w.request.Suppose == nil {
		return
	}
	if w.request.Suppose.Upgrade {
		release["Revision"], release["IsInstall"], release["IsUpgrade"] = 2, false, true
	}
	if w.others == "" {
		return
	}
	if w.release != "" {
		release["Name"] = w.release
	}
	if w.space != "" {
		release["Namespace"] = w.space
	}
	if w.request.Suppose.Upgrade {
		revision := 100 + int(w.draw("revision")%1000)
		release["Revision"] = revision
		w.taint.numbers[int64(revision)] = true
	}
	caps, ok := values["Capabilities"].(*common.Capabilities)
	if !ok || !w.request.Suppose.Cluster {
		return
	}
	helm := caps.HelmVersion
	helm.GoVersion = newerGo
	w.taint.mark(newerGo)
	seen := &clusterSeen{KubeVersion: caps.KubeVersion, HelmVersion: helm, APIVersions: append(versionsSeen{every}, w.named()...)}
	if parsed, err := common.ParseKubeVersion(w.version); err == nil {
		seen.KubeVersion = *parsed
	}
	if w.others == "older" {
		helm.Version, helm.GoVersion = "v3.18.4", olderGo
		w.taint.mark(olderGo)
		seen.HelmVersion = helm
		seen.APIVersions = append(versionsSeen{}, w.request.APIVersions...)
	} else if w.version != "" {
		seen.KubeVersion.Version += distributions
	}
	values["Capabilities"] = seen
}

// engine is Helm's, with functions that repeat exactly. Where something is supposed, `fail` and `required` pass: a chart
// that refuses what is supposed here is not kept from showing what it prints elsewhere.
func (w *world) engine() engine.Engine {
	random := rand.NewPCG(1, 2)
	if w.others != "" {
		random = rand.NewPCG(w.draw("random"), 2)
	}
	w.drawn, w.material = false, &material{seed: w.request.Seed + w.others, certificates: map[string]bool{}}
	functions := stable(w.material, rand.New(counted{random, w}))
	if w.others != "" {
		maps.Copy(functions, w.clock())
		functions["lookup"] = w.lookup
		maps.Copy(functions, w.comparisons(functions))
	}
	functions["toYaml"] = toYAML
	return engine.Engine{CustomTemplateFuncs: functions, LintMode: w.request.Suppose != nil}
}

// plain are texts with the names of a plain render in the place of the supposed ones, so that only what is decided by
// them differs.
func (w *world) plain(texts map[string]string) map[string]string {
	if w.release == "" && w.space == "" {
		return texts
	}
	var pairs []string
	if w.release != "" {
		pairs = append(pairs, w.release, w.request.Release.Name)
	}
	if w.space != "" {
		pairs = append(pairs, w.space, w.request.Release.Namespace)
	}
	names := strings.NewReplacer(pairs...)
	out := make(map[string]string, len(texts))
	for name, text := range texts {
		out[name] = names.Replace(text)
	}
	return out
}

// clock are the functions that ask what time it is; sprig's take what is no date for now.
func (w *world) clock() template.FuncMap {
	timeOf := func(date any) time.Time {
		switch date := date.(type) {
		case time.Time:
			return date
		case *time.Time:
			return *date
		case int64:
			return time.Unix(date, 0)
		case int:
			return time.Unix(int64(date), 0)
		case int32:
			return time.Unix(int64(date), 0)
		}
		return w.time
	}
	format := func(layout string, date any, zone string) string {
		t := timeOf(date)
		if location, err := time.LoadLocation(zone); err == nil {
			t = t.In(location)
		}
		text := t.Format(layout)
		if timeOf(date).Equal(w.time) {
			w.taint.texts[text] = true
		}
		return text
	}
	inZone := func(layout string, date any, zone string) string { return format(layout, date, zone) }
	return template.FuncMap{
		"now":            func() time.Time { return w.time },
		"date":           func(layout string, date any) string { return format(layout, date, "Local") },
		"dateInZone":     inZone,
		"date_in_zone":   inZone,
		"htmlDate":       func(date any) string { return format("2006-01-02", date, "Local") },
		"htmlDateInZone": func(date any, zone string) string { return format("2006-01-02", date, zone) },
		"ago":            func(date any) string { return w.time.Sub(timeOf(date)).Round(time.Second).String() },
	}
}

var (
	literal = regexp.MustCompile("\"([A-Za-z0-9._/-]{1,128})\"|`([A-Za-z0-9._/-]{1,128})`")
	keyed   = regexp.MustCompile(`\.([A-Za-z_]\w{0,127})`)
)

// mostKeys bounds what an object of the cluster is supposed to have.
const mostKeys = 2000

// lookup finds whatever is asked for. Its data have every key that the chart's templates name.
func (w *world) lookup(apiVersion, kind, namespace, name string) (map[string]any, error) {
	if w.others == "older" {
		return map[string]any{}, nil
	}
	object := map[string]any{
		"apiVersion": apiVersion, "kind": kind, "data": maps.Clone(w.dataOf(kind)), "spec": map[string]any{}, "status": map[string]any{},
		"metadata": map[string]any{
			"name": name, "namespace": namespace, "uid": "00000000-0000-4000-8000-000000000000", "resourceVersion": "1",
			"creationTimestamp": "2026-01-01T00:00:00Z", "labels": map[string]any{}, "annotations": map[string]any{},
		},
	}
	if name == "" {
		return map[string]any{"apiVersion": apiVersion, "kind": kind + "List", "items": []any{object}}, nil
	}
	return object, nil
}

// supposedText is what each key of an object's data has.
const supposedText = "supposed"

// dataOf are the data that objects of a kind are supposed to have.
func (w *world) dataOf(kind string) map[string]any {
	text := supposedText
	if kind == "Secret" {
		text = base64.StdEncoding.EncodeToString([]byte(text))
	}
	if w.data[text] == nil {
		data := map[string]any{}
		w.keys(w.chart, func(key string) {
			if len(data) < mostKeys {
				data[key] = text
			}
		})
		w.data[text] = data
	}
	return w.data[text]
}

func (w *world) keys(c *chart.Chart, note func(string)) {
	for _, t := range c.Templates {
		for _, a := range actions(string(t.Data)) {
			for _, m := range literal.FindAllStringSubmatch(a, -1) {
				note(m[1] + m[2])
			}
			if strings.Contains(a, "data") {
				for _, m := range keyed.FindAllStringSubmatch(a, -1) {
					note(m[1])
				}
			}
		}
	}
	for _, d := range c.Dependencies() {
		w.keys(d, note)
	}
}
