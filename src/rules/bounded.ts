/** Objects with more containers than any API server takes. */
import { podsIn } from '../foundation/kubernetes/pods.ts';
import { containerLists } from '../foundation/kubernetes/workloads.ts';
import { at, isJsonList, isJsonMap, replaced } from '../foundation/json.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { type KubernetesObject } from '../model/manifest.ts';

/** No pod that an API server takes has nearly as many. */
export const mostContainers = 1_000;

/** An object with the first containers of its pods where it has more than are judged; null where it has not. */
export function withFirstContainers(object: KubernetesObject): KubernetesObject | null {
  const long = podsIn(object).flatMap(({ spec }) => {
    const short = shortened(at(object, spec));
    return short === null ? [] : [{ spec, short }];
  });
  if (long.length === 0) return null;
  const changed = long.reduce<Json>((value, { spec, short }) => replaced(value, spec, short), object);
  return changed as KubernetesObject;
}

/** Null where none of the pod's lists is too long. */
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
