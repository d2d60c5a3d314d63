package trace

import (
	"slices"
	"strconv"
	"text/template/parse"
)

// ref is an expression like `.Values.image.tag` or `$image.tag`: fields of a base, which is the action's n-th argument.
type ref struct {
	base   int
	fields []any
}

// references finds the expressions of a pipe that read fields, and their bases: "" for the dot, else a variable's name.
// The parts of a chain behind a call (`(include …).x`) are left out: what they are fields of is not known.
func references(pipe *parse.PipeNode) (bases []string, refs []ref) {
	add := func(base string, fields []any) {
		n := slices.Index(bases, base)
		if n < 0 {
			n = len(bases)
			bases = append(bases, base)
		}
		refs = append(refs, ref{n, fields})
	}
	var walk func(n parse.Node)
	walk = func(n parse.Node) {
		if base, fields, ok := selection(n); ok {
			add(base, fields)
			return
		}
		switch n := n.(type) {
		case *parse.ChainNode:
			walk(n.Node)
		case *parse.CommandNode:
			if base, fields, ok := indexed(n); ok {
				add(base, fields)
				return
			}
			for _, a := range n.Args {
				walk(a)
			}
		case *parse.PipeNode:
			for _, c := range n.Cmds {
				walk(c)
			}
		}
	}
	if pipe != nil {
		walk(pipe)
	}
	return bases, refs
}

// selection reads `.`, `.a.b`, `$x` and `$x.a.b`.
func selection(n parse.Node) (base string, fields []any, ok bool) {
	switch n := n.(type) {
	case *parse.DotNode:
		return "", nil, true
	case *parse.FieldNode:
		return "", anys(n.Ident), true
	case *parse.VariableNode:
		return n.Ident[0], anys(n.Ident[1:]), true
	}
	return "", nil, false
}

// indexed reads `index .a "b" 0` and `get .a "b"`, where the keys are written out.
func indexed(n *parse.CommandNode) (base string, fields []any, ok bool) {
	function, isName := n.Args[0].(*parse.IdentifierNode)
	if !isName || (function.Ident != "index" && function.Ident != "get") || len(n.Args) < 3 {
		return "", nil, false
	}
	base, fields, ok = selection(n.Args[1])
	for _, key := range n.Args[2:] {
		switch key := key.(type) {
		case *parse.StringNode:
			fields = append(fields, key.Text)
		case *parse.NumberNode:
			i, err := strconv.Atoi(key.Text)
			ok = ok && err == nil
			fields = append(fields, i)
		default:
			ok = false
		}
	}
	return base, fields, ok
}

// mutators are functions that change the map that is their first argument.
var mutators = []string{"set", "unset", "merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite"}

// changed are the variables that a pipe declares or assigns, and those whose maps it changes.
func changed(pipe *parse.PipeNode) []string {
	var names []string
	if pipe == nil {
		return nil
	}
	for _, v := range pipe.Decl {
		names = append(names, v.Ident[0])
	}
	for _, c := range pipe.Cmds {
		function, isName := c.Args[0].(*parse.IdentifierNode)
		if !isName || len(c.Args) < 2 || !slices.Contains(mutators, function.Ident) {
			continue
		}
		if v, isVariable := c.Args[1].(*parse.VariableNode); isVariable && v.Ident[0] != "$" {
			names = append(names, v.Ident[0])
		}
	}
	return names
}

func anys(names []string) []any {
	out := make([]any, len(names))
	for i, n := range names {
		out[i] = n
	}
	return out
}
