import { posix } from 'node:path';
import { canonical, isJsonList, isJsonMap } from '../json.ts';
import { type Json, type JsonObject } from '../model.ts';

/**
 * Whether `head` reaches nowhere that `base` did not: every list is a subset (`*` covers all, among `host_paths` a folder
 * all below it), every number at most as large, all else equal. What can't be compared counts as larger: no edit that enlarges an extent is ever "existing".
 */
export function isWithin(head: JsonObject, base: JsonObject, hasItem: HasItem = hasSame): boolean {
  return Object.entries(head).every(([key, value]) =>
    covers(Object.hasOwn(base, key) ? base[key] : undefined, value, key === 'host_paths' ? hasPath : hasItem),
  );
}

/** Whether the items of a list cover one. */
type HasItem = (items: readonly Json[], item: Json) => boolean;

function covers(base: Json | undefined, head: Json, hasItem: HasItem): boolean {
  if (base === undefined) return isJsonList(head) && head.length === 0;
  if (isJsonList(head) && isJsonList(base)) return base.includes('*') || head.every((item) => hasItem(base, item));
  if (typeof head === 'number' && typeof base === 'number') return head <= base;
  if (isJsonMap(head) && isJsonMap(base)) return isWithin(head, base, hasItem);
  return canonical(head) === canonical(base);
}

function hasSame(items: readonly Json[], item: Json): boolean {
  const wanted = canonical(item);
  return items.some((each) => canonical(each) === wanted);
}

function hasPath(items: readonly Json[], item: Json): boolean {
  return items.some((each) => canonical(each) === canonical(item) || isBelow(each, item));
}

/** Kubernetes refuses a path with `..` in it: nothing is said of where that leads. */
function isBelow(folder: Json, path: Json): boolean {
  if (typeof folder !== 'string' || typeof path !== 'string' || !folder.startsWith('/')) return false;
  if (path.split('/').includes('..') || folder.split('/').includes('..')) return false;
  return `${posix.normalize(path)}/`.startsWith(`${posix.normalize(folder)}/`.replace(/\/+$/, '/'));
}
