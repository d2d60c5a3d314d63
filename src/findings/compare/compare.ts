/** Matches the findings of base and head by identity, and gives each its status. */
import { groupBy } from '../../foundation/groups.ts';
import { at, canonical, comparePaths } from '../../foundation/json.ts';
import { onceEach } from '../../foundation/cache/once-each.ts';
import { type Compared, type Status, type Waiver } from '../../model/finding.ts';
import { type Path } from '../../model/json.ts';
import { type KubernetesObject, type Manifest } from '../../model/manifest.ts';
import { type Enforcement, type RawFinding, type Severity } from '../../model/rule.ts';
import { isWithin } from '../identity/extent.ts';
import { type CameFrom, movesBetween } from './moves.ts';
import { renamedFrom, type SamePath } from './renamed.ts';
import { type Templates, templatesOf, withoutName } from './templates.ts';
import { isClusterScoped, objectName } from '../../foundation/kubernetes/names.ts';
import { isWorkload } from '../../foundation/kubernetes/pods.ts';
import { fingerprintOf, identify, type Identity, identityText } from '../identity/identity.ts';
import { namedItems, namedPath, objectKey } from '../../foundation/kubernetes/keys.ts';

/** A finding of one side of a review, with its target. */
export interface Found {
  readonly finding: RawFinding;
  readonly target: string;
  /** The namespace that its source gives to objects that name none. */
  readonly namespace: string;
  /** Set if a later object of the same name in the source replaces this one in the cluster. */
  readonly replaced?: true;
}

/** Severity and enforcement of a rule after the configuration; null: the rule is off. */
export type RuleStanding = (rule: string) => { readonly severity: Severity; readonly enforcement: Enforcement } | null;
export type WaiverOf = (finding: RawFinding) => Waiver | null;

interface Identified extends Omit<Found, 'replaced'> {
  readonly replaced: boolean;
  readonly identity: Identity;
  /** Rule and target as JSON. */
  readonly kind: string;
  /** 0-based number among findings that are equal in every part of the identity. */
  readonly ordinal: number;
  /** The whole identity as text: the fingerprint is its hash. */
  readonly same: string;
  /**
   * The namespace of its object: its own, else that of its source. Null if neither is set, or the object is
   * cluster-scoped.
   */
  readonly into: string | null;
}

interface Pair {
  readonly head: Identified;
  readonly base: Identified | null;
}

/** Whether the object of a manifest of base still exists at head, in the same source. */
export type HasObject = (manifest: Manifest) => boolean;

/** What became of the objects of base. */
export interface ObjectHistory {
  readonly isAtHead: HasObject;
  /** Whether the object of a manifest of head existed at base, in the same source. */
  readonly wasAtBase: HasObject;
  readonly cameFrom: CameFrom;
}

/** Sources of head that are rendered as they were at base, in addition to what head declares. */
export interface Retained {
  /** Their ids at base, by their ids at head. */
  readonly ids: ReadonlyMap<string, string>;
  /** What became of the objects in these sources. */
  readonly history: ObjectHistory;
}

const unsaidNamespace = 'default';

/** For the id of a source of head: ids of sources of base in which its objects may have been before. */
export type PredecessorIds = ReadonlyMap<string, ReadonlySet<string>>;

/** What base had of the objects in sources that only head has. */
export interface Predecessors {
  readonly ids: PredecessorIds;
  /** Findings of base in unchanged sources, which are rendered only for this comparison. */
  readonly found: readonly Found[];
  /** For the id of a new test of a chart: ids of the chart's sources at base. */
  readonly chartTests: PredecessorIds;
  /** The manifests that the sources of each side render. */
  readonly printed: { readonly base: readonly Manifest[]; readonly head: readonly Manifest[] };
  /** Ids of the sources of head in which every finding is new, even if base has a similar one. */
  readonly fresh: ReadonlySet<string>;
}

const noPredecessors: Predecessors = {
  ids: new Map(),
  found: [],
  chartTests: new Map(),
  printed: { base: [], head: [] },
  fresh: new Set(),
};

const nothingRetained: Retained = {
  ids: new Map(),
  history: { isAtHead: () => true, wasAtBase: () => true, cameFrom: () => null },
};

