package policy

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing/fstest"
	_ "unsafe" // for go:linkname

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/compile"
)

// isWasmEnabled tells whether OPA's WebAssembly runtime has a built-in. OPA keeps the list internal.
//
//go:linkname isWasmEnabled github.com/open-policy-agent/opa/internal/compiler/wasm.IsWasmEnabled
func isWasmEnabled(builtin string) bool

// Compiled is a policy module and the built-ins that its host has to provide.
type Compiled struct {
	Wasm     []byte
	Builtins []string
}

// Compile compiles to WebAssembly. Built-ins that are neither there nor allowed are faults.
func Compile(m Modules, entrypoints, allow []string) (*Compiled, error) {
	parsed, err := m.parse()
	if err != nil {
		return nil, err
	}
	available := func(b *ast.Builtin) bool {
		return rewritten(b.Name) || isWasmEnabled(b.Name) || slices.Contains(allow, b.Name)
	}
	c := compiler(m.Version, available)
	if c.Compile(parsed); c.Failed() {
		return nil, unavailable(faultsOf("", c.Errors)).orNil()
	}
	wasm, err := m.wasm(entrypoints, available)
	if err != nil {
		return nil, unavailable(faultsOf("", err)).orNil()
	}
	return &Compiled{wasm, required(c.Modules)}, nil
}

func (m Modules) wasm(entrypoints []string, available func(*ast.Builtin) bool) ([]byte, error) {
	files := fstest.MapFS{}
	for _, f := range m.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	c := compile.New().WithTarget(compile.TargetWasm).WithRegoVersion(m.Version).WithCapabilities(capabilities(available)).
		WithEntrypoints(entrypoints...).WithFS(files).WithPaths(".")
	if err := c.Build(context.Background()); err != nil {
		return nil, err
	}
	return c.Bundle().WasmModules[0].Raw, nil
}

// rewritten tells of built-ins that the compiler takes away before anything runs.
func rewritten(name string) bool {
	return strings.HasPrefix(name, "rego.metadata.") || name == ast.Print.Name || name == ast.InternalPrint.Name
}

// required are the built-ins in compiled modules that WebAssembly does not have, sorted.
func required(modules map[string]*ast.Module) []string {
	names := map[string]bool{}
	note := func(ref ast.Ref) {
		name := ref.String()
		if ast.BuiltinMap[name] != nil && !rewritten(name) && !isWasmEnabled(name) {
			names[name] = true
		}
	}
	for _, module := range modules {
		ast.WalkExprs(module, func(e *ast.Expr) bool {
			if e.IsCall() {
				note(e.Operator())
			}
			return false
		})
		ast.WalkTerms(module, func(t *ast.Term) bool {
			if call, ok := t.Value.(ast.Call); ok {
				if ref, ok := call[0].Value.(ast.Ref); ok {
					note(ref)
				}
			}
			return false
		})
	}
	return slices.Sorted(maps.Keys(names))
}

var undefinedFunction = regexp.MustCompile(`^undefined function (\S+)$`)

// unavailable says of OPA's own built-ins that they are not in WebAssembly; to the compiler they are just unknown.
func unavailable(faults Faults) Faults {
	for i, f := range faults {
		if m := undefinedFunction.FindStringSubmatch(f.Message); m != nil && ast.BuiltinMap[m[1]] != nil {
			faults[i].Message = "the built-in " + m[1] + " is not available in WebAssembly"
		}
	}
	return faults
}
