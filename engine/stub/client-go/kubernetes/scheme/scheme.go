// Package scheme stands in for client-go's. Helm asks it for one thing: the API versions that `.Capabilities` knows when
// there is no cluster. They are generated from the real client-go (see engine/generate/apiversions).
package scheme

import "k8s.io/apimachinery/pkg/runtime/schema"

type registry struct{}

// Scheme knows the group versions of the real one, in its order, and nothing else.
var Scheme registry

// PrioritizedVersionsAllGroups returns every group version that the real scheme has registered.
func (registry) PrioritizedVersionsAllGroups() []schema.GroupVersion { return groupVersions }
