import { groupBy } from '../groups.ts';
import { onceEach } from '../once-each.ts';
import {
  type Compared,
  type Enforcement,
  type KubernetesObject,
  type Manifest,
  type RawFinding,
  type Severity,
  type Status,
  type Waiver,
} from '../model.ts';
import { isWithin } from '../identity/extent.ts';
import { type CameFrom, movesBetween } from './moves.ts';
import { isRenamed } from './renamed.ts';
import { isClusterScoped, objectName } from '../names.ts';
import { workloadKinds } from '../workloads.ts';
import { fingerprintOf, identify, type Identity, namedItems, namedPath, objectKey } from '../identity/identity.ts';

/** What one side of a review found, in a target. */
export interface Found {
  readonly finding: RawFinding;
  readonly target: string;
  /** Where its source puts objects that name no namespace. */
  readonly namespace: string;
  /** Present where its source has another object of that name behind it, which is the one that stands in the cluster. */
  readonly replaced?: true;
}

/** How a rule counts here, after the configuration; null: it is off. */
export type Standing = (rule: string) => { readonly severity: Severity; readonly enforcement: Enforcement } | null;
export type WaiverOf = (finding: RawFinding) => Waiver | null;

interface Identified extends Found {
  readonly identity: Identity;
  /** Its rule and target, as JSON. */
  readonly kind: string;
  /** Which one it is of those that are the same in every part. */
  readonly ordinal: number;
  readonly fingerprint: string;
  /** Where its object goes: into its own namespace, else where its source puts it; null where neither is said, or it stands in none. */
  readonly into: string | null;
}

interface Pair {
  readonly head: Identified;
  readonly base: Identified | null;
}

/** Whether the object that a manifest of the base is about is still there at head, in the same source. */
export type Stands = (manifest: Manifest) => boolean;

/** What became of the objects of the base. */
export interface Ground {
  readonly stands: Stands;
  /** Whether the object of a manifest of head was there at base, in the same source. */
  readonly stood: Stands;
  readonly cameFrom: CameFrom;
}

/** Sources of head that are rendered as at base, beside what head declares. */
export interface Retained {
  /** Their ids at head, with those at base. */
  readonly ids: ReadonlyMap<string, string>;
  /** In these. */
  readonly ground: Ground;
}

const unsaidNamespace = 'default';

/** The ids of base's sources in which what a source of head has may have been before, by that one's id. */
export type Alike = ReadonlyMap<string, ReadonlySet<string>>;

const nothingRetained: Retained = {
  ids: new Map(),
  ground: { stands: () => true, stood: () => true, cameFrom: () => null },
};

/**
 * Base null: an audit, where all is existing. Sorted as found at head, the fixed ones after them.
 *
 * @param ground null: what is known of the objects is what was found in them.
 * @param hanging what at head is neither found nor ruled out: it is no finding, and nothing that it was is fixed.
 */
export function compare(
  base: readonly Found[] | null,
  head: readonly Found[],
  standing: Standing,
  waiverOf: WaiverOf,
  ground: Ground | null = null,
  hanging: readonly Found[] = [],
  retained: Retained = nothingRetained,
  alike: Alike = new Map(),
): Compared[] {
  const before = identified(base ?? []);
  const after = identified([...head, ...hanging]);
  const isRetained = ({ identity }: Identified): boolean => retained.ids.has(identity.source);
  const partners = match(
    before,
    after.filter((each) => !isRetained(each)),
    ground ?? groundOf(before, after),
    { alike },
  );
  // Each on its own: what both renders have was found once at base.
  const asAtBase = match(before, after.filter(isRetained), retained.ground, retained);
  const kept = after.slice(0, head.length).map((found) => ({
    found,
    status:
      base === null
        ? ('existing' as const)
        : statusOf({ head: found, base: partners.get(found) ?? asAtBase.get(found) ?? null }),
  }));
  const matched = new Set([...partners.values(), ...asAtBase.values()]);
  const fixed = before.filter((found) => !matched.has(found)).map((found) => ({ found, status: 'fixed' as const }));
  return [...kept, ...fixed].flatMap(({ found, status }) => compared(found, status, standing, waiverOf));
}

