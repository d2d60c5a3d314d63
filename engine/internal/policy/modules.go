// Package policy checks, formats, compiles, tests and evaluates Rego by OPA, from memory and without reaching out.
package policy

import (
	"cmp"
	"errors"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"plimsoll/engine/internal/abi"
)

// Modules are Rego files and the version of the language that they are written in.
type Modules struct {
	Files   []abi.Content
	Version ast.RegoVersion
}

// Fault is something wrong in a module.
type Fault struct {
	File string `json:"file"`
	// Line is 1-based.
	Line    int    `json:"line"`
	Message string `json:"message"`
}

// Faults are all that is wrong, sorted by file and line. It is an error of the modules, not of ours.
type Faults []Fault

func (f Faults) Error() string { return f[0].Message }

// VersionOf reads "v0" or "v1".
func VersionOf(name string) ast.RegoVersion {
	if name == "v0" {
		return ast.RegoV0
	}
	return ast.RegoV1
}

// parse parses all modules; faults are of all that don't parse.
func (m Modules) parse() (map[string]*ast.Module, error) {
	options := ast.ParserOptions{RegoVersion: m.Version, ProcessAnnotation: true}
	parsed := map[string]*ast.Module{}
	var faults Faults
	for _, f := range m.Files {
		module, err := ast.ParseModuleWithOpts(f.Name, string(f.Data), options)
		switch {
		case err != nil:
			faults = append(faults, faultsOf(f.Name, err)...)
		case module != nil:
			parsed[f.Name] = module
		}
	}
	return parsed, faults.orNil()
}

func (f Faults) orNil() error {
	if len(f) == 0 {
		return nil
	}
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return f
}

// faultsOf reads OPA's errors. file is the one to name when OPA names none.
func faultsOf(file string, err error) Faults {
	if all, ok := errors.AsType[ast.Errors](err); ok {
		faults := make(Faults, 0, len(all))
		for _, each := range all {
			fault := Fault{File: file, Line: 1, Message: each.Message}
			if each.Location != nil && each.Location.File != "" {
				fault.File, fault.Line = each.Location.File, each.Location.Row
			}
			faults = append(faults, fault)
		}
		return faults
	}
	return Faults{{File: file, Line: 1, Message: err.Error()}}
}

// compiler knows the built-ins that satisfy keep.
func compiler(version ast.RegoVersion, keep func(*ast.Builtin) bool) *ast.Compiler {
	return ast.NewCompiler().WithDefaultRegoVersion(version).WithCapabilities(capabilities(keep))
}

func capabilities(keep func(*ast.Builtin) bool) *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.Builtins = slices.DeleteFunc(slices.Clone(c.Builtins), func(b *ast.Builtin) bool { return !keep(b) })
	return c
}

// inward tells of built-ins that reach neither the network nor the process.
func inward(b *ast.Builtin) bool {
	return b.Name != ast.HTTPSend.Name && b.Name != ast.NetLookupIPAddr.Name && b.Name != ast.OPARuntime.Name
}
