// Command kustomize is the kustomize engine: a WebAssembly reactor that builds as `kustomize build` does.
package main

import (
	"encoding/json"
	"io"
	"log"
	"runtime/debug"

	"plimsoll/engine/internal/abi"
	"plimsoll/engine/internal/kustomization"
)

func init() {
	// kustomize prints deprecations on standard error, which nobody reads here.
	log.SetOutput(io.Discard)
	warmUp()
	abi.Serve(map[string]abi.Operation{"build": build})
	// Serve has garbage collected when the heap is five times what is used: a large build would need several times the
	// memory that it uses, and go past what the module may have (512 MiB). From here on it is collected sooner.
	debug.SetMemoryLimit(256 << 20)
}

// warmUp builds once before the snapshot is taken, so that what kustomize makes when it is first needed (Kubernetes'
// OpenAPI schema above all, 100 ms of it) is in the snapshot.
func warmUp() {
	files := []abi.Content{
		{Name: "kustomization.yaml", Data: []byte("resources: [a.yaml]\nnamePrefix: a-\npatches: [{path: p.yaml}]\n")},
		{Name: "a.yaml", Data: []byte("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n")},
		{Name: "p.yaml", Data: []byte("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, labels: {b: c}}\n")},
	}
	if _, err := kustomization.Run(kustomization.Request{Files: files, Dir: "."}); err != nil {
		panic(err)
	}
}

func main() {}

// build answers with a header like kustomization.Build; the resources' JSON stands in the body.
func build(header, body []byte) (abi.Answer, error) {
	var in struct {
		Files []abi.File `json:"files"`
		Dir   string     `json:"dir"`
	}
	if err := json.Unmarshal(header, &in); err != nil {
		return abi.Answer{}, err
	}
	files, _, err := abi.Cut(body, in.Files)
	if err != nil {
		return abi.Answer{}, err
	}
	out, err := kustomization.Run(kustomization.Request{Files: files, Dir: in.Dir})
	if err != nil {
		return abi.Answer{}, err
	}
	answer := abi.Answer{Header: out}
	for _, r := range out.Resources {
		answer.Body = append(answer.Body, r.JSON)
	}
	return answer, nil
}
