/** Limits the number of containers that rules evaluate. */
import { builtInPodKinds, type PodKinds } from '../foundation/kubernetes/pods.ts';
import { containerLists } from '../foundation/kubernetes/workloads.ts';
import { at, isJsonList, isJsonMap, replaced } from '../foundation/json.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { type KubernetesObject } from '../model/manifest.ts';

/** Far more than any pod that an API server accepts. */
export const mostContainers = 1_000;

/** The object with only the first `mostContainers` of each list; null if no list is longer. */
export function withFirstContainers(
  object: KubernetesObject,
  { podsIn }: PodKinds = builtInPodKinds,
): KubernetesObject | null {
  const long = podsIn(object).flatMap(({ spec }) => {
    const short = shortened(at(object, spec));
    return short === null ? [] : [{ spec, short }];
  });
  if (long.length === 0) return null;
  const changed = long.reduce<Json>((value, { spec, short }) => replaced(value, spec, short), object);
  return changed as KubernetesObject;
}

/** Null if none of the pod's lists is too long. */
function shortened(spec: Json | undefined): JsonObject | null {
  if (!isJsonMap(spec)) return null;
  const isLong = ([key, value]: [string, Json]): boolean =>
    containerLists.has(key) && isJsonList(value) && value.length > mostContainers;
  const long = Object.entries(spec).filter(isLong);
  if (long.length === 0) return null;
  return { ...spec, ...Object.fromEntries(long.map(([key, value]) => [key, list(value).slice(0, mostContainers)])) };
}

function list(value: Json): readonly Json[] {
  return isJsonList(value) ? value : [];
}
