import { at, canonical, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { keysOfItems } from '../../foundation/kubernetes/keys.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type Unknown } from '../../model/source.ts';

/** A field whose value cannot be known, and what it hangs on. */
export interface UnknownField {
  readonly path: Path;
  readonly on: readonly Unknown[];
}

/** The fields of an object that are otherwise under another supposition. `[]`: the object may not be there. */
export function unknownFields({ object, otherwise = [] }: Pick<Manifest, 'object' | 'otherwise'>): UnknownField[] {
  return otherwise.flatMap(({ on, object: other }) =>
    (other === null ? [[]] : differing(object, other)).map((path) => ({ path, on })),
  );
}

/**
 * The paths at which two values differ, in terms of the first. List items are told by their keys where all have one; what
 * only the second has stands past the end. Other lists whose length differs are one difference.
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
 * The places in the second list of the items of the first: by their keys, and what is left in order where as much is left
 * of both, since a key may be what is not known. Items without keys stand in order; null where one list has more of them.
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

/** The ways in the first value to what paths lead to in the second; null where that has no counterpart. */
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
