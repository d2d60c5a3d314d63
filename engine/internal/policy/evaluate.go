package policy

import (
	"context"
	"encoding/json"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/util"
)

// Eval gives the values of a query; none when it is undefined.
func Eval(m Modules, query string, data map[string]any, input any) ([]any, error) {
	parsed, err := m.parse()
	if err != nil {
		return nil, err
	}
	c := compiler(m.Version, inward)
	if c.Compile(parsed); c.Failed() {
		return nil, faultsOf("", c.Errors).orNil()
	}
	results, err := rego.New(rego.Query(query), rego.Compiler(c), rego.Store(inmem.NewFromObject(data)), rego.Input(input),
		rego.Capabilities(capabilities(inward))).Eval(context.Background())
	if err != nil {
		return nil, faultsOf("", err).orNil()
	}
	values := []any{}
	for _, result := range results {
		for _, expression := range result.Expressions {
			values = append(values, expression.Value)
		}
	}
	return values, nil
}

// Test is the outcome of one rule whose name begins with `test_`.
type Test struct {
	File string `json:"file"`
	Line int    `json:"line"`
	// Name is data.package.test_name.
	Name string `json:"name"`
	// Result is pass, fail, error or skip.
	Result string `json:"result"`
	// Output is what it printed, and the message of an error.
	Output string `json:"output"`
}

// RunTests runs all tests of the modules, in the order of their places.
func RunTests(m Modules, data map[string]any) ([]Test, error) {
	parsed, err := m.parse()
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	store := inmem.NewFromObject(data)
	c := compiler(m.Version, inward).WithEnablePrintStatements(true)
	runner := tester.NewRunner().SetCompiler(c).SetDefaultRegoVersion(m.Version).SetStore(store).
		SetModules(parsed).CapturePrintOutput(true).SetParallel(1)
	tests := []Test{}
	err = storage.Txn(ctx, store, storage.TransactionParams{}, func(txn storage.Transaction) error {
		results, err := runner.RunTests(ctx, txn)
		if err != nil {
			return err
		}
		for r := range results {
			tests = append(tests, testOf(r))
		}
		return nil
	})
	if err != nil {
		return nil, faultsOf("", err).orNil()
	}
	return tests, nil
}

func testOf(r *tester.Result) Test {
	t := Test{File: r.Location.File, Line: r.Location.Row, Name: r.Package + "." + r.Name, Result: "pass", Output: string(r.Output)}
	switch {
	case r.Error != nil:
		t.Result, t.Output = "error", t.Output+r.Error.Error()
	case r.Skip:
		t.Result = "skip"
	case r.Fail:
		t.Result = "fail"
	}
	return t
}

// DataOf reads the object that rules see as `data`; numbers stay exact.
func DataOf(raw json.RawMessage) (map[string]any, error) {
	if len(raw) == 0 {
		return map[string]any{}, nil
	}
	plain, err := ValueOf(raw)
	if err != nil {
		return nil, err
	}
	object, ok := plain.(map[string]any)
	if !ok {
		return map[string]any{}, nil
	}
	return object, nil
}

// ValueOf reads a JSON value; numbers stay exact.
func ValueOf(raw json.RawMessage) (any, error) {
	var value any
	err := util.UnmarshalJSON(raw, &value)
	return value, err
}
