// Command readings says what Kubernetes' own tools read in texts: one JSON string on each line of the input, one answer on
// each line of the output. The tests compare what src/yaml reads. It is a module of its own, because no engine needs it.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// answer is what a text is. Objects are those that kubectl would apply, up to the first error.
type answer struct {
	YAML    json.RawMessage   `json:"yaml"`
	Refused string            `json:"refused,omitempty"`
	Objects []json.RawMessage `json:"objects"`
	Error   string            `json:"error,omitempty"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<28)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var text string
		if err := json.Unmarshal(in.Bytes(), &text); err != nil {
			panic(err)
		}
		line, err := json.Marshal(read(text))
		if err != nil {
			panic(err)
		}
		out.Write(append(line, '\n'))
	}
}

func read(text string) answer {
	found := answer{Objects: []json.RawMessage{}}
	value, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		found.Refused = err.Error()
	} else {
		found.YAML = value
	}
	objects, err := decode(text)
	found.Objects = append(found.Objects, objects...)
	if err != nil {
		found.Error = err.Error()
	}
	return found
}

// decode does what the StreamVisitor and FlattenListVisitor of k8s.io/cli-runtime do, which kubectl and Helm build with.
func decode(text string) ([]json.RawMessage, error) {
	var objects []json.RawMessage
	decoder := utilyaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	for {
		raw := runtime.RawExtension{}
		if err := decoder.Decode(&raw); err != nil {
			if errors.Is(err, io.EOF) {
				return objects, nil
			}
			return objects, err
		}
		raw.Raw = []byte(strings.TrimSpace(string(raw.Raw)))
		if len(raw.Raw) == 0 || string(raw.Raw) == "null" {
			continue
		}
		object, _, err := unstructured.UnstructuredJSONScheme.Decode(raw.Raw, nil, nil)
		if err != nil {
			continue // kubectl says so, and goes on with the next
		}
		flat, err := flatten(object)
		if err != nil {
			continue
		}
		objects = append(objects, flat...)
	}
}

func flatten(object runtime.Object) ([]json.RawMessage, error) {
	var all []json.RawMessage
	add := func(item runtime.Object) error {
		one, ok := item.(*unstructured.Unstructured)
		if !ok || one.GetKind() == "" || one.GetAPIVersion() == "" {
			return errors.New("no object: " + item.GetObjectKind().GroupVersionKind().String())
		}
		if one.IsList() {
			return errors.New("a list in a list, which meta.ExtractList of k8s.io/apimachinery refuses")
		}
		text, err := json.Marshal(one.Object)
		all = append(all, text)
		return err
	}
	list, ok := object.(*unstructured.UnstructuredList)
	if !ok {
		return all, add(object)
	}
	return all, list.EachListItem(add)
}
