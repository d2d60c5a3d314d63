//go:build !wasip1

package abi

// Serve does nothing outside of WebAssembly, so that the commands build and their tests run natively.
func Serve(map[string]Operation) {}
