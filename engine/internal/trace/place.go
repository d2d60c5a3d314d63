// Package trace runs templates and remembers, for every byte they print, the source line that printed it.
//
// The templates' text is not changed. Their parse trees get calls of our own functions, and the writer below sees which
// part of which tree it is given: text/template hands over the very bytes of a text node, so their address names the node.
// Strings that named templates return are followed by address, too, through variables and the functions that shape text.
package trace

import "strings"

// Line is a line of a source: index is into the tracer's sources, number is 1-based.
type Line struct{ Source, Number int }

// place is a line at which something is printed, within a call.
type place struct {
	call *call
	line Line
}

// call is one execution of a template: of a file, or of a named template that a file or another one includes.
type call struct {
	// from is where the call stands; its own call is nil for a file.
	from place
	// now is the action that is being executed.
	now   place
	depth int
	// value is the followed string that the action is about to print.
	value *followed
	// action is the number of the one that is being executed, by that of the caller; inline are those around it whose
	// argument is executed as a template.
	action, by int
	inline     []int
	// did is what the actions of this call depend on, given what its arguments do.
	did   map[int]paths
	given paths
}

func newCall(line Line) *call {
	c := &call{did: map[int]paths{}, given: paths{}, action: -1}
	c.now = place{c, line}
	return c
}

func (c *call) child() *call {
	inner := newCall(c.now.line)
	inner.from, inner.depth, inner.by = c.now, c.depth+1, c.action
	inner.given.add(c.given)
	inner.given.add(c.did[c.action])
	return inner
}

// innermost returns the innermost place that stands for both: of the same call, the first; else that of the innermost
// call which made both. So `name: {{ include "fullname" . }}` is its own line, not that of fullname's definition. A
// string that was kept from the run of another file has no call in common with this one; then the first stands.
func innermost(first, second place) place {
	a, b := first, second
	for a.call != b.call {
		if a.call.depth >= b.call.depth {
			a = a.call.from
		} else {
			b = b.call.from
		}
		if a.call == nil || b.call == nil {
			return first
		}
	}
	return a
}

// span is a number of bytes printed at one place. A line break belongs to the span that it ends.
type span struct {
	size int
	at   place
}

// followed is a string with the places of its bytes.
type followed struct {
	text  string
	spans []span
}

// cut returns the part from..to.
func (f *followed) cut(from, to int) *followed {
	out := &followed{text: f.text[from:to]}
	offset := 0
	for _, s := range f.spans {
		begin, end := max(offset, from), min(offset+s.size, to)
		if begin < end {
			out.spans = append(out.spans, span{end - begin, s.at})
		}
		offset += s.size
	}
	return out
}

// without removes every occurrence of what, as strings.ReplaceAll does.
func (f *followed) without(what string) *followed {
	if !strings.Contains(f.text, what) {
		return f
	}
	out := &followed{text: strings.ReplaceAll(f.text, what, "")}
	for from := 0; from < len(f.text); {
		to := len(f.text)
		if i := strings.Index(f.text[from:], what); i >= 0 {
			to = from + i
		}
		out.spans = append(out.spans, f.cut(from, to).spans...)
		from = to + len(what)
	}
	return out
}

// lines gives a place for each line of the text, nil for blank ones: the innermost that stands for all that can be seen.
func (f *followed) lines() []*Line {
	out := make([]*Line, 0, strings.Count(f.text, "\n")+1)
	var here *place
	end := func() {
		if here == nil {
			out = append(out, nil)
		} else {
			out = append(out, &here.line)
		}
		here = nil
	}
	offset := 0
	for _, s := range f.spans {
		rest := f.text[offset : offset+s.size]
		offset += s.size
		for {
			piece, after, broken := strings.Cut(rest, "\n")
			if strings.TrimSpace(piece) != "" {
				at := s.at
				if here != nil {
					at = innermost(*here, s.at)
				}
				here = &at
			}
			if !broken {
				break
			}
			end()
			rest = after
		}
	}
	end()
	return out
}
