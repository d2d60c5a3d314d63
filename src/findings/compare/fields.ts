/** Removes fields from objects, to compare them without these. */
import { canonical, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { distinctBy } from '../../foundation/groups.ts';

/** A path with null for its indexes. */
type OpenPath = readonly (string | null)[];

/** A change with more different fields than this is more than a rename. */
const mostFields = 64;

/** Fields that identify an object are kept. */
const identifying = new Set(
  [['apiVersion'], ['kind'], ['metadata', 'name'], ['metadata', 'namespace'], ['metadata', 'generateName']].map(
    canonical,
  ),
);

/**
 * The object without the fields at some paths, whatever the indexes in these. Only scalars, lists of scalars and empty maps
 * are removed, and then the maps that became empty.
 */
export function withoutFields(object: KubernetesObject, paths: readonly Path[]): KubernetesObject {
  const open = paths.map((path): OpenPath => path.map((part) => (typeof part === 'number' ? null : part)));
  const fields = distinctBy(open, canonical).filter((path) => path.length > 0 && !identifying.has(canonical(path)));
  if (fields.length > mostFields) return object;
  const { apiVersion, kind } = object;
  return fields.reduce<KubernetesObject>((left, path) => {
    const stripped = without(left, path);
    return isJsonMap(stripped) ? { ...stripped, apiVersion, kind } : left;
  }, object);
}

/** Undefined if nothing remains. */
function without(value: Json, [part, ...rest]: OpenPath): Json | undefined {
  if (part === undefined) return isRemovable(value) ? undefined : value;
  if (isJsonList(value))
    return part === null && rest.length > 0 ? value.map((item) => without(item, rest) ?? {}) : value;
  if (part === null || !isJsonMap(value)) return value;
  const left = Object.hasOwn(value, part) ? withMember(value, part, without(value[part] ?? null, rest)) : value;
  return Object.keys(left).length === 0 ? undefined : left;
}

function withMember(map: JsonObject, key: string, member: Json | undefined): JsonObject {
  const entries = Object.entries(map).flatMap(([name, value]): [string, Json][] => {
    if (name !== key) return [[name, value]];
    return member === undefined ? [] : [[name, member]];
  });
  return Object.fromEntries(entries);
}

function isRemovable(value: Json): boolean {
  if (isJsonList(value)) return value.every((item) => !isJsonList(item) && !isJsonMap(item));
  return !isJsonMap(value) || Object.keys(value).length === 0;
}
