import { at, canonical, isJsonList, isJsonMap } from './json.ts';
import { keysOfItems } from './identity/identity.ts';
import { type Json, type Manifest, type Path, type Unknown } from './model.ts';

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
  const [mine, theirs] = [keysOfItems(one), keysOfItems(other)];
  if (mine === null || theirs === null) {
    if (one.length !== other.length) return [path];
    return one.flatMap((item, index) => differingAt(item, other[index], [...path, index]));
  }
  const index = new Map(theirs.map((key, place) => [key, other[place]]));
  const known = new Set(mine);
  return [
    ...mine.flatMap((key, place) => differingAt(one[place], index.get(key), [...path, place])),
    ...(theirs.some((key) => !known.has(key)) ? [[...path, one.length]] : []),
  ];
}
