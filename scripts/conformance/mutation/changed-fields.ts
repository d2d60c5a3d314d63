/** Finds the fields that differ between two renders of a chart. */
import { groupBy } from '../../../src/foundation/groups.ts';
import { at, canonical, isJsonList, isJsonMap } from '../../../src/foundation/json.ts';
import { type Json, type Path } from '../../../src/model/json.ts';
import { type KubernetesObject } from '../../../src/model/manifest.ts';

/** What differs between two renders of a chart. */
export interface Changes {
  /**
   * By object key: the fields that differ in an object that both renders have. A structure that was added or removed is
   * one field.
   */
  readonly fields: ReadonlyMap<string, readonly Path[]>;
  /** Number of objects that only one render has. */
  readonly objects: number;
}

export function changesBetween(before: Objects, after: Objects): Changes {
  const fields = new Map<string, readonly Path[]>();
  const pairs = pairedObjects(before, after);
  for (const [key, object, other] of pairs) {
    const paths = changedPaths(object, other, []);
    if (paths.length > 0) fields.set(key, paths);
  }
  return { fields, objects: before.size + after.size - 2 * pairs.length };
}

type Objects = ReadonlyMap<string, KubernetesObject>;

/** Pairs objects of the same name; the others by kind, in order, if both renders have equally many of that kind. */
function pairedObjects(before: Objects, after: Objects): [string, KubernetesObject, KubernetesObject][] {
  const named = [...before].flatMap(([key, object]) => {
    const other = after.get(key);
    return other === undefined ? [] : [[key, object, other] satisfies [string, KubernetesObject, KubernetesObject]];
  });
  const gone = groupBy(
    [...before].filter(([key]) => !after.has(key)),
    ([, { kind }]) => kind,
  );
  const come = groupBy(
    [...after].filter(([key]) => !before.has(key)),
    ([, { kind }]) => kind,
  );
  const renamed = [...gone].flatMap(([kind, objects]) => {
    const others = come.get(kind) ?? [];
    return others.length !== objects.length
      ? []
      : objects.flatMap(([key, object], index) => {
          const other = others[index]?.[1];
          return other === undefined
            ? []
            : [[key, object, other] satisfies [string, KubernetesObject, KubernetesObject]];
        });
  });
  return [...named, ...renamed];
}

/** The fields that differ. A list whose items can't be matched by index and name is one field. */
function changedPaths(before: Json, after: Json, path: Path): Path[] {
  if (canonical(before) === canonical(after)) return [];
  if (isJsonMap(before) && isJsonMap(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
      const [a, b] = [at(before, [key]), at(after, [key])];
      return a === undefined || b === undefined ? [[...path, key]] : changedPaths(a, b, [...path, key]);
    });
  }
  if (isJsonList(before) && isJsonList(after)) {
    const pairs = pairsOf(before, after);
    if (pairs !== null) return pairs.flatMap(([index, a, b]) => changedPaths(a, b, [...path, index]));
  }
  return [path];
}

function pairsOf(before: readonly Json[], after: readonly Json[]): [number, Json, Json][] | null {
  if (before.length !== after.length) return null;
  const names = before.map((item) => at(item, ['name']));
  const isSame = after.every(
    (item, index) => canonical(at(item, ['name']) ?? null) === canonical(names[index] ?? null),
  );
  return isSame
    ? before.flatMap((item, index) => [[index, item, after[index] ?? null] satisfies [number, Json, Json]])
    : null;
}
