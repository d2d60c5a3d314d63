/** The extents of guards: lists of what is guarded, and fields that say how. */
import { isJsonList } from '../../foundation/json.ts';
import { type Json, type JsonObject } from '../../model/json.ts';

export function withoutLists(extent: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(extent).filter(([, value]) => !isJsonList(value)));
}

export function listAt(extent: JsonObject, key: string): readonly Json[] {
  const items = extent[key];
  return items !== undefined && isJsonList(items) ? items : [];
}