function compared(
  { finding, target, fingerprint }: Identified,
  status: Status,
  standing: Standing,
  waiverOf: WaiverOf,
): Compared[] {
  const counts = standing(finding.rule);
  if (counts === null) return [];
  const waiver = status === 'fixed' ? null : waiverOf(finding);
  return [{ ...finding, ...counts, target, fingerprint, waiver, status: waiver === null ? status : 'waived' }];
}

function statusOf({ head, base }: Pair): Status {
  if (base === null) return 'new';
  return isWithin(head.finding.extent, base.finding.extent) ? 'existing' : 'worsened';
}

function identified(found: readonly Found[]): Identified[] {
  const seen = new Map<string, number>();
  const keyOf = onceEach(objectKey);
  const ownOf = onceEach(ownNamespace);
  return found.map((each) => {
    const { manifest } = each.finding;
    const identity = identify(each.finding, each.target, keyOf(manifest));
    const first = fingerprintOf(identity, 0, each.replaced);
    const ordinal = seen.get(first) ?? 0;
    seen.set(first, ordinal + 1);
    const said = ownOf(manifest) ?? each.namespace;
    const into = said === unsaidNamespace ? null : said;
    const kind = JSON.stringify([identity.rule, identity.target]);
    return {
      ...each,
      identity,
      kind,
      ordinal,
      into,
      fingerprint: ordinal === 0 ? first : fingerprintOf(identity, ordinal, each.replaced),
    };
  });
}

/** Null where the source decides; what stands in no namespace is taken for what says none. */
function ownNamespace({ object }: Manifest): string | null {
  return isClusterScoped(object) ? unsaidNamespace : objectName(object).namespace;
}

type Suits = (before: Identified, after: Identified) => boolean;

/** Of more items that were rewritten alike, nobody says which became which: then one is new, and one fixed. */
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
 * First by identity, never into another namespace. What is left is matched by the rest, where what it stood in is gone at head: the same in another
 * source (it moved, perhaps into several builds); the same in a source that is alike; the same in a namespace, where none was said; the same field of a list item that was
 * renamed or rewritten, where it reaches no further than before; the same in an object that was renamed.
 */
function match(
  base: readonly Identified[],
  head: readonly Identified[],
  { stands, stood, cameFrom }: Ground,
  { ids = new Map(), alike = new Map() }: { readonly ids?: Retained['ids']; readonly alike?: Alike } = {},
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
    }: {
      readonly suits?: Suits;
      readonly shared?: boolean;
      readonly sought?: (each: Identified) => string | null;
    } = {},
  ): void => {
    if (partners.size === head.length) return;
    const free = base.filter((before) => (shared || !matched.has(before)) && allowed(before));
    const index = groupBy(free.toReversed(), key); // the first stands last, where it is quick to take
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
  const isThere = onceEach(stands);
  const isGone = ({ finding }: Identified): boolean => !isThere(finding.manifest);
  pass(byFingerprint, () => true);
  if (head.some(({ replaced }) => replaced))
    pass(byPlace, () => true, { suits: (_, after) => after.replaced === true });
  const fromWhereItWas = (after: Identified): string | null => {
    const source = cameFrom(after.identity);
    return source === null ? null : byPlace({ ...after, identity: { ...after.identity, source } });
  };
  pass(byPlace, () => true, { sought: fromWhereItWas, shared: true });
  if (alike.size > 0) pass(byObject, () => true, { suits: isAmong(alike), shared: true });
  pass(byName, (before) => isGone(before) && isUnsaid(before));
  pass(byShape, () => true, { suits: rewriting() });
  pass(byKind, isGone, { suits: renaming(stood) });
  return partners;
}

function groundOf(before: readonly Identified[], after: readonly Identified[]): Ground {
  const cameFrom = movesBetween(
    before.map(({ identity }) => identity),
    after.map(({ identity }) => identity),
  );
  return { stands: () => true, stood: () => true, cameFrom };
}

function isAmong(alike: Alike): Suits {
  return (before, after) => alike.get(after.identity.source)?.has(before.identity.source) === true;
}

