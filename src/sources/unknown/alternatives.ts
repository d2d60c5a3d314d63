/** Compares renders under suppositions with the plain render, object by object. */
import { groupBy } from '../../foundation/groups.ts';
import { objectKey } from '../../foundation/kubernetes/keys.ts';
import { type Manifest, type Otherwise } from '../../model/manifest.ts';
import { type Unknown } from '../../model/source.ts';

/** What a source renders to under another supposition. */
export interface Other {
  readonly on: readonly Unknown[];
  readonly manifests: readonly Manifest[];
}

/** The manifests with their alternative objects, and the manifests that exist only under a supposition. */
export function alternatives(
  manifests: readonly Manifest[],
  others: readonly Other[],
): { readonly manifests: readonly Manifest[]; readonly possible: readonly Manifest[] } {
  const otherwise = new Map<Manifest, Otherwise[]>(manifests.map((manifest) => [manifest, []]));
  const possible = new Map<string, Manifest>();
  for (const { on, manifests: after } of others) {
    const counterparts = aligned(manifests, after);
    for (const [before, now] of counterparts) {
      if (JSON.stringify(before.object) === JSON.stringify(now?.object)) continue;
      otherwise.get(before)?.push({ on, object: now?.object ?? null });
    }
    const known = new Set(counterparts.values());
    for (const manifest of after) {
      if (known.has(manifest)) continue;
      const same = possible.get(objectKey(manifest));
      const also = [...(same?.otherwise ?? []), { on, object: null }];
      possible.set(objectKey(manifest), { ...(same ?? manifest), otherwise: also });
    }
  }
  return {
    manifests: manifests.map((manifest) => {
      const known = otherwise.get(manifest) ?? [];
      return known.length === 0 ? manifest : { ...manifest, otherwise: known };
    }),
    possible: [...possible.values()],
  };
}

/**
 * The counterpart of each manifest; null where it does not exist. As long as a template gives the same number of
 * objects of the same kinds, they are matched by order, since names may be unknown; else by name.
 */
export function aligned(before: readonly Manifest[], after: readonly Manifest[]): Map<Manifest, Manifest | null> {
  const files = groupBy(after, fileOf);
  const pairs = [...groupBy(before, fileOf)].flatMap(([file, mine]): [Manifest, Manifest | null][] => {
    const theirs = files.get(file) ?? [];
    if (kinds(mine) === kinds(theirs)) return mine.map((manifest, index) => [manifest, theirs[index] ?? null]);
    const byName = new Map(theirs.map((manifest) => [objectKey(manifest), manifest]));
    return mine.map((manifest) => [manifest, byName.get(objectKey(manifest)) ?? null]);
  });
  return new Map(pairs);
}

function fileOf({ origin }: Manifest): string {
  return origin.kind === 'helm' ? origin.name : '';
}

function kinds(manifests: readonly Manifest[]): string {
  return JSON.stringify(manifests.map(({ object: { apiVersion, kind } }) => [apiVersion, kind]));
}