/**
 * Compares the findings of base and head. For an audit, base is null and every finding is existing. The result has the
 * findings of head in their order, then the fixed ones.
 *
 * @param history null: derived from the findings alone.
 * @param hanging findings of head that depend on unknown values, so they are neither found nor ruled out. They are not
 * reported, and a finding of base that matches one is not fixed.
 */
export function compare(
  base: readonly Found[] | null,
  head: readonly Found[],
  standing: RuleStanding,
  waiverOf: WaiverOf,
  history: ObjectHistory | null = null,
  hanging: readonly Found[] = [],
  retained: Retained = nothingRetained,
  predecessors: Predecessors = noPredecessors,
): Compared[] {
  const before = identified(base ?? []);
  const after = identified([...head, ...hanging]);
  const isRetained = ({ identity }: Identified): boolean => retained.ids.has(identity.source);
  const partners = match(
    before,
    after.filter((each) => !isRetained(each) && !predecessors.fresh.has(each.identity.source)),
    history ?? historyOf(before, after),
    { alike: predecessors.ids, beside: identified(predecessors.found) },
  );
  const ofTemplate = stoodInTemplates(before, predecessors);
  // Matched separately: what both renders have was found only once at base.
  const asAtBase = match(before, after.filter(isRetained), retained.history, retained);
  const kept = after.slice(0, head.length).map((found) => {
    const partner = partners.get(found) ?? asAtBase.get(found) ?? ofTemplate(found);
    const status = base === null ? ('existing' as const) : statusOf({ head: found, base: partner });
    return status === 'worsened' && partner !== null ? worsened(found, partner) : { found, status };
  });
  const matched = new Set([...partners.values(), ...asAtBase.values()]);
  const fixed = before.filter((found) => !matched.has(found)).map((found) => ({ found, status: 'fixed' as const }));
  return [...kept, ...fixed].flatMap((judged) => compared(judged, standing, waiverOf));
}

interface Judged {
  readonly found: Identified;
  readonly status: Status;
  readonly came?: Path;
}

function compared(
  { found: { finding, target, same }, status, came }: Judged,
  standing: RuleStanding,
  waiverOf: WaiverOf,
): Compared[] {
  const counts = standing(finding.rule);
  if (counts === null) return [];
  const waiver = status === 'fixed' ? null : waiverOf(finding);
  const where = came === undefined ? {} : { came };
  const shown = waiver === null ? status : 'waived';
  return [{ ...finding, ...counts, ...where, target, fingerprint: fingerprintOf(same), waiver, status: shown }];
}

function statusOf({ head, base }: Pair): Status {
  if (base === null) return 'new';
  return isWithin(head.finding.extent, base.finding.extent) ? 'existing' : 'worsened';
}

function worsened(found: Identified, before: Identified): Judged {
  const came = whatCame(found.finding, before.finding);
  const where = came === undefined ? {} : { came };
  return { found: withNewEntries(found, before), status: 'worsened', ...where };
}

/** Path of the first item that the extent of base did not have; undefined if the rule gives no paths. */
function whatCame({ extentAt = {} }: RawFinding, { extent }: RawFinding): Path | undefined {
  const paths = Object.entries(extentAt).flatMap(([key, items]) => {
    const old = Object.hasOwn(extent, key) ? { [key]: extent[key] ?? null } : {};
    return Object.entries(items).flatMap(([item, path]) => (isWithin({ [key]: [item] }, old) ? [] : [path]));
  });
  return paths.sort(comparePaths)[0];
}

/** A worsened finding reduced to its new entries; with all entries if none is new. */
function withNewEntries(found: Identified, before: Identified): Identified {
  const { entries = [] } = found.finding;
  const old = new Set((before.finding.entries ?? []).map((entry) => entryOf(before, entry)));
  const added = entries.filter((entry) => !old.has(entryOf(found, entry)));
  return added.length === 0 ? found : { ...found, finding: { ...found.finding, entries: added } };
}

function entryOf({ finding: { manifest, path } }: Identified, entry: number | string): string {
  return canonical(at(manifest.object, [...path, entry]) ?? null);
}

