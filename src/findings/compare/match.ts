/** Matches each finding of head with its partner of base, by one key after the other. */
import { groupBy } from '../../foundation/groups.ts';
import { onceEach } from '../../foundation/cache/once-each.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import { identityText } from '../identity/identity.ts';
import { type ObjectHistory, type Retained } from './object-history.ts';
import { type Identified, unsaidNamespace } from './identified.ts';
import { type PredecessorIds, isPredecessor } from './predecessors.ts';
import { byIdentity, byPlace, byObject, byName, byShape, byOwnShape, joinedKey } from './match-keys.ts';
import { maskedPath, noRenames, type RenameOf } from './renames.ts';
import { type Suits, isOneNamespace, stoodBefore, rewriting, renaming } from './suits.ts';

/**
 * Maximum number of candidates to search for a match. With more similar items, the match would be arbitrary: one
 * finding is then new, and one fixed.
 */
const mostLookedAt = 256;

function lastIndexWithin<T>(items: readonly T[], most: number, suits: (item: T) => boolean): number {
  const least = Math.max(0, items.length - most);
  for (let at = items.length - 1; at >= least; at--) {
    const item = items[at];
    if (item !== undefined && suits(item)) return at;
  }
  return -1;
}

/**
 * Matches by identity first, and never across namespaces. What is left is matched in this order, if what it belonged to
 * is gone at head:
 * - the same in another source: the object moved, perhaps into several builds;
 * - the same in an alike source;
 * - the same in a namespace, if none was set before;
 * - the same field of a list item that was renamed or rewritten, if its extent did not grow;
 * - the same field of a container that was renamed;
 * - the same in a workload that was renamed, which may be worse there.
 */
export function match(
  base: readonly Identified[],
  head: readonly Identified[],
  { isAtHead, cameFrom, renameOf, isWorkload }: ObjectHistory,
  {
    ids = new Map(),
    predecessorIds = new Map(),
    predecessors = [],
  }: {
    readonly ids?: Retained['ids'];
    readonly predecessorIds?: PredecessorIds;
    readonly predecessors?: readonly Identified[];
  } = {},
): Map<Identified, Identified> {
  const own = new Map(ids.size === 0 ? [] : head.map((each) => [each, as(ids, each)]));
  const partners = new Map<Identified, Identified>();
  const matched = new Set<Identified>();
  const pass = (
    key: (each: Identified) => string,
    allowed: (before: Identified) => boolean,
    {
      suits = () => true,
      shared = false,
      sought = key,
      among = base,
    }: {
      readonly suits?: Suits;
      readonly shared?: boolean;
      readonly sought?: (each: Identified) => string | null;
      readonly among?: readonly Identified[];
    } = {},
  ): void => {
    if (partners.size === head.length) return;
    const free = among.filter((before) => (shared || !matched.has(before)) && allowed(before));
    const index = groupBy(free.toReversed(), key); // the first one is last, where removing it is fast
    for (const after of head) {
      if (partners.has(after)) continue;
      const waiting = index.get(sought(own.get(after) ?? after) ?? '') ?? [];
      const place = lastIndexWithin(
        waiting,
        mostLookedAt,
        (before) => isOneNamespace(before, after) && stoodBefore(before, after) && suits(before, after),
      );
      const before = waiting[place];
      if (before === undefined) continue;
      if (!shared) waiting.splice(place, 1);
      matched.add(before);
      partners.set(after, before);
    }
  };
  const isThere = onceEach(isAtHead);
  const isGone = ({ finding }: Identified): boolean => !isThere(finding.manifest);
  pass(byIdentity, () => true);
  if (head.some(({ replaced }) => replaced)) pass(byPlace, () => true, { suits: (_, after) => after.replaced });
  const fromWhereItWas = (after: Identified): string | null => {
    const source = cameFrom(after.identity);
    return source === null ? null : byPlace({ ...after, identity: { ...after.identity, source } });
  };
  pass(byPlace, () => true, { sought: fromWhereItWas, shared: true });
  if (predecessorIds.size > 0)
    pass(byObject, () => true, {
      suits: isPredecessor(predecessorIds),
      shared: true,
      among: [...base, ...predecessors],
    });
  pass(byName, (before) => isGone(before) && isUnsaid(before));
  pass(byShape, () => true, { suits: rewriting() });
  pass(byOwnShape, () => true, { suits: renaming(isWorkload) });
  if (renameOf !== noRenames) {
    pass(byPlace, isGone, { sought: asBefore(renameOf) });
    pass(underOwnName, isGone, { sought: asBeforeUnderOwnName(renameOf) });
  }
  return partners;
}

/** A finding in a retained source, as if found in the source of base. */
export function as(ids: Retained['ids'], each: Identified): Identified {
  const source = ids.get(each.identity.source);
  if (source === undefined) return each;
  const identity = { ...each.identity, source };
  return { ...each, identity, same: identityText(identity, each.ordinal, each.replaced) };
}

/** Whether the object names no namespace. `default` is also used if no deployment sets one. */
function isUnsaid({ finding }: Identified): boolean {
  const { namespace } = objectName(finding.manifest.object);
  return namespace === null || namespace === unsaidNamespace;
}

function underOwnName({ kind, identity: { source, object, path }, finding }: Identified): string {
  return joinedKey(kind, JSON.stringify(source), object, maskedPath(path, finding.manifest));
}

/** The key of `byPlace` that a finding in a renamed workload had at base; null if it was not renamed. */
function asBefore(renameOf: RenameOf): (after: Identified) => string | null {
  return ({ kind, identity: { source, object, path } }) => {
    const rename = renameOf({ source, object });
    return rename === null ? null : joinedKey(kind, JSON.stringify(source), rename.object, rename.pathAtBase(path));
  };
}

/** The same for `underOwnName`. */
function asBeforeUnderOwnName(renameOf: RenameOf): (after: Identified) => string | null {
  return ({ kind, identity: { source, object, path } }) => {
    const rename = renameOf({ source, object });
    return rename === null ? null : joinedKey(kind, JSON.stringify(source), rename.object, rename.maskedAtBase(path));
  };
}
