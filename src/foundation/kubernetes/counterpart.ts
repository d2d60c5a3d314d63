/** Finds the path of the same field in another version of an object. */
import { at, canonical, isJsonList, isJsonMap } from '../json.ts';
import { type Json, type Path } from '../../model/json.ts';
import { counterpartKeys } from './merge-keys.ts';

/**
 * The path to the same field in another version of the same object. List items are matched by their merge key, else by
 * equal content. Null if an item has no match; map keys need not exist.
 */
export function counterpart(from: Json, path: Path, to: Json): Path | null {
  const way: (string | number)[] = [];
  for (const [index, part] of path.entries()) {
    if (typeof part === 'string') {
      way.push(part);
      continue;
    }
    const items = at(from, path.slice(0, index));
    const others = at(to, way);
    if (!isJsonList(items) || !isJsonList(others)) return null;
    const found = others.findIndex((other) => isSame(items[part], other));
    if (found === -1) return null;
    way.push(found);
  }
  return way;
}

function isSame(item: Json | undefined, other: Json): boolean {
  if (item === undefined) return false;
  if (!isJsonMap(item) || !isJsonMap(other)) return canonical(item) === canonical(other);
  const key = counterpartKeys.find((name) => item[name] !== undefined);
  return key === undefined ? canonical(item) === canonical(other) : item[key] === other[key];
}
