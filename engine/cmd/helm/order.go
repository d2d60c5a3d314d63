package main

import (
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"

	"plimsoll/engine/internal/abi"
)

// installOrder answers with the kinds in the order in which Helm installs, and prints, their objects.
func installOrder(_, _ []byte) (abi.Answer, error) {
	return abi.Answer{Header: map[string]any{"kinds": releaseutil.InstallOrder}}, nil
}
