package main

import (
	"encoding/json"

	"github.com/Masterminds/semver/v3"

	"plimsoll/engine/internal/abi"
)

// version answers with the newest of some versions that a range allows, as Helm resolves a dependency: pre-releases only
// where the range names one. What is no version is passed over; null where none fits, or the range is none.
func version(header, _ []byte) (abi.Answer, error) {
	var in struct {
		Range    string   `json:"range"`
		Versions []string `json:"versions"`
	}
	if err := json.Unmarshal(header, &in); err != nil {
		return abi.Answer{}, err
	}
	var out struct {
		Version *string `json:"version"`
	}
	wanted, err := semver.NewConstraint(in.Range)
	if err != nil {
		return abi.Answer{Header: out}, nil
	}
	var newest *semver.Version
	for _, text := range in.Versions {
		v, err := semver.NewVersion(text)
		if err != nil || !wanted.Check(v) || newest != nil && !v.GreaterThan(newest) {
			continue
		}
		newest, out.Version = v, &text
	}
	return abi.Answer{Header: out}, nil
}
