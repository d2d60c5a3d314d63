/** Merges JSON maps: as JSON Merge Patch, and as Helm merges value files. */
import { isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject } from '../../model/json.ts';

/** JSON Merge Patch (RFC 7396): merges maps, null removes a key, everything else replaces. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isJsonMap(patch)) return patch;
  const merged = new Map(Object.entries(isJsonMap(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key) ?? null, value));
  }
  return Object.fromEntries(merged);
}

/** Merges maps and replaces everything else, as Helm merges value files. */
export function layOver(below: JsonObject, over: JsonObject): JsonObject {
  const merged = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(over)) {
    const under = merged.get(key);
    merged.set(key, isJsonMap(under) && isJsonMap(value) ? layOver(under, value) : value);
  }
  return Object.fromEntries(merged);
}
