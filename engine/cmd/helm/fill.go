package main

import (
	"encoding/json"

	"plimsoll/engine/internal/abi"
	"plimsoll/engine/internal/argotemplate"
)

// fill answers several requests for Go templates of Argo CD, each as if it were the only one.
func fill(header, _ []byte) (abi.Answer, error) {
	var in struct {
		Requests []argotemplate.Request `json:"requests"`
	}
	if err := json.Unmarshal(header, &in); err != nil {
		return abi.Answer{}, err
	}
	answers := make([]argotemplate.Answer, len(in.Requests))
	for i, request := range in.Requests {
		var err error
		if answers[i], err = argotemplate.Fill(request); err != nil {
			return abi.Answer{}, err
		}
	}
	return abi.Answer{Header: map[string]any{"answers": answers}}, nil
}
