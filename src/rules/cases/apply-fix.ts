/** Applies the fix operations of a rule to an object. */
import { isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { type FixOperation } from '../../model/rule.ts';

/** The object after the fixes of all findings; null unless every finding has a fix. */
export function fixedObject(
  object: KubernetesObject,
  findings: readonly { readonly fix: readonly FixOperation[] }[],
): KubernetesObject | null {
  if (findings.length === 0 || findings.some(({ fix }) => fix.length === 0)) return null;
  const operations = findings.flatMap(({ fix }) => fix);
  return applyFix(object, operations) as KubernetesObject;
}

/**
 * The object after all operations. Paths refer to the object before the first operation, so values are set first, and
 * list items are removed from last to first. Unlike `applyOperations`, which is for texts of users, it replaces a
 * parent of the wrong type: rules must work with such objects, too.
 */
export function applyFix(object: Json, operations: readonly FixOperation[]): Json {
  const removals = operations.filter((operation) => operation.op === 'remove').map((operation) => operation.path);
  let result = object;
  for (const operation of operations) {
    if (operation.op === 'set') result = withValue(result, operation.path, operation.value);
  }
  for (const path of unique(removals).sort(lastFirst)) result = without(result, path);
  return result;
}

function unique(paths: readonly Path[]): Path[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

function lastFirst(left: Path, right: Path): number {
  for (let depth = 0; depth < Math.min(left.length, right.length); depth += 1) {
    const [a, b] = [left[depth], right[depth]];
    if (typeof a === 'number' && typeof b === 'number' && a !== b) return b - a;
    if (a !== b) return String(a) < String(b) ? 1 : -1;
  }
  return right.length - left.length;
}

function withValue(value: Json | undefined, path: Path, wanted: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return wanted;
  if (typeof key === 'number') {
    const items = isJsonList(value) ? value : [];
    return items.map((item, index) => (index === key ? withValue(item, rest, wanted) : item));
  }
  const map = isJsonMap(value) ? value : {};
  return { ...map, [key]: withValue(map[key], rest, wanted) };
}

function without(value: Json | undefined, path: Path): Json {
  const [key, ...rest] = path;
  if (isJsonList(value) && typeof key === 'number') {
    if (rest.length === 0) return value.filter((_, index) => index !== key);
    return value.map((item, index) => (index === key ? without(item, rest) : item));
  }
  if (!isJsonMap(value) || typeof key !== 'string') return value ?? null;
  const { [key]: gone, ...others } = value;
  if (rest.length === 0 || gone === undefined) return others;
  return Object.fromEntries(
    Object.entries(value).map(([name, old]) => [name, name === key ? without(old, rest) : old]),
  );
}
