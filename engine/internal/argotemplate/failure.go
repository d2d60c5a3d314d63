package argotemplate

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// Failure is why a text cannot be filled.
type Failure struct {
	Kind string `json:"kind"`
	// Message is text/template's, without the place.
	Message string `json:"message"`
	// Line is 1-based, in the text; 0 where none is to blame.
	Line int `json:"line"`
}

const (
	// refused: Argo CD fails over it, too.
	refused = "refused"
	// missing: so it does, because the parameters lack a key.
	missing = "missing"
	// unknown: Argo CD fills it, and nobody can tell with what.
	unknown  = "unknown"
	tooLarge = "too-large"
)

var (
	changed      = &Failure{Kind: unknown, Message: "it changes its parameters, which other templates are filled with."}
	orderUnknown = &Failure{Kind: unknown, Message: "it depends on the order of a map's keys, which is random."}
)

func (f *Failure) equals(other *Failure) bool {
	return f == other || f != nil && other != nil && *f == *other
}

// unstable is the error of a function whose result is another one each time.
type unstable struct{ function, on string }

func (u unstable) Error() string {
	return u.function + " depends on " + u.on + "."
}

// name is what Argo CD names every template.
const name = "base"

// place is how text/template begins to say where it failed.
var place = regexp.MustCompile(`^template: ` + name + `:(\d+)(?::\d+)?: (?:executing "[^"]*" at )?`)

func failed(kind string, err error) *Failure {
	if u := (unstable{}); errors.As(err, &u) {
		return &Failure{kind, u.Error(), lineOf(err)}
	}
	message := err.Error()
	return &Failure{kind, message[len(place.FindString(message)):], lineOf(err)}
}

func lineOf(err error) int {
	m := place.FindStringSubmatch(err.Error())
	if m == nil {
		return 0
	}
	line, _ := strconv.Atoi(m[1])
	return line
}

func kindOf(err error) string {
	switch message := err.Error(); {
	case errors.Is(err, errTooLarge):
		return tooLarge
	case errors.As(err, &unstable{}):
		return unknown
	// What Argo CD takes for the sign of a key that is missing.
	case strings.Contains(message, "map has no entry for key"), strings.Contains(message, "can't evaluate field"):
		return missing
	}
	return refused
}
