/** Turns lists of items into records by namespace and name, which rules read. */
import { groupBy } from '../foundation/groups.ts';
import { anyNamespace, mostListed, type Claim } from './family.ts';

interface Item {
  readonly namespace: string;
  readonly name: string;
}

export type ByNamespaceAndName<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/** One entry per object. `entry` gets all that is said of the object, and first what is certain. */
export function named<I extends Item, T>(
  claims: readonly Claim<I>[],
  entry: (first: I, all: readonly Claim<I>[]) => T,
): ByNamespaceAndName<T> {
  const here = claims.filter(({ item }) => item.namespace !== anyNamespace);
  return nested(
    groupBy(here, ({ item }) => item.namespace),
    (all) =>
      nested(
        groupBy(all, ({ item }) => item.name),
        (same) => entry(first(same).item, same),
      ),
  );
}

function first<I>(all: readonly [Claim<I>, ...Claim<I>[]]): Claim<I> {
  return all.find(({ isCertain }) => isCertain) ?? all[0];
}

function nested<V, T>(groups: ReadonlyMap<string, V>, entry: (group: V) => T): Readonly<Record<string, T>> {
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, group]) => [key, entry(group)]));
}

/** Equal for objects of the same namespace and name. */
export function namespacedKey({ namespace, name }: Item): string {
  return JSON.stringify([namespace, name]);
}

/** By namespace, the sources of what exists only under some supposition there, and of what may be in any namespace. */
export function unsureNear(claims: readonly Claim<Item>[]): (namespace: string) => readonly (string | null)[] {
  const unsure = groupBy(
    claims.filter(({ isCertain }) => !isCertain),
    ({ item }) => item.namespace,
  );
  const near = new Map(
    [...unsure].map(([namespace, all]) => [namespace, all.slice(0, mostListed).map(({ source }) => source)]),
  );
  return (namespace) => [...(near.get(namespace) ?? []), ...(near.get(anyNamespace) ?? [])];
}