function identified(found: readonly Found[]): Identified[] {
  const seen = new Map<string, number>();
  const objectKeyOf = onceEach(objectKey);
  const ownOf = onceEach(ownNamespace);
  const kindKeyOf = kindKeys();
  return found.map((each) => {
    const { manifest } = each.finding;
    const { finding, target, namespace, replaced = false } = each;
    const identity = identify(finding, target, objectKeyOf(manifest));
    const first = identityText(identity, 0, replaced);
    const ordinal = seen.get(first) ?? 0;
    seen.set(first, ordinal + 1);
    const namespaceOf = ownOf(manifest) ?? namespace;
    const into = namespaceOf === unsaidNamespace ? null : namespaceOf;
    const same = ordinal === 0 ? first : identityText(identity, ordinal, replaced);
    return { finding, target, namespace, replaced, identity, kind: kindKeyOf(identity), ordinal, into, same };
  });
}

/** Rule and target as JSON, computed once per pair: there are few pairs, and many findings. */
function kindKeys(): (identity: Identity) => string {
  const known = new Map<string, Map<string, string>>();
  return ({ rule, target }) => {
    const byRule = known.get(target) ?? new Map<string, string>();
    known.set(target, byRule);
    const kind = byRule.get(rule) ?? JSON.stringify([rule, target]);
    byRule.set(rule, kind);
    return kind;
  };
}

/** Null if the source decides. A cluster-scoped object is treated like one without a namespace. */
function ownNamespace({ object }: Manifest): string | null {
  return isClusterScoped(object) ? unsaidNamespace : objectName(object).namespace;
}

type Suits = (before: Identified, after: Identified) => boolean;

/**
 * Maximum number of candidates to search for a match. With more similar items, the match would be arbitrary: one
 * finding is then new, and one fixed.
 */
export const mostLookedAt = 256;

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
 * - the same in an object that was renamed.
 */
function match(
  base: readonly Identified[],
  head: readonly Identified[],
  { isAtHead, wasAtBase, cameFrom }: ObjectHistory,
  {
    ids = new Map(),
    alike: predecessorIds = new Map(),
    beside: predecessors = [],
  }: { readonly ids?: Retained['ids']; readonly alike?: PredecessorIds; readonly beside?: readonly Identified[] } = {},
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
  pass(byKind, () => true, { suits: renaming(isGone, wasAtBase) });
  return partners;
}

function historyOf(before: readonly Identified[], after: readonly Identified[]): ObjectHistory {
  const cameFrom = movesBetween(
    before.map(({ identity }) => identity),
    after.map(({ identity }) => identity),
  );
  return { isAtHead: () => true, wasAtBase: () => true, cameFrom };
}

function isPredecessor(ids: PredecessorIds): Suits {
  return (before, after) =>
    ids.get(after.identity.source)?.has(before.identity.source) === true &&
    isOfOneFile(before.finding.manifest, after.finding.manifest);
}

/** Two builds may have different objects under the same name. */
function isOfOneFile({ origin: one }: Manifest, { origin: other }: Manifest): boolean {
  if (one.kind !== 'kustomize' || other.kind !== 'kustomize') return true;
  return one.file !== null && one.file === other.file;
}

/**
 * Matches a finding in a new test of a chart if all sources of the chart at base had it, in the one object that the
 * same template renders in each, under any name. Nobody deploys a chart's test, so its target and names do not count.
 */
function stoodInTemplates(
  base: readonly Identified[],
  { chartTests, printed }: Pick<Predecessors, 'chartTests' | 'printed'>,
): (after: Identified) => Identified | null {
  if (chartTests.size === 0) return () => null;
  const [was, now] = [templatesOf(printed.base), templatesOf(printed.head)];
  const index = groupBy(base, (each) => inTemplate(each, was));
  return (after) => {
    const sources = chartTests.get(after.identity.source);
    const key = now.keyOf(after.finding.manifest);
    if (sources === undefined || key === null) return null;
    const before = (index.get(inTemplate(after, now)) ?? []).filter(
      (before) =>
        sources.has(before.identity.source) &&
        isOneNamespace(before, after) &&
        stoodBefore(before, after) &&
        isWithin(after.finding.extent, before.finding.extent),
    );
    const having = new Set(before.map(({ identity }) => identity.source));
    const printing = [...was.printing(key).keys()].filter((source) => sources.has(source));
    return printing.every((source) => having.has(source)) ? (before[0] ?? null) : null;
  };
}

