package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"

	"plimsoll/engine/internal/abi"
	"plimsoll/engine/internal/helmchart"
	"plimsoll/engine/internal/trace"
)

type renderRequest struct {
	Files                []abi.File `json:"files"`
	Values               []abi.File `json:"values"`
	Set                  []string   `json:"set"`
	SetString            []string   `json:"setString"`
	Release              struct{ Name, Namespace string }
	KubeVersion          string                 `json:"kubeVersion"`
	APIVersions          []string               `json:"apiVersions"`
	SkipSchemaValidation bool                   `json:"skipSchemaValidation"`
	Provenance           bool                   `json:"provenance"`
	Alone                bool                   `json:"alone"`
	Include              []string               `json:"include"`
	Seed                 string                 `json:"seed"`
	Suppose              *helmchart.Supposition `json:"suppose"`
	Asking               bool                   `json:"asking"`
	Apart                bool                   `json:"apart"`
	Elsewhere            *helmchart.Elsewhere   `json:"elsewhere"`
}

// renderedFile is followed in the body by its text, and then, when lines > 0, by that many pairs of little-endian i32:
// source index (-1 for none) and 1-based line.
type renderedFile struct {
	Name      string               `json:"name"`
	File      string               `json:"file"`
	CRD       bool                 `json:"crd"`
	Size      int                  `json:"size"`
	Lines     int                  `json:"lines"`
	Documents []helmchart.Document `json:"documents"`
	Digest    string               `json:"digest"`
}

// variant is followed, behind all files of the rendering, by its own.
type variant struct {
	Round   int            `json:"round"`
	Files   []renderedFile `json:"files"`
	Failure string         `json:"failure"`
}

// renderEachRequest has several sets of value files in the place of one; their bytes follow those of the chart.
type renderEachRequest struct {
	renderRequest
	Sets []struct {
		Values  []abi.File `json:"values"`
		Include []string   `json:"include"`
	} `json:"sets"`
}

func render(header, body []byte) (abi.Answer, error) {
	var in renderRequest
	if err := json.Unmarshal(header, &in); err != nil {
		return abi.Answer{}, err
	}
	request, body, err := in.request(body)
	if err != nil {
		return abi.Answer{}, err
	}
	if request.Values, _, err = abi.Cut(body, in.Values); err != nil {
		return abi.Answer{}, err
	}
	out, err := helmchart.Render(request)
	if err != nil {
		return abi.Answer{}, err
	}
	return answer(out), nil
}

// renderEach answers with a rendering or an error for each set, and with the texts of all of them in that order.
func renderEach(header, body []byte) (abi.Answer, error) {
	var in renderEachRequest
	if err := json.Unmarshal(header, &in); err != nil {
		return abi.Answer{}, err
	}
	request, body, err := in.request(body)
	if err != nil {
		return abi.Answer{}, err
	}
	sets := make([]helmchart.Set, len(in.Sets))
	for i, set := range in.Sets {
		sets[i].Include = set.Include
		if sets[i].Values, body, err = abi.Cut(body, set.Values); err != nil {
			return abi.Answer{}, err
		}
	}
	renderings := make([]any, len(sets))
	var texts [][]byte
	for i, each := range helmchart.RenderEach(request, sets) {
		if each.Err != nil {
			renderings[i] = map[string]any{"error": told(each.Err)}
			continue
		}
		one := answer(each.Rendering)
		renderings[i] = one.Header
		texts = append(texts, one.Body...)
	}
	return abi.Answer{Header: map[string]any{"renderings": renderings}, Body: texts}, nil
}

// told is an error as the host is told it: one that is no Failure is our own fault.
func told(err error) *abi.Failure {
	var failure *abi.Failure
	if errors.As(err, &failure) {
		return failure
	}
	return &abi.Failure{Code: "engine-failed", Message: err.Error()}
}

// request is what is asked for, but for the values, and what of the body is left.
func (in renderRequest) request(body []byte) (helmchart.Request, []byte, error) {
	files, body, err := abi.Cut(body, in.Files)
	return helmchart.Request{
		Files: files, Set: in.Set, SetString: in.SetString, Release: in.Release, KubeVersion: in.KubeVersion,
		APIVersions: in.APIVersions, SkipSchemaValidation: in.SkipSchemaValidation, Provenance: in.Provenance,
		Alone: in.Alone, Include: in.Include, Seed: in.Seed, Suppose: in.Suppose,
		Asking: in.Asking, Apart: in.Apart, Elsewhere: in.Elsewhere,
	}, body, err
}

func answer(out *helmchart.Rendering) abi.Answer {
	files, body := encodeFiles(out.Files)
	variants := make([]variant, len(out.Variants))
	for i, v := range out.Variants {
		changed, texts := encodeFiles(v.Files)
		variants[i] = variant{v.Round, changed, v.Failure}
		body = append(body, texts...)
	}
	return abi.Answer{
		Header: map[string]any{"files": files, "warnings": out.Warnings, "sources": out.Sources, "reads": encodeReads(out.Reads),
			"asks": out.Asks, "compared": out.Compared, "apart": out.Apart, "variants": variants},
		Body: body,
	}
}

func encodeFiles(all []helmchart.File) ([]renderedFile, [][]byte) {
	files := make([]renderedFile, len(all))
	var body [][]byte
	for i, f := range all {
		files[i] = renderedFile{f.Name, f.Path, f.CRD, len(f.Text), len(f.Lines), f.Documents, f.Digest}
		body = append(body, []byte(f.Text), encodeLines(f.Lines))
	}
	return files, body
}

func encodeLines(lines []*trace.Line) []byte {
	out := make([]byte, 0, 8*len(lines))
	for _, l := range lines {
		source, number := int32(-1), int32(0)
		if l != nil {
			source, number = int32(l.Source), int32(l.Number)
		}
		out = binary.LittleEndian.AppendUint32(out, uint32(source))
		out = binary.LittleEndian.AppendUint32(out, uint32(number))
	}
	return out
}

func encodeReads(reads []trace.Read) [][3]any {
	out := make([][3]any, len(reads))
	for i, r := range reads {
		out[i] = [3]any{r.Line.Source, r.Line.Number, r.Path}
	}
	return out
}
