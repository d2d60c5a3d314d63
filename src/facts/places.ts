/** Folders of manifests that each have an object of the same name: a cluster has that of one folder. */
import { posix } from 'node:path';
import { groupBy } from '../foundation/groups.ts';
import { type Claim, mostListed } from './family.ts';
import { namespacedKey } from './named.ts';

interface Item {
  readonly namespace: string;
  readonly name: string;
}

/** The folder of a file of manifests; another source is a place of its own. */
export function folderOfClaim({ source }: Pick<Claim<unknown>, 'source'>): string {
  return source !== null && /\.(?:ya?ml|json)$/.test(source) ? posix.dirname(source) : (source ?? '');
}

/** The places of the objects that several places have, by `namespacedKey`. */
export type Copies = ReadonlyMap<string, ReadonlySet<string>>;

export function copiesAmong(claims: readonly Claim<Item>[]): Copies {
  const groups = [...groupBy(claims, ({ item }) => namespacedKey(item))];
  return new Map(
    groups.flatMap(([key, all]) => {
      const places = all.length === 1 ? [] : all.map(folderOfClaim);
      const distinct = new Set(places);
      return distinct.size > 1 ? [[key, distinct] as const] : [];
    }),
  );
}

/** Whether what is in one place counts for the copy of an object in another one. */
export function isOfSamePlace(place: string, copy: string, copies: ReadonlySet<string>): boolean {
  return place === copy || !copies.has(place);
}

/**
 * Sorts claims for lookups by place: those that count in a place are those without copies, those there, and the copies of
 * objects that the place has not. Beyond `mostListed` names, copies count everywhere, to limit time.
 */
export function inPlaces<I extends Item>(
  claims: readonly Claim<I>[],
  copies: Copies,
): (place: string) => readonly (readonly Claim<I>[])[] {
  const copied = new Map(
    [...groupBy(claims, ({ item }) => namespacedKey(item))]
      .filter(([key]) => copies.has(key))
      .slice(0, mostListed)
      .map(([key, all]) => [key, { all, byPlace: groupBy(all, folderOfClaim) }]),
  );
  const everywhere = claims.filter(({ item }) => !copied.has(namespacedKey(item)));
  return (place) => [
    ...(everywhere.length > 0 ? [everywhere] : []),
    ...[...copied].flatMap(([key, { all, byPlace }]) => {
      if (copies.get(key)?.has(place) !== true) return [all];
      const there = byPlace.get(place);
      return there === undefined ? [] : [there];
    }),
  ];
}
