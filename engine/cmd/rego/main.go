// Command rego is the Rego engine: a WebAssembly reactor around OPA.
package main

import (
	"encoding/json"
	"errors"

	"plimsoll/engine/internal/abi"
	"plimsoll/engine/internal/policy"
)

func init() {
	abi.Serve(map[string]abi.Operation{
		"check":       operation(check),
		"format":      operation(format),
		"compile":     operation(compile),
		"annotations": operation(annotations),
		"test":        operation(test),
		"eval":        operation(eval),
	})
}

func main() {}

type request struct {
	Files       []abi.File      `json:"files"`
	Version     string          `json:"version"`
	Entrypoints []string        `json:"entrypoints"`
	Allow       []string        `json:"allow"`
	Query       string          `json:"query"`
	Data        json.RawMessage `json:"data"`
	Input       json.RawMessage `json:"input"`
}

// operation reads a request and answers with `faults` when the modules are to blame.
func operation(perform func(request, policy.Modules) (abi.Answer, error)) abi.Operation {
	return func(header, body []byte) (abi.Answer, error) {
		var in request
		if err := json.Unmarshal(header, &in); err != nil {
			return abi.Answer{}, err
		}
		files, _, err := abi.Cut(body, in.Files)
		if err != nil {
			return abi.Answer{}, err
		}
		answer, err := perform(in, policy.Modules{Files: files, Version: policy.VersionOf(in.Version)})
		if faults, ok := errors.AsType[policy.Faults](err); ok {
			return with("faults", faults), nil
		}
		return answer, err
	}
}

func with(name string, value any) abi.Answer { return abi.Answer{Header: map[string]any{name: value}} }

func check(_ request, m policy.Modules) (abi.Answer, error) {
	return with("checked", true), policy.Check(m)
}

func format(_ request, m policy.Modules) (abi.Answer, error) {
	out, err := policy.Format(m)
	if err != nil {
		return abi.Answer{}, err
	}
	files := []abi.File{}
	var body [][]byte
	for _, f := range out {
		files = append(files, abi.File{Name: f.Name, Size: len(f.Data)})
		body = append(body, f.Data)
	}
	return abi.Answer{Header: map[string]any{"files": files}, Body: body}, nil
}

func compile(in request, m policy.Modules) (abi.Answer, error) {
	out, err := policy.Compile(m, in.Entrypoints, in.Allow)
	if err != nil {
		return abi.Answer{}, err
	}
	builtins := append([]string{}, out.Builtins...)
	return abi.Answer{Header: map[string]any{"size": len(out.Wasm), "builtins": builtins}, Body: [][]byte{out.Wasm}}, nil
}

func annotations(_ request, m policy.Modules) (abi.Answer, error) {
	out, err := policy.Annotations(m)
	return with("annotations", out), err
}

func test(in request, m policy.Modules) (abi.Answer, error) {
	data, err := policy.DataOf(in.Data)
	if err != nil {
		return abi.Answer{}, err
	}
	out, err := policy.RunTests(m, data)
	return with("tests", out), err
}

func eval(in request, m policy.Modules) (abi.Answer, error) {
	data, err := policy.DataOf(in.Data)
	if err != nil {
		return abi.Answer{}, err
	}
	input, err := policy.ValueOf(in.Input)
	if err != nil {
		return abi.Answer{}, err
	}
	values, err := policy.Eval(m, in.Query, data, input)
	return with("values", values), err
}
