package trace

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"text/template/parse"
	"unsafe"
)

// Tracer remembers where what was printed, over the files of one render.
type Tracer struct {
	// texts are the text nodes by the address of their bytes.
	texts map[*byte]textNode
	// strings are the strings that named templates returned, and what was made of them.
	strings map[identity]*followed
	actions []action
	values  *Values
	// paths are those of the values that were read; numbers are their indexes.
	paths   [][]any
	numbers map[string]int
	// reads are what the lines depend on.
	reads map[Line]paths
	call  *call
}

// identity is the address and size of a string's bytes: the string itself, not one that looks like it.
type identity struct {
	first *byte
	size  int
}

// shortest is the size of the shortest strings that have an identity: Go shares the bytes of those of one byte.
const shortest = 2

func identify(s string) identity { return identity{unsafe.StringData(s), len(s)} }

// New begins a trace. values tells which part of the chart's values a map or string is.
func New(values *Values) *Tracer {
	return &Tracer{
		texts:   map[*byte]textNode{},
		strings: map[identity]*followed{},
		values:  values,
		numbers: map[string]int{},
		reads:   map[Line]paths{},
	}
}

// Lines executes a template file and gives, for each line of what it prints, the source line, or nil for blank lines.
// drop is text that the engine removes afterwards.
func (t *Tracer) Lines(source int, drop string, execute func(w *Writer) error) (text string, lines []*Line, err error) {
	t.call = newCall(Line{source, 1})
	w := t.writer()
	if err := execute(w); err != nil {
		return "", nil, err
	}
	printed := w.printed().without(drop)
	return printed.text, printed.lines(), nil
}

// deepest is how many calls may nest. Helm's own limit is 1000 for each name.
const deepest = 1000

// Called executes a named template and returns what it prints as a string that is followed.
func (t *Tracer) Called(name string, execute func(w *Writer) error) (string, error) {
	outer := t.call
	if outer.depth >= deepest {
		return "", fmt.Errorf("%s is included over and over", name)
	}
	t.call = outer.child()
	w := t.writer()
	err := execute(w)
	t.call = outer
	return t.follow(w.printed()), err
}

func (t *Tracer) follow(f *followed) string {
	if len(f.text) >= shortest {
		t.strings[identify(f.text)] = f
	}
	return f.text
}

// Writer takes what a template prints.
type Writer struct {
	tracer *Tracer
	text   bytes.Buffer
	spans  []span
}

func (t *Tracer) writer() *Writer { return &Writer{tracer: t} }

// Write tells text nodes by their address; all else is the value of the action that is being executed.
func (w *Writer) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c := w.tracer.call
	if text, ok := w.tracer.texts[unsafe.SliceData(p)]; ok {
		w.node(p, place{c, text.line})
		w.tracer.printed(text, 1+bytes.Count(p, []byte{'\n'}))
	} else if v := c.value; v != nil && v.text == string(p) {
		w.spans = append(w.spans, v.spans...)
	} else {
		w.spans = append(w.spans, span{len(p), c.now})
	}
	c.value = nil
	return w.text.Write(p)
}

// node notes the lines of a text node, which begins at a place.
func (w *Writer) node(p []byte, at place) {
	for len(p) > 0 {
		size := len(p)
		if i := bytes.IndexByte(p, '\n'); i >= 0 {
			size = i + 1
		}
		w.spans = append(w.spans, span{size, at})
		p = p[size:]
		at.line.Number++
	}
}

func (w *Writer) printed() *followed { return &followed{w.text.String(), w.spans} }

// Source is a template file's text with its line breaks.
type Source struct {
	index  int
	breaks []int
}

// NewSource takes the text of the file that the index stands for.
func NewSource(index int, text string) *Source {
	s := &Source{index: index}
	for i := range len(text) {
		if text[i] == '\n' {
			s.breaks = append(s.breaks, i)
		}
	}
	return s
}

func (s *Source) line(p parse.Pos) Line {
	return Line{s.index, 1 + sort.SearchInts(s.breaks, int(p))}
}

// indented is the shape of Helm's indent: each line moved to the right, the first one by `first` bytes.
func (f *followed) indented(text, pad string, first int) *followed {
	out := &followed{text: text, spans: make([]span, 0, len(f.spans)+1)}
	offset := 0
	for i, s := range f.spans {
		breaks := strings.Count(f.text[offset:offset+s.size], "\n")
		offset += s.size
		if i == 0 {
			s.size += first
		}
		s.size += breaks * len(pad)
		out.spans = append(out.spans, s)
	}
	return out
}

// Inline executes a template that is a value: its text stands at the action that is being executed. What it prints is
// followed, without drop.
func (t *Tracer) Inline(drop string, execute func(w *Writer) error) (string, error) {
	c, outer := t.call, *t.call
	c.value = nil
	c.inline = appended(c.inline, c.action)
	c.given = maps.Clone(c.given)
	c.given.add(c.did[c.action])
	w := t.writer()
	err := execute(w)
	c.now, c.value, c.action, c.inline, c.given = outer.now, outer.value, outer.action, outer.inline, outer.given
	return t.follow(w.printed().without(drop)), err
}

// Reads are all that were noted, sorted by line and path.
func (t *Tracer) Reads() []Read {
	keys := slices.Sorted(maps.Keys(t.numbers))
	lines := slices.SortedFunc(maps.Keys(t.reads), func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Number, b.Number))
	})
	var out []Read
	for _, line := range lines {
		for _, key := range keys {
			if _, read := t.reads[line][t.numbers[key]]; read {
				out = append(out, Read{line, t.paths[t.numbers[key]]})
			}
		}
	}
	return out
}
