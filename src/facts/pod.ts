/** The pods that an object of a known kind makes, each with a name of its own. */
import { at } from '../foundation/json.ts';
import { objectName } from '../foundation/kubernetes/names.ts';
import { podsIn } from '../foundation/kubernetes/pods.ts';
import { type Json } from '../model/json.ts';
import { type KubernetesObject } from '../model/manifest.ts';

export interface PodOf {
  readonly namespace: string;
  /** `Deployment/web`; `RayCluster/web#1` for the second of several that one object makes. */
  readonly workload: string;
  readonly metadata: Json | undefined;
  readonly spec: Json | undefined;
}

/** A PodTemplate makes none. Where only the shape says that something is a pod, its labels are not known: it is left out. */
export function podsOf(object: KubernetesObject, namespace: string): readonly PodOf[] {
  if (object.kind === 'PodTemplate') return [];
  const { kind, name, namespace: own } = objectName(object);
  const pods = podsIn(object).flatMap(({ spec, metadata, by }) =>
    by === 'kind' && metadata !== null ? [{ spec, metadata }] : [],
  );
  return pods.map(({ spec, metadata }, index) => ({
    namespace: own ?? namespace,
    workload: `${kind}/${name}${pods.length > 1 ? `#${index}` : ''}`,
    metadata: at(object, metadata),
    spec: at(object, spec),
  }));
}
