/** Keys that identify objects, list items and paths independently of order. */
import { createHash } from 'node:crypto';
import { at, canonical, isJsonList, isJsonMap } from '../json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type ObjectName } from '../../model/object-name.ts';
import { itemKeys } from './merge-keys.ts';
import { groupOf, objectName } from './names.ts';

/** Whether a kustomize generator created the object. Then no file contains it, and its name ends with a hash. */
export function isGenerated({ origin }: Manifest): boolean {
  return origin.kind === 'kustomize' && origin.file === null;
}

/** Group, kind, namespace and name, without the hash that a kustomize generator appends. */
export function objectKey(manifest: Manifest): string {
  const { apiVersion, kind, namespace, name }: ObjectName = objectName(manifest.object);
  const own = isGenerated(manifest) ? name.replace(/-[a-z0-9]{10}$/, '') : name;
  return JSON.stringify([groupOf(apiVersion), kind, namespace, own]);
}

/**
 * The path as JSON, with each list item named by its key, or else by a hash of its content; an index past the end is
 * `[+]`. It stays the same if items are moved or added.
 */
export function namedPath(object: Json, path: Path): string {
  let around: Json | undefined = object;
  const parts = path.map((part) => {
    const named = typeof part === 'string' ? part : isJsonList(around) ? itemName(around[part]) : `[${part}]`;
    around = at(around, [part]);
    return named;
  });
  return JSON.stringify(parts);
}

/** The named paths of all items that a path reaches if its indexes may be any. */
export function namedItems(object: Json, path: Path): Set<string> {
  return new Set(openPaths(object, path).map((each) => namedPath(object, each)));
}

/** The paths of all items that a path reaches if its indexes may be any. */
export function openPaths(object: Json, path: Path): readonly Path[] {
  let reached: Path[] = [[]];
  for (const part of path) {
    reached = reached.flatMap((prefix) => {
      if (typeof part === 'string') return [[...prefix, part]];
      const items = at(object, prefix);
      return isJsonList(items) ? items.map((_, index) => [...prefix, index]) : [];
    });
  }
  return reached;
}

/** The keys by which Kubernetes distinguishes the items of a list; null if an item has none, or two have the same. */
export function keysOfItems(items: readonly Json[]): readonly string[] | null {
  const keys = items.map((item) => (isJsonMap(item) ? mergeKeyOf(item) : null)).filter((key) => key !== null);
  return new Set(keys).size === items.length ? keys : null;
}

function itemName(item: Json | undefined): string {
  if (item === undefined) return '[+]';
  if (!isJsonMap(item)) return `[${canonical(item)}]`;
  return mergeKeyOf(item) ?? `[#${createHash('sha256').update(canonical(item)).digest('hex').slice(0, 16)}]`;
}

function mergeKeyOf(item: JsonObject): string | null {
  for (const key of itemKeys) {
    const value = item[key];
    if (typeof value === 'string' || typeof value === 'number') return `[${key}=${value}]`;
  }
  return null;
}