/** A finding in a retained source as if it had been found in the source of base. */
function as(ids: Retained['ids'], each: Identified): Identified {
  const source = ids.get(each.identity.source);
  if (source === undefined) return each;
  const identity = { ...each.identity, source };
  return { ...each, identity, fingerprint: fingerprintOf(identity, each.ordinal, each.replaced) };
}

/** Not where both sides say a namespace, and not the same: what a deployment moves into another is new there. */
function isOneNamespace({ into: from }: Identified, { into: to }: Identified): boolean {
  return from === to || from === null || to === null;
}

/** What another object of its name replaced was in no cluster: it does not excuse what is in one now. */
function stoodBefore(before: Identified, after: Identified): boolean {
  return before.replaced !== true || after.replaced === true;
}

/** Whether the object named no namespace of its own: `default` is also what stands in where no deployment says one. */
function isUnsaid({ finding }: Identified): boolean {
  const { namespace } = objectName(finding.manifest.object);
  return namespace === null || namespace === unsaidNamespace;
}

const byFingerprint = ({ fingerprint }: Identified): string => fingerprint;

const byPlace = ({ kind, identity: { source, object, path } }: Identified): string =>
  keyOf(kind, JSON.stringify(source), object, path);

const byObject = ({ kind, identity: { object, path } }: Identified): string => keyOf(kind, object, path);

const byName = ({ kind, identity: { source, path }, finding }: Identified): string =>
  keyOf(kind, JSON.stringify([source, finding.manifest.object.kind, objectName(finding.manifest.object).name]), path);

const byShape = ({ kind, identity: { source, object, shape } }: Identified): string =>
  keyOf(kind, JSON.stringify(source), object, shape);

const byKind = ({ kind, identity: { source, path }, finding }: Identified): string =>
  keyOf(kind, JSON.stringify([source, finding.manifest.object.kind]), path);

/** Of parts that are JSON, in which no line break stands: no two lists of parts have the same key. */
function keyOf(...parts: readonly string[]): string {
  return parts.join('\n');
}

/**
 * The item is gone at head and its successor was not there at base. Where both exist on both sides one was mended and
 * the other broken, which is a new finding and a fixed one.
 */
function rewriting(): Suits {
  const hasItem = itemsIn();
  return ({ finding: before }, { finding: after }) =>
    isWithin(after.extent, before.extent) &&
    !hasItem(after.manifest.object, before) &&
    !hasItem(before.manifest.object, after);
}

/**
 * The workload is gone at head, and stands there under a name that its source had not: nothing else of it changed. What
 * is no workload may be another thing by its name alone: a role that is bound, say.
 */
function renaming(stood: Stands): Suits {
  const known = new Map<Manifest, Map<Manifest, boolean>>();
  const isNew = onceEach((manifest: Manifest) => !stood(manifest));
  return ({ finding: { manifest: before, extent } }, { finding: { manifest: after, extent: now } }) => {
    if (!workloadKinds.has(before.object.kind) || !isNew(after) || !isWithin(now, extent)) return false;
    const pairs = known.get(before) ?? new Map<Manifest, boolean>();
    const same = pairs.get(after) ?? isRenamed(before.object, after.object);
    known.set(before, pairs.set(after, same));
    return same;
  };
}

/** Whether an object has the list item, by its key, in which a finding stands. An object's items are listed once. */
function itemsIn(): (object: KubernetesObject, finding: RawFinding) => boolean {
  const known = new Map<KubernetesObject, Map<string, ReadonlySet<string>>>();
  const named = new Map<RawFinding, string>();
  return (object, finding) => {
    const item = finding.path.slice(0, finding.path.findLastIndex((part) => typeof part === 'number') + 1);
    const list = JSON.stringify(item.map((part) => (typeof part === 'number' ? null : part)));
    const lists = known.get(object) ?? new Map<string, ReadonlySet<string>>();
    const items = lists.get(list) ?? namedItems(object, item);
    const name = named.get(finding) ?? namedPath(finding.manifest.object, item);
    known.set(object, lists.set(list, items));
    named.set(finding, name);
    return items.has(name);
  };
}
