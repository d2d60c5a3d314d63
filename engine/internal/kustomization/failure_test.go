package kustomization

import (
	"errors"
	"testing"

	"plimsoll/engine/internal/abi"
)

func TestFailures(t *testing.T) {
	file := func(name, text string) abi.Content { return abi.Content{Name: name, Data: []byte(text)} }
	cases := map[string]struct {
		files []abi.Content
		want  abi.Failure
	}{
		"a missing resource": {
			[]abi.Content{file("kustomization.yaml", "resources: [a.yaml]\n")},
			abi.Failure{Code: "kustomize-failed", Message: "'a.yaml' doesn't exist", File: "kustomization.yaml"},
		},
		"a fault in a base": {
			[]abi.Content{file("kustomization.yaml", "resources: [base]\n"), file("base/kustomization.yaml", "resource: []\n")},
			abi.Failure{Code: "kustomize-failed", Message: `invalid Kustomization: json: unknown field "resource"`, File: "base/kustomization.yaml"},
		},
		"a remote base of a base": {
			[]abi.Content{file("kustomization.yaml", "resources: [base]\n"), file("base/kustomization.yaml", "resources:\n- github.com/a/b//c?ref=v1 # pinned\n")},
			abi.Failure{Code: "remote-refused", Message: "nothing is fetched: github.com/a/b//c?ref=v1", File: "base/kustomization.yaml", Line: 2},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Run(Request{Files: c.files, Dir: "."})
			got, ok := errors.AsType[*abi.Failure](err)
			if !ok || *got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}