function inTemplate({ identity: { rule, path }, finding: { manifest } }: Identified, templates: Templates): string {
  return joinedKey(JSON.stringify([rule, templates.keyOf(manifest)]), withoutName(path, manifest));
}

/** A finding in a retained source, as if found in the source of base. */
function as(ids: Retained['ids'], each: Identified): Identified {
  const source = ids.get(each.identity.source);
  if (source === undefined) return each;
  const identity = { ...each.identity, source };
  return { ...each, identity, same: identityText(identity, each.ordinal, each.replaced) };
}

/**
 * False if both sides set a namespace and these differ: what a deployment moves into another namespace is new there.
 */
function isOneNamespace({ into: from }: Identified, { into: to }: Identified): boolean {
  return from === to || from === null || to === null;
}

/**
 * An object that another one of its name replaced was never in the cluster, so its finding does not match one that is
 * in the cluster now.
 */
function stoodBefore(before: Identified, after: Identified): boolean {
  return !before.replaced || after.replaced;
}

/** Whether the object names no namespace. `default` is also used if no deployment sets one. */
function isUnsaid({ finding }: Identified): boolean {
  const { namespace } = objectName(finding.manifest.object);
  return namespace === null || namespace === unsaidNamespace;
}

const byIdentity = ({ same }: Identified): string => same;

const byPlace = ({ kind, identity: { source, object, path } }: Identified): string =>
  joinedKey(kind, JSON.stringify(source), object, path);

const byObject = ({ kind, identity: { object, path } }: Identified): string => joinedKey(kind, object, path);

const byName = ({ kind, identity: { source, path }, finding }: Identified): string =>
  joinedKey(
    kind,
    JSON.stringify([source, finding.manifest.object.kind, objectName(finding.manifest.object).name]),
    path,
  );

const byShape = ({ kind, identity: { source, object, shape } }: Identified): string =>
  joinedKey(kind, JSON.stringify(source), object, shape);

/** Ignores names of containers, also in keys of annotations. */
const byKind = ({ kind, identity: { source }, finding: { manifest, path } }: Identified): string =>
  joinedKey(
    kind,
    JSON.stringify([source, manifest.object.kind, path.filter((_, at) => path[at - 1] !== 'annotations')]),
  );

/** Joins parts that are JSON, and so have no line breaks: different lists of parts give different keys. */
function joinedKey(...parts: readonly string[]): string {
  return parts.join('\n');
}

/**
 * True if the item does not exist at head, and its successor did not exist at base. If both exist on both sides, one
 * was fixed and the other broken: a fixed and a new finding.
 */
function rewriting(): Suits {
  const hasItem = itemsIn();
  return ({ finding: before }, { finding: after }) =>
    isWithin(after.extent, before.extent) &&
    !hasItem(after.manifest.object, before) &&
    !hasItem(before.manifest.object, after);
}

/**
 * True if the workload does not exist at head, but one with a name that is new in its source does, and nothing else
 * differs except names of containers. Only workloads: for other objects the name alone can be the meaning, such as for
 * a role that is bound.
 */
function renaming(isGone: (each: Identified) => boolean, stood: HasObject): Suits {
  const known = new Map<Manifest, Map<Manifest, SamePath | null>>();
  const isNew = onceEach((manifest: Manifest) => !stood(manifest));
  const isItself: Suits = (one, other) => one.identity.object === other.identity.object;
  return (one, other) => {
    const { manifest: before, extent, path } = one.finding;
    const { manifest: after, extent: now, path: there } = other.finding;
    if (!isWorkload(before.object) || !isWithin(now, extent)) return false;
    if (!isItself(one, other) && !(isGone(one) && isNew(after))) return false;
    const pairs = known.get(before) ?? new Map<Manifest, SamePath | null>();
    const isSamePath = pairs.has(after) ? (pairs.get(after) ?? null) : renamedFrom(before.object, after.object);
    known.set(before, pairs.set(after, isSamePath));
    return isSamePath?.(path, there) === true;
  };
}

/** Whether an object has the list item (by its key) of a finding. The items of an object are listed once. */
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
