/** Finds the paths at which two JSON values differ. */
import { canonical, isJsonList, isJsonMap } from './json.ts';
import { type Json, type JsonObject, type Path } from '../model/json.ts';

/**
 * The deepest paths at which two values differ. What was added or removed gives its leaves (scalars, empty maps, and
 * lists); a list whose length changed is one difference.
 */
export function differences(before: Json | undefined, after: Json | undefined, path: Path = []): Path[] {
  if (before === undefined) return after === undefined ? [] : leaves(after, path);
  if (after === undefined) return leaves(before, path);
  if (isJsonMap(before) && isJsonMap(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences(own(before, key), own(after, key), [...path, key]));
  }
  if (isJsonList(before) && isJsonList(after) && before.length === after.length) {
    return before.flatMap((item, index) => differences(item, after[index], [...path, index]));
  }
  return canonical(before) === canonical(after) ? [] : [path];
}

function own(map: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function leaves(value: Json, path: Path): Path[] {
  if (isJsonMap(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]));
  }
  return [path];
}

/**
 * Whether a change at `changed` results from an operation at `meant`: below it, at it, or at a parent that it created
 * or emptied.
 */
export function isMeant(changed: Path, meant: Path): boolean {
  const shorter = Math.min(changed.length, meant.length);
  return changed.slice(0, shorter).every((part, index) => part === meant[index]);
}
