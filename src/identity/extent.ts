import { posix } from 'node:path';
import { canonical, isJsonList, isJsonMap } from '../json.ts';
import { type Json, type JsonObject } from '../model.ts';

/**
 * Whether `head` reaches nowhere that `base` did not: every list is a subset (`*` covers all, among `host_paths` a folder
 * all below it), every number at most as large, all else equal. What can't be compared counts as larger: no edit that enlarges an extent is ever "existing".
 */
export function isWithin(head: JsonObject, base: JsonObject, covered: Covered = bySame): boolean {
  return Object.entries(head).every(([key, value]) =>
    covers(Object.hasOwn(base, key) ? base[key] : undefined, value, key === 'host_paths' ? byPath : covered),
  );
}

/** Whether the items of a list cover another one. They are prepared once: lists may have thousands. */
type Covered = (items: readonly Json[]) => (item: Json) => boolean;

function covers(base: Json | undefined, head: Json, covered: Covered): boolean {
  if (base === undefined) return isJsonList(head) && head.length === 0;
  if (isJsonList(head) && isJsonList(base)) return base.includes('*') || head.every(covered(base));
  if (typeof head === 'number' && typeof base === 'number') return head <= base;
  if (isJsonMap(head) && isJsonMap(base)) return isWithin(head, base, covered);
  return canonical(head) === canonical(base);
}

function bySame(items: readonly Json[]): (item: Json) => boolean {
  const known = new Set(items.map(canonical));
  return (item) => known.has(canonical(item));
}

function byPath(items: readonly Json[]): (item: Json) => boolean {
  const isSame = bySame(items);
  const folders = new Set(items.flatMap(folderOf).filter((folder) => folder.startsWith('/')));
  const lengths = [...new Set([...folders].map(({ length }) => length))];
  return (item) =>
    isSame(item) || folderOf(item).some((path) => lengths.some((length) => folders.has(path.slice(0, length))));
}

/** With a `/` at its end. Kubernetes refuses a path with `..` in it: nothing is said of where that leads. */
function folderOf(path: Json): string[] {
  if (typeof path !== 'string' || path.split('/').includes('..')) return [];
  return [`${posix.normalize(path)}/`.replace(/\/+$/, '/')];
}
