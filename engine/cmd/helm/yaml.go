package main

import (
	"sigs.k8s.io/yaml"

	"plimsoll/engine/internal/abi"
)

// toJSON is sigs.k8s.io/yaml's YAMLToJSON of the body: what Kubernetes' own tools make of a document.
func toJSON(_, body []byte) (abi.Answer, error) {
	text, err := yaml.YAMLToJSON(body)
	if err != nil {
		return abi.Answer{}, &abi.Failure{Code: "yaml-syntax", Message: err.Error()}
	}
	return abi.Answer{Header: map[string]any{"json": string(text)}}, nil
}
