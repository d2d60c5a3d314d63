/** Merges the values of a HelmRelease in the order of helm-controller. */
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type JsonObject } from '../../../model/json.ts';
import { type MutableMap, type MutableValue, setAt } from './target-value.ts';

/** The values that an entry of `valuesFrom` gives. */
export type Given =
  | { readonly kind: 'values'; readonly value: JsonObject }
  | { readonly kind: 'at'; readonly path: string; readonly text: string };

/**
 * The values of a HelmRelease as helm-controller computes them (fluxcd/pkg/chartutil ChartValuesFromReferences). It
 * merges the inline values before it sets a `targetPath`, and again at the end. A merge shares maps instead of copying
 * them, and a later `targetPath` writes into them. So `targetPath` wins below a map that only the inline values have;
 * elsewhere the inline values win.
 *
 * @throws {NotSet} where a `targetPath` cannot be set.
 */
export function fluxValues(given: readonly Given[], inline: JsonObject): JsonObject {
  const own = mutableMap(inline);
  let result: MutableMap = new Map();
  for (const each of given) {
    if (each.kind === 'values') {
      result = merged(result, mutableMap(each.value));
      continue;
    }
    result = merged(result, own);
    setAt(result, each.path, each.text);
  }
  return jsonMap(merged(result, own));
}

function merged(below: MutableMap, over: MutableMap): MutableMap {
  const all: MutableMap = new Map(below);
  for (const [key, value] of over) {
    const under = all.get(key);
    all.set(key, under instanceof Map && value instanceof Map ? merged(under, value) : value);
  }
  return all;
}

function mutableMap(map: JsonObject): MutableMap {
  return new Map(Object.entries(map).map(([key, value]) => [key, mutable(value)]));
}

function mutable(value: Json): MutableValue {
  if (isJsonList(value)) return value.map(mutable);
  return isJsonMap(value) ? mutableMap(value) : value;
}

export function jsonMap(map: MutableMap): JsonObject {
  return Object.fromEntries([...map].map(([key, value]) => [key, json(value)]));
}

function json(value: MutableValue): Json {
  if (Array.isArray(value)) return value.map(json);
  return value instanceof Map ? jsonMap(value) : value;
}
