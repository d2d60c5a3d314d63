import { createHash } from 'node:crypto';
import { at, canonical, isJsonList, isJsonMap } from '../json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type Manifest, type ObjectName } from '../../model/manifest.ts';
import { groupOf, objectName } from './names.ts';

/** Whether no file has the object: a generator made it, and appended a hash to its name. */
export function isGenerated({ origin }: Manifest): boolean {
  return origin.kind === 'kustomize' && origin.file === null;
}

/** Group, kind, namespace and name, without the hash that a kustomize generator appends. */
export function objectKey(manifest: Manifest): string {
  const { apiVersion, kind, namespace, name }: ObjectName = objectName(manifest.object);
  const own = isGenerated(manifest) ? name.replace(/-[a-z0-9]{10}$/, '') : name;
  return JSON.stringify([groupOf(apiVersion), kind, namespace, own]);
}

/** Fields by which Kubernetes itself merges lists of maps; the first that an item has names it. */
const mergeKeys = ['name', 'mountPath', 'containerPort', 'port', 'ip', 'key', 'topologyKey', 'type'];

/**
 * The path with each list item named by its key, else by a hash of its content; an index past the end is `+`. Moving an
 * item, or putting another before it, changes nothing.
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

/** The named paths of all items that a path reaches when its indexes are left open. */
export function namedItems(object: Json, path: Path): Set<string> {
  let reached: Path[] = [[]];
  for (const part of path) {
    reached = reached.flatMap((prefix) => {
      if (typeof part === 'string') return [[...prefix, part]];
      const items = at(object, prefix);
      return isJsonList(items) ? items.map((_, index) => [...prefix, index]) : [];
    });
  }
  return new Set(reached.map((each) => namedPath(object, each)));
}

/** The keys by which Kubernetes tells the items of a list; null where an item has none, or two have the same. */
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
  for (const key of mergeKeys) {
    const value = item[key];
    if (typeof value === 'string' || typeof value === 'number') return `[${key}=${value}]`;
  }
  return null;
}
