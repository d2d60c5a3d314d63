/** Finds the fields of an object whose values are unknown. */
import { at, canonical, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { keysOfItems } from '../../foundation/kubernetes/keys.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type Unknown } from '../../model/source.ts';

/** A field whose value is unknown, and the unknowns that it depends on. */
export interface UnknownField {
  readonly path: Path;
  readonly on: readonly Unknown[];
}

/** The fields of an object that differ under another supposition. `[]`: the object may not exist. */
export function unknownFields({ object, otherwise = [] }: Pick<Manifest, 'object' | 'otherwise'>): UnknownField[] {
  return otherwise.flatMap(({ on, object: other }) =>
    (other === null ? [[]] : differing(object, other)).map((path) => ({ path, on })),
  );
}

/**
 * The paths at which two values differ, as paths of the first. List items are matched by their keys if all have one;
 * items that only the second has give the index past the end. Other lists of different lengths are one difference.
 */
export function differing(one: Json, other: Json, path: Path = []): Path[] {
  if (isJsonMap(one) && isJsonMap(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].flatMap((key) => differingAt(at(one, [key]), at(other, [key]), [...path, key]));
  }
  if (isJsonList(one) && isJsonList(other)) return differingItems(one, other, path);
  return canonical(one) === canonical(other) ? [] : [path];
}

function differingAt(one: Json | undefined, other: Json | undefined, path: Path): Path[] {
  if (one === undefined || other === undefined) return one === other ? [] : [path];
  return differing(one, other, path);
}

function differingItems(one: readonly Json[], other: readonly Json[], path: Path): Path[] {
  const pairs = pairedItems(one, other);
  if (pairs === null) return [path];
  const met = new Set(pairs.values());
  return [
    ...one.flatMap((item, index) => differingAt(item, other[pairs.get(index) ?? -1], [...path, index])),
    ...(other.some((_, index) => !met.has(index)) ? [[...path, one.length]] : []),
  ];
}

/**
 * For each index of the first list, that of the same item in the second: by key. Items whose key has no match are
 * paired in order if both lists have equally many of them, because the key itself may be unknown. Items without keys
 * are paired in order; null if the lists then differ in length.
 */
function pairedItems(one: readonly Json[], other: readonly Json[]): ReadonlyMap<number, number> | null {
  const [mine, theirs] = [keysOfItems(one), keysOfItems(other)];
  if (mine === null || theirs === null)
    return one.length === other.length ? new Map(one.map((_, index) => [index, index])) : null;
  const places = new Map(theirs.map((key, place) => [key, place]));
  const left = mine.flatMap((key, index) => (places.has(key) ? [] : [index]));
  const known = new Set(mine);
  const free = theirs.flatMap((key, place) => (known.has(key) ? [] : [place]));
  const inOrder = new Map(left.length === free.length ? left.map((index, at) => [index, free[at] ?? -1]) : []);
  return new Map(
    mine.flatMap((key, index) => {
      const place = places.get(key) ?? inOrder.get(index);
      return place === undefined ? [] : [[index, place] as const];
    }),
  );
}

/** Converts paths of the second value to paths of the first; null if there is no counterpart. */
export function pathsIn(one: Json, other: Json): (path: Path) => Path | null {
  const known = new Map<Json, ReadonlyMap<string | number, number>>();
  const placeIn = (mine: readonly Json[], theirs: readonly Json[], place: string | number): number | undefined => {
    const places = known.get(theirs) ?? new Map([...(pairedItems(mine, theirs) ?? [])].map(([to, from]) => [from, to]));
    known.set(theirs, places);
    return places.get(place);
  };
  return (path) => {
    const way: (string | number)[] = [];
    let theirs: Json | undefined = other;
    for (const part of path) {
      const mine = at(one, way);
      const found = isJsonList(mine) && isJsonList(theirs) ? placeIn(mine, theirs, part) : part;
      if (found === undefined) return null;
      way.push(found);
      theirs = at(theirs, [part]);
    }
    return way;
  };
}
