/** Applies to a kustomization the fields that a deployment sets in it. */
import { isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject } from '../../model/json.ts';

/**
 * A folder's kustomization with the fields that a deployment sets. Argo CD and Flux edit the folder's own file before
 * they build it. A second kustomization on top would be different: it would add a prefix to a prefix, and match images
 * by their new names.
 */
export function withOverrides(kustomization: JsonObject, overrides: JsonObject): JsonObject {
  const changed = Object.entries(overrides).map(([field, value]): [string, Json] => [
    field,
    combined(field, kustomization[field] ?? null, value),
  ]);
  return { ...kustomization, ...Object.fromEntries(changed) };
}

function combined(field: string, own: Json, set: Json): Json {
  if (field === 'images' || field === 'replicas') return byName(items(own), items(set));
  if (isJsonList(set)) return [...items(own), ...set];
  return isJsonMap(set) && isJsonMap(own) ? { ...own, ...set } : set;
}

/** One entry per name: an entry that is set replaces the folder's own. */
function byName(own: readonly Json[], set: readonly Json[]): Json[] {
  const replaced = new Set(set.map(nameOf));
  return [...own.filter((entry) => !replaced.has(nameOf(entry))), ...set];
}

function nameOf(entry: Json): Json {
  return isJsonMap(entry) ? (entry['name'] ?? null) : null;
}

function items(value: Json): readonly Json[] {
  return isJsonList(value) ? value : [];
}
