package trace

import (
	"text/template/parse"
	"unsafe"
)

// Names of the functions that instrumented trees call. A chart can't call them: Helm's own engine does not know them, and
// a chart that it refuses is never traced.
const (
	nameAt    = "plimsollAt"
	nameValue = "plimsollValue"
	nameEnter = "plimsollEnter"
	nameLeave = "plimsollLeave"
)

// action is a node that evaluates something.
type action struct {
	line Line
	refs []ref
	// within are the control structures around it.
	within []int
	// variables are the actions that make the variables that it reads.
	variables []*[]int
}

// textNode is where a text node begins, and the control structures around it.
type textNode struct {
	line   Line
	within []int
}

// Instrument makes a tree tell the tracer what it executes. It changes the tree, but nothing that the tree prints.
func (t *Tracer) Instrument(tree *parse.Tree, source *Source) {
	i := instrument{t, tree, source.line, true, assigned{}, nil}
	i.list(tree.Root)
}

// InstrumentText does so for a template that is itself a value (the argument of tpl): all of it stands at the action that
// is being executed.
func (t *Tracer) InstrumentText(tree *parse.Tree) {
	here := t.call.now.line
	i := instrument{t, tree, func(parse.Pos) Line { return here }, false, assigned{}, nil}
	i.list(tree.Root)
}

type instrument struct {
	tracer *Tracer
	tree   *parse.Tree
	line   func(parse.Pos) Line
	// texts: whether text nodes have lines of their own.
	texts     bool
	variables assigned
	within    []int
}

func (i instrument) list(list *parse.ListNode) {
	if list == nil {
		return
	}
	nodes := make([]parse.Node, 0, 2*len(list.Nodes))
	for _, n := range list.Nodes {
		nodes = append(nodes, i.node(n)...)
	}
	list.Nodes = nodes
}

// node returns what stands in place of a node: calls of ours, and itself.
func (i instrument) node(n parse.Node) []parse.Node {
	switch n := n.(type) {
	case *parse.TextNode:
		if i.texts && len(n.Text) > 0 {
			i.tracer.texts[unsafe.SliceData(n.Text)] = textNode{i.line(n.Pos), i.within}
		}
	case *parse.ActionNode:
		at := i.at(n.Pos, n.Pipe)
		if len(n.Pipe.Decl) == 0 {
			n.Pipe.Cmds = append(n.Pipe.Cmds, i.command(n.Pos, nameValue))
		}
		return []parse.Node{at, n}
	case *parse.TemplateNode:
		return []parse.Node{i.at(n.Pos, n.Pipe), i.call(n.Pos, nameEnter), n, i.call(n.Pos, nameLeave)}
	case *parse.IfNode:
		return i.branch(n, &n.BranchNode)
	case *parse.RangeNode:
		return i.branch(n, &n.BranchNode)
	case *parse.WithNode:
		return i.branch(n, &n.BranchNode)
	}
	return []parse.Node{n}
}

func (i instrument) branch(n parse.Node, b *parse.BranchNode) []parse.Node {
	at := i.at(b.Pos, b.Pipe)
	i.within = appended(i.within, len(i.tracer.actions)-1)
	i.list(b.List)
	i.list(b.ElseList)
	return []parse.Node{at, n}
}

// at makes `{{ plimsollAt N . $ $x … }}`, which prints nothing: N is the action, then come the dot and the variables
// that the action's expressions begin with.
func (i instrument) at(pos parse.Pos, pipe *parse.PipeNode) parse.Node {
	bases, refs := references(pipe)
	number := len(i.tracer.actions)
	read := make([]*[]int, 0, len(bases))
	for _, base := range bases {
		if base != "" && base != "$" {
			read = append(read, i.variables.actions(base))
		}
	}
	for _, name := range changed(pipe) {
		made := i.variables.actions(name)
		*made = append(*made, number)
	}
	i.tracer.actions = append(i.tracer.actions, action{i.line(pos), refs, i.within, read})
	args := []parse.Node{&parse.NumberNode{NodeType: parse.NodeNumber, Pos: pos, IsInt: true, Int64: int64(number)}}
	for _, base := range bases {
		if base == "" {
			args = append(args, &parse.DotNode{NodeType: parse.NodeDot, Pos: pos})
		} else {
			args = append(args, &parse.VariableNode{NodeType: parse.NodeVariable, Pos: pos, Ident: []string{base}})
		}
	}
	return i.call(pos, nameAt, args...)
}

func (i instrument) call(pos parse.Pos, name string, args ...parse.Node) parse.Node {
	pipe := &parse.PipeNode{NodeType: parse.NodePipe, Pos: pos, Cmds: []*parse.CommandNode{i.command(pos, name, args...)}}
	return &parse.ActionNode{NodeType: parse.NodeAction, Pos: pos, Pipe: pipe}
}

func (i instrument) command(pos parse.Pos, name string, args ...parse.Node) *parse.CommandNode {
	function := parse.NewIdentifier(name).SetPos(pos).SetTree(i.tree)
	return &parse.CommandNode{NodeType: parse.NodeCommand, Pos: pos, Args: append([]parse.Node{function}, args...)}
}
