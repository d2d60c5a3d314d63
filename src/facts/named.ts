/** Records by namespace and name, as rules read them. */
import { groupBy } from '../foundation/groups.ts';
import { anywhere, mostListed, type Said } from './family.ts';

interface Item {
  readonly namespace: string;
  readonly name: string;
}

export type Named<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/** An entry for each object; `entry` is given all that is said of it, of which the first is what is certain. */
export function named<I extends Item, T>(
  said: readonly Said<I>[],
  entry: (first: I, all: readonly Said<I>[]) => T,
): Named<T> {
  const here = said.filter(({ item }) => item.namespace !== anywhere);
  return nested(
    groupBy(here, ({ item }) => item.namespace),
    (all) =>
      nested(
        groupBy(all, ({ item }) => item.name),
        (same) => entry(first(same).item, same),
      ),
  );
}

function first<I>(all: readonly [Said<I>, ...Said<I>[]]): Said<I> {
  return all.find(({ isCertain }) => isCertain) ?? all[0];
}

function nested<V, T>(groups: ReadonlyMap<string, V>, entry: (group: V) => T): Readonly<Record<string, T>> {
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, group]) => [key, entry(group)]));
}

/** The same for objects of one namespace and name. */
export function keyOf({ namespace, name }: Item): string {
  return JSON.stringify([namespace, name]);
}

/** By namespace, the sources of what is there under some supposition alone, and of what may be in any namespace. */
export function unsureNear(said: readonly Said<Item>[]): (namespace: string) => readonly (string | null)[] {
  const unsure = groupBy(
    said.filter(({ isCertain }) => !isCertain),
    ({ item }) => item.namespace,
  );
  const near = new Map(
    [...unsure].map(([namespace, all]) => [namespace, all.slice(0, mostListed).map(({ source }) => source)]),
  );
  return (namespace) => [...(near.get(namespace) ?? []), ...(near.get(anywhere) ?? [])];
}
