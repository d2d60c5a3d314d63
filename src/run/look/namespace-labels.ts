/** Finds the Pod Security labels of the namespace that an object is in. */
import { agreedLabels, labelledIn, type PodSecurityLabels } from '../../facts/pod-security.ts';
import { type Facts } from '../../facts/relate.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import { type KubernetesObject, type Rendering } from '../../model/manifest.ts';

/** Definitions in the object's own source come first, then those of the other sources of its cluster. */
export function podSecurityIn(
  { source: { target, namespace }, manifests }: Pick<Rendering, 'source' | 'manifests'>,
  { targets }: Facts,
): (object: KubernetesObject) => PodSecurityLabels {
  const own = agreedLabels(labelledIn(manifests));
  return (object) => {
    const name = objectName(object).namespace ?? namespace;
    const [here, there] = [own.get(name), targets[target]?.namespaces[name]];
    return {
      version: here?.version ?? there?.pod_security_version ?? null,
      enforced: here?.enforced ?? there?.pod_security_enforced ?? null,
      asked: here?.asked ?? there?.pod_security_asked ?? null,
    };
  };
}
