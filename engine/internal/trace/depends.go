package trace

import "maps"

// What made a line is more than what its own action reads: the conditions around it, what its variables were made of,
// what the named templates read that it includes, and what these were given. Each execution of an action has the set of
// all values that it depends on in one of these ways. More may be in it than had an effect, so whoever wants to know
// changes the value and looks; what had an effect, and could be told, is in it.

// paths is a set of paths of the values, by their numbers in the tracer.
type paths map[int]struct{}

func (p paths) add(other paths) { maps.Copy(p, other) }

// assigned are the actions of a tree that give a variable its value, or change the map that it holds.
type assigned map[string]*[]int

func (a assigned) actions(name string) *[]int {
	if a[name] == nil {
		a[name] = new([]int)
	}
	return a[name]
}

// begin notes that a call executes an action that reads values itself.
func (t *Tracer) begin(number int, own paths) {
	c, a := t.call, &t.actions[number]
	all := maps.Clone(own)
	all.add(c.given)
	c.around(a.within, all)
	for _, name := range a.variables {
		c.around(*name, all)
	}
	c.action = number
	c.did[number] = all
	t.note(a.line, all)
	t.hand(own)
}

// around adds what actions of the call depended on when they were last executed.
func (c *call) around(actions []int, to paths) {
	for _, number := range actions {
		to.add(c.did[number])
	}
}

// hand says to all actions that are still being executed what is read on their behalf.
func (t *Tracer) hand(own paths) {
	if len(own) == 0 {
		return
	}
	tell := func(c *call, number int) {
		if did := c.did[number]; did != nil {
			did.add(own)
			t.note(t.actions[number].line, own)
		}
	}
	for c := t.call; c != nil; c = c.from.call {
		for _, number := range c.inline {
			tell(c, number)
		}
		if c.from.call != nil {
			tell(c.from.call, c.by)
		}
	}
}

// longest is how many lines a text may have whose conditions are noted. What is longer (a CRD, say) is switched on and
// off as a whole.
const longest = 40

// printed notes what the lines of a text node depend on.
func (t *Tracer) printed(text textNode, lines int) {
	if lines > longest {
		return
	}
	all := maps.Clone(t.call.given)
	t.call.around(text.within, all)
	for n := range lines {
		t.note(Line{text.line.Source, text.line.Number + n}, all)
	}
}

func (t *Tracer) note(line Line, all paths) {
	if len(all) == 0 {
		return
	}
	known := t.reads[line]
	if known == nil {
		known = paths{}
		t.reads[line] = known
	}
	known.add(all)
}
