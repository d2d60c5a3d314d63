/** Lists the pods that an object of a known kind creates, each with its own name. */
import { at } from '../foundation/json.ts';
import { objectName } from '../foundation/kubernetes/names.ts';
import { type PodKinds } from '../foundation/kubernetes/pods.ts';
import { type Json } from '../model/json.ts';
import { type KubernetesObject } from '../model/manifest.ts';

export interface PodOf {
  readonly namespace: string;
  /** `Deployment/web`; `RayCluster/web#1` for the second of several pods of one object. */
  readonly workload: string;
  readonly metadata: Json | undefined;
  readonly spec: Json | undefined;
}

/**
 * A PodTemplate creates no pods. Pods that are recognized by their shape alone are left out: their labels are unknown.
 */
export function podsOf(object: KubernetesObject, namespace: string, { podsIn }: PodKinds): readonly PodOf[] {
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
