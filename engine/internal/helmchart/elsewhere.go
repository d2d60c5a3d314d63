package helmchart

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"

	"helm.sh/helm/v4/pkg/chart/common"

	"plimsoll/engine/internal/abi"
)

// Elsewhere are renders of a chart under suppositions, of which only what differs is wanted.
type Elsewhere struct {
	Rounds []Supposition `json:"rounds"`
	// IfCompared come after those, where one of them compared something that may yet be equal.
	IfCompared []Supposition `json:"ifCompared"`
	// Plain are the digests of what a plain render prints, by Helm's names of the files.
	Plain map[string]string `json:"plain"`
}

// Variant is what a round prints otherwise than a plain render and the rounds before it.
type Variant struct {
	// Round is an index into the rounds, then those after them.
	Round   int
	Files   []File
	Failure string
}

// mostLive is how much may be in use before a round without collecting garbage first. Bytes.
const mostLive = 128 << 20

// rounds renders one supposition after the other.
type rounds struct {
	run        run
	values     common.Values
	library    library
	known      map[string]bool
	compared   bool
	candidates candidates
	out        []Variant
}

func (r run) elsewhere(values common.Values) []Variant {
	wanted := r.world.request.Elsewhere
	all := rounds{run: r, values: values, known: map[string]bool{}}
	for name, digest := range wanted.Plain {
		all.known[name+digest] = true
	}
	all.render(wanted.Rounds, 0)
	if all.compared {
		all.render(wanted.IfCompared, len(wanted.Rounds))
	}
	return all.out
}

func (all *rounds) render(suppositions []Supposition, first int) {
	for i := range suppositions {
		request := all.run.world.request
		request.Suppose = &suppositions[i]
		all.round(request, first+i, choice{})
		if suppositions[i].Others == "matching" {
			all.choose(request, first+i)
		}
	}
}

// choose renders with one choice after the other; they may bring others.
func (all *rounds) choose(request Request, index int) {
	for i := 0; all.candidates.several() && i < len(all.candidates.texts); i++ {
		for _, each := range all.candidates.choices(i) {
			all.round(request, index, each)
		}
	}
}

func (all *rounds) round(request Request, index int, choice choice) {
	collect()
	world := newWorld(request, all.run.chart)
	world.choice, world.candidates = choice, &all.candidates
	files, err := all.supposed(world)
	variant := Variant{Round: index}
	if all.candidates.untried {
		variant.Failure = fmt.Sprintf("templates compare with more than %d texts.", mostChoices)
	}
	// What fails under one choice alone would not be deployed under it.
	if err != nil && choice.isNone() {
		variant.Failure = whereAndWhy(err)
	}
	all.compared = all.compared || world.compared
	for _, f := range files {
		if key := f.Name + digest(f.Text); !f.CRD && !all.known[key] {
			all.known[key] = true
			variant.Files = append(variant.Files, f)
		}
	}
	if len(variant.Files) > 0 || variant.Failure != "" {
		all.out = append(all.out, variant)
	}
}

// supposed executes the templates as Helm's engine does, in its order. One that fails keeps no other from being seen.
func (all *rounds) supposed(world *world) (files []File, failure error) {
	values := copied(all.values)
	world.lay(values)
	texts, err := all.library.texts(world, all.run.chart, values, func(err error) bool {
		if failure == nil {
			failure = run{all.run.chart, all.run.names, world}.failure(values, err)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	return manifests(all.run.chart, world.plain(texts), all.run.names, nil), failure
}

func whereAndWhy(err error) string {
	message := oneLine(err.Error())
	var failure *abi.Failure
	if !errors.As(err, &failure) || failure.File == "" {
		return message
	}
	return fmt.Sprintf("%s:%d: %s", failure.File, failure.Line, message)
}

func collect() {
	var memory runtime.MemStats
	if runtime.ReadMemStats(&memory); memory.HeapAlloc > mostLive {
		runtime.GC()
	}
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:12])
}
