/** Applies set and remove operations to a value, and splits them into the smallest changes. */
import { canonical, isJsonList, isJsonMap } from '../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../model/json.ts';
import { type FixOperation } from '../model/rule.ts';

/**
 * The value after the operations, in order. `set` creates missing parents (null counts as missing, the index at a
 * list's end appends). Removing what does not exist does nothing. Undefined where a path leads through a value that is
 * not a map or list, or beyond a list's end.
 */
export function applyOperations(value: Json, operations: readonly FixOperation[]): Json | undefined {
  let result: Json | undefined = value;
  for (const operation of operations) {
    if (result === undefined) return undefined;
    result = operation.op === 'set' ? setAt(result, operation.path, operation.value) : removeAt(result, operation.path);
  }
  return result;
}

function setAt(here: Json | undefined, path: Path, value: Json): Json | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (typeof part === 'number') {
    const items = here ?? [];
    if (!isJsonList(items) || part > items.length) return undefined;
    const item = setAt(items[part], rest, value);
    return item === undefined ? undefined : items.toSpliced(part, 1, item);
  }
  const map = here ?? {};
  if (!isJsonMap(map)) return undefined;
  const field = setAt(Object.hasOwn(map, part) ? map[part] : undefined, rest, value);
  return field === undefined ? undefined : withKey(map, part, field);
}

function removeAt(here: Json, path: Path): Json | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return undefined;
  const child = childOf(here, part);
  if (child === undefined) return here;
  if (rest.length > 0) {
    const changed = removeAt(child, rest);
    return changed === undefined ? undefined : setAt(here, [part], changed);
  }
  if (isJsonList(here)) return here.filter((_, at) => at !== part);
  return isJsonMap(here) ? Object.fromEntries(Object.entries(here).filter(([key]) => key !== part)) : undefined;
}

function childOf(here: Json, part: string | number): Json | undefined {
  if (typeof part === 'number') return isJsonList(here) ? here[part] : undefined;
  return isJsonMap(here) && Object.hasOwn(here, part) ? here[part] : undefined;
}

/** `fromEntries` makes every key an own key, even `__proto__`. */
function withKey(map: JsonObject, key: string, value: Json): JsonObject {
  if (Object.hasOwn(map, key))
    return Object.fromEntries(Object.entries(map).map((entry) => (entry[0] === key ? [key, value] : entry)));
  return Object.fromEntries([...Object.entries(map), [key, value]]);
}

/**
 * Splits an operation into operations on the smallest parts that differ: for a map or list that already exists, only
 * changes, additions and removals in it, so that the rest of the text stays. No operations for equal values.
 */
export function refine(value: Json, operation: FixOperation): readonly FixOperation[] {
  if (operation.op === 'remove') return [operation];
  let here: Json | undefined = value;
  for (const part of operation.path) here = here === undefined ? undefined : childOf(here, part);
  return here === undefined ? [operation] : differences(here, operation.value, operation.path);
}

function differences(from: Json, to: Json, path: Path): readonly FixOperation[] {
  if (canonical(from) === canonical(to)) return [];
  if (isJsonMap(from) && isJsonMap(to) && Object.keys(from).some((key) => Object.hasOwn(to, key))) {
    return mapDifferences(from, to, path);
  }
  if (isJsonList(from) && isJsonList(to) && from.length > 0) return listDifferences(from, to, path);
  return [{ op: 'set', path, value: to }];
}

function mapDifferences(from: JsonObject, to: JsonObject, path: Path): readonly FixOperation[] {
  const changed = Object.entries(to).flatMap(([key, value]): readonly FixOperation[] => {
    const before = childOf(from, key);
    const way = [...path, key];
    return before === undefined ? [{ op: 'set', path: way, value }] : differences(before, value, way);
  });
  const gone = Object.keys(from).filter((key) => !Object.hasOwn(to, key));
  return [...changed, ...gone.map((key): FixOperation => ({ op: 'remove', path: [...path, key] }))];
}

function listDifferences(from: readonly Json[], to: readonly Json[], path: Path): readonly FixOperation[] {
  const kept = new Set(to.map(canonical));
  const gone = from.flatMap((item, at) => (kept.has(canonical(item)) ? [] : [at])).reverse();
  const rest = from.filter((_, at) => !gone.includes(at));
  if (rest.length === 0 || rest.some((item, at) => canonical(item) !== canonical(to[at] ?? null))) {
    return from.length === to.length
      ? to.flatMap((item, at) => differences(from[at] ?? null, item, [...path, at]))
      : [{ op: 'set', path, value: to }];
  }
  const removed = gone.map((at): FixOperation => ({ op: 'remove', path: [...path, at] }));
  const added = to
    .slice(rest.length)
    .map((value, at): FixOperation => ({ op: 'set', path: [...path, rest.length + at], value }));
  return [...removed, ...added];
}
