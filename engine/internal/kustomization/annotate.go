package kustomization

import "sigs.k8s.io/kustomize/kyaml/yaml"

// annotate asks for origin annotations. The built kustomization passes its buildMetadata on to all that it includes.
func (f *files) annotate(dir string) error {
	name := f.kustomizationIn(dir)
	node, err := yaml.Parse(string(f.texts[name]))
	if err != nil {
		return err
	}
	if err := node.PipeE(yaml.SetField("buildMetadata", yaml.MustParse("[originAnnotations, transformerAnnotations]"))); err != nil {
		return err
	}
	changed, err := node.String()
	if err != nil {
		return err
	}
	f.texts[name] = []byte(changed)
	return nil
}
