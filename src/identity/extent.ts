import { canonical, isJsonList, isJsonMap } from '../json.ts';
import { type Json, type JsonObject } from '../model.ts';

/**
 * Whether `head` reaches nowhere that `base` did not: every list is a subset (`*` covers all), every number at most as
 * large, all else equal. What can't be compared counts as larger: no edit that enlarges an extent is ever "existing".
 */
export function isWithin(head: JsonObject, base: JsonObject): boolean {
  return Object.entries(head).every(([key, value]) => covers(Object.hasOwn(base, key) ? base[key] : undefined, value));
}

function covers(base: Json | undefined, head: Json): boolean {
  if (base === undefined) return isJsonList(head) && head.length === 0;
  if (isJsonList(head) && isJsonList(base)) {
    const known = new Set(base.map(canonical));
    return known.has('"*"') || head.every((item) => known.has(canonical(item)));
  }
  if (typeof head === 'number' && typeof base === 'number') return head <= base;
  if (isJsonMap(head) && isJsonMap(base)) return isWithin(head, base);
  return canonical(head) === canonical(base);
}
