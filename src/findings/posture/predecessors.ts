/** Which object of base an object of head was, if its name, namespace, version or source is another one now. */
import { groupBy } from '../../foundation/groups.ts';
import { groupOf } from '../../foundation/kubernetes/names.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type ObjectName } from '../../model/object-name.ts';
import { unsaidNamespace } from '../compare/identified.ts';
import { pairRenamed } from '../compare/renames.ts';

export interface OfASide {
  readonly object: ObjectName;
  readonly source: string;
  readonly manifest: Manifest;
}

type Pair<T> = readonly [earlier: T, now: T];

/** Null if it is not looked for in this way. */
type Key = (placed: OfASide) => string | null;

/**
 * Pairs what is gone with what is new, each at most once, from the most to the least alike: another version of the API; a namespace
 * where none was set; another name; and the same in another source. What goes from one namespace into another is new there, as
 * for findings.
 */
export function predecessorsAmong<T extends OfASide>(gone: readonly T[], added: readonly T[]): readonly Pair<T>[] {
  const [old, now] = [new Set(gone), new Set(added)];
  const found: Pair<T>[] = [];
  const keep = (pairs: readonly Pair<T>[]): void => {
    for (const pair of pairs) {
      found.push(pair);
      old.delete(pair[0]);
      now.delete(pair[1]);
    }
  };
  for (const isHere of [true, false]) {
    const within = (key: Key): Key => {
      return (placed) => (isHere ? key(placed) && JSON.stringify([placed.source, key(placed)]) : key(placed));
    };
    keep(pairedBy(within(sameInAVersion), within(sameInAVersion), old, now));
    keep(pairedBy(within(sameOutsideANamespace), within(sameInANamespace), old, now));
    keep(pairedByName(old, now, isHere ? ({ source }) => source : () => ''));
  }
  return found;
}

function sameInAVersion({ object: { kind, namespace, name } }: OfASide): string {
  return JSON.stringify([kind, namespace, name]);
}

function sameInANamespace({ object: { apiVersion, kind, name } }: OfASide): string {
  return JSON.stringify([groupOf(apiVersion), kind, name]);
}

function sameOutsideANamespace(placed: OfASide): string | null {
  const { namespace } = placed.object;
  return namespace === null || namespace === unsaidNamespace ? sameInANamespace(placed) : null;
}

function pairedBy<T extends OfASide>(
  keyOfOld: Key,
  keyOfNow: Key,
  old: ReadonlySet<T>,
  now: ReadonlySet<T>,
): Pair<T>[] {
  const waiting = groupBy([...old].toReversed(), keyOfOld);
  return [...now].flatMap((present) => {
    const key = keyOfNow(present);
    const earlier = key === null ? undefined : waiting.get(key)?.pop();
    return earlier === undefined ? [] : [[earlier, present] as const];
  });
}

function pairedByName<T extends OfASide>(
  old: ReadonlySet<T>,
  now: ReadonlySet<T>,
  sourceOf: (manifest: Manifest) => string,
): Pair<T>[] {
  const byManifest = new Map([...old, ...now].map((placed) => [placed.manifest, placed]));
  const manifests = (placed: ReadonlySet<T>): Manifest[] => [...placed].map(({ manifest }) => manifest);
  return [...pairRenamed(manifests(old), manifests(now), sourceOf)].flatMap(([after, before]) => {
    const [earlier, present] = [byManifest.get(before), byManifest.get(after)];
    return earlier === undefined || present === undefined ? [] : [[earlier, present] as const];
  });
}
