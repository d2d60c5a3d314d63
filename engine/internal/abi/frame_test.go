package abi

import (
	"encoding/json"
	"errors"
	"testing"
)

func ask(t *testing.T, header string, body string, operations map[string]Operation) (string, string) {
	t.Helper()
	frame, err := encode(json.RawMessage(header), [][]byte{[]byte(body)})
	if err != nil {
		t.Fatal(err)
	}
	head, rest, err := decode(Respond(operations, frame))
	if err != nil {
		t.Fatal(err)
	}
	return string(head), string(rest)
}

func TestRespond(t *testing.T) {
	operations := map[string]Operation{
		"echo": func(_, body []byte) (Answer, error) { return Answer{Header: "done", Body: [][]byte{body, body}}, nil },
		"refuse": func(_, _ []byte) (Answer, error) {
			return Answer{}, &Failure{Code: "no", Message: "m", File: "f", Line: 2}
		},
		"break": func(_, _ []byte) (Answer, error) { return Answer{}, errors.New("broken") },
		"panic": func(_, _ []byte) (Answer, error) { panic("lost") },
	}
	cases := map[string]struct{ header, head, rest string }{
		"an answer":                {`{"op":"echo"}`, `"done"`, "bb"},
		"a failure is a value":     {`{"op":"refuse"}`, `{"error":{"code":"no","message":"m","file":"f","line":2}}`, ""},
		"another error is ours":    {`{"op":"break"}`, `{"error":{"code":"engine-failed","message":"broken"}}`, ""},
		"a panic is, too":          {`{"op":"panic"}`, `{"error":{"code":"engine-failed","message":"panic: lost"}}`, ""},
		"what is not known is too": {`{"op":"x"}`, `{"error":{"code":"engine-failed","message":"there is no operation \"x\""}}`, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if head, rest := ask(t, c.header, "b", operations); head != c.head || rest != c.rest {
				t.Errorf("%s %q, want %s %q", head, rest, c.head, c.rest)
			}
		})
	}
}

func TestBrokenFrames(t *testing.T) {
	for _, frame := range []string{"", "\x01", "\xff\xff\xff\x7f{}"} {
		if _, _, err := decode([]byte(frame)); err == nil {
			t.Errorf("%q was taken for a frame", frame)
		}
	}
	if _, _, err := Cut([]byte("abc"), []File{{"a", 2}, {"b", 2}}); err == nil {
		t.Error("a frame that ends inside a file was taken")
	}
}
