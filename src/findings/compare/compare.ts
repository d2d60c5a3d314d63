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
export type RuleStanding = (rule: string) => { readonly severity: Severity; readonly enforcement: Enforcement } | null;
export type WaiverOf = (finding: RawFinding) => Waiver | null;

interface Identified extends Omit<Found, 'replaced'> {
  readonly replaced: boolean;
  readonly identity: Identity;
  /** Its rule and target, as JSON. */
  readonly kind: string;
  /** Which one it is of those that are the same in every part. */
  readonly ordinal: number;
  /** All of its identity: what its fingerprint is of. */
  readonly same: string;
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

/** What base had of what is in sources that only head has. */
export interface Beside {
  readonly alike: Alike;
  /** Found at base in sources that do not change, and are rendered for that alone. */
  readonly found: readonly Found[];
  /** The ids of the chart's sources at base, by the ids of new tests of charts. */
  readonly tests: Alike;
  /** What the sources of base, and of head, print. */
  readonly printed: { readonly base: readonly Manifest[]; readonly head: readonly Manifest[] };
  /** Ids of the sources of head in which all is new, though base has the like. */
  readonly fresh: ReadonlySet<string>;
}

const nothingBeside: Beside = {
  alike: new Map(),
  found: [],
  tests: new Map(),
  printed: { base: [], head: [] },
  fresh: new Set(),
};

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
  standing: RuleStanding,
  waiverOf: WaiverOf,
  ground: Ground | null = null,
  hanging: readonly Found[] = [],
  retained: Retained = nothingRetained,
  beside: Beside = nothingBeside,
): Compared[] {
  const before = identified(base ?? []);
  const after = identified([...head, ...hanging]);
  const isRetained = ({ identity }: Identified): boolean => retained.ids.has(identity.source);
  const partners = match(
    before,
    after.filter((each) => !isRetained(each) && !beside.fresh.has(each.identity.source)),
    ground ?? groundOf(before, after),
    { alike: beside.alike, beside: identified(beside.found) },
  );
  const ofTemplate = stoodInTemplates(before, beside);
  // Each on its own: what both renders have was found once at base.
  const asAtBase = match(before, after.filter(isRetained), retained.ground, retained);
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

/** Where the first item is written that the extent did not have; undefined where nobody says. */
function whatCame({ extentAt = {} }: RawFinding, { extent }: RawFinding): Path | undefined {
  const paths = Object.entries(extentAt).flatMap(([key, items]) => {
    const old = Object.hasOwn(extent, key) ? { [key]: extent[key] ?? null } : {};
    return Object.entries(items).flatMap(([item, path]) => (isWithin({ [key]: [item] }, old) ? [] : [path]));
  });
  return paths.sort(comparePaths)[0];
}

/** Of what got worse, the entries that are new: where there are none, all of them. */
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
  const keyOf = onceEach(objectKey);
  const ownOf = onceEach(ownNamespace);
  const kindOf = kinds();
  return found.map((each) => {
    const { manifest } = each.finding;
    const { finding, target, namespace, replaced = false } = each;
    const identity = identify(finding, target, keyOf(manifest));
    const first = identityText(identity, 0, replaced);
    const ordinal = seen.get(first) ?? 0;
    seen.set(first, ordinal + 1);
    const said = ownOf(manifest) ?? namespace;
    const into = said === unsaidNamespace ? null : said;
    const same = ordinal === 0 ? first : identityText(identity, ordinal, replaced);
    return { finding, target, namespace, replaced, identity, kind: kindOf(identity), ordinal, into, same };
  });
}

/** Rule and target as JSON, each made once: there are few, and many findings. */
function kinds(): (identity: Identity) => string {
  const known = new Map<string, Map<string, string>>();
  return ({ rule, target }) => {
    const byRule = known.get(target) ?? new Map<string, string>();
    known.set(target, byRule);
    const kind = byRule.get(rule) ?? JSON.stringify([rule, target]);
    byRule.set(rule, kind);
    return kind;
  };
}

/** Null where the source decides; what stands in no namespace is taken for what says none. */
function ownNamespace({ object }: Manifest): string | null {
  return isClusterScoped(object) ? unsaidNamespace : objectName(object).namespace;
}

type Suits = (before: Identified, after: Identified) => boolean;

/** Of more items that were rewritten alike, nobody says which became which: then one is new, and one fixed. */
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
 * First by identity, never into another namespace. What is left is matched by the rest, where what it stood in is gone at head: the same in another
 * source (it moved, perhaps into several builds); the same in a source that is alike; the same in a namespace, where none was said; the same field of a list item that was
 * renamed or rewritten, where it reaches no further than before; the same in an object that was renamed.
 */
function match(
  base: readonly Identified[],
  head: readonly Identified[],
  { stands, stood, cameFrom }: Ground,
  {
    ids = new Map(),
    alike = new Map(),
    beside = [],
  }: { readonly ids?: Retained['ids']; readonly alike?: Alike; readonly beside?: readonly Identified[] } = {},
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
  pass(byIdentity, () => true);
  if (head.some(({ replaced }) => replaced)) pass(byPlace, () => true, { suits: (_, after) => after.replaced });
  const fromWhereItWas = (after: Identified): string | null => {
    const source = cameFrom(after.identity);
    return source === null ? null : byPlace({ ...after, identity: { ...after.identity, source } });
  };
  pass(byPlace, () => true, { sought: fromWhereItWas, shared: true });
  if (alike.size > 0) pass(byObject, () => true, { suits: isAmong(alike), shared: true, among: [...base, ...beside] });
  pass(byName, (before) => isGone(before) && isUnsaid(before));
  pass(byShape, () => true, { suits: rewriting() });
  pass(byKind, () => true, { suits: renaming(isGone, stood) });
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
  return (before, after) =>
    alike.get(after.identity.source)?.has(before.identity.source) === true &&
    isOfOneFile(before.finding.manifest, after.finding.manifest);
}

/** Two builds may have another object each under one name. */
function isOfOneFile({ origin: one }: Manifest, { origin: other }: Manifest): boolean {
  if (one.kind !== 'kustomize' || other.kind !== 'kustomize') return true;
  return one.file !== null && one.file === other.file;
}

/**
 * What is found in a new test of a chart and stood in all sources of the chart, in the one object that the same template
 * made in each, whatever its name there. Nobody deploys a test: its cluster and its names are nobody's.
 */
function stoodInTemplates(
  base: readonly Identified[],
  { tests, printed }: Pick<Beside, 'tests' | 'printed'>,
): (after: Identified) => Identified | null {
  if (tests.size === 0) return () => null;
  const [was, now] = [templatesOf(printed.base), templatesOf(printed.head)];
  const index = groupBy(base, (each) => inTemplate(each, was));
  return (after) => {
    const sources = tests.get(after.identity.source);
    const key = now.keyOf(after.finding.manifest);
    if (sources === undefined || key === null) return null;
    const alike = (index.get(inTemplate(after, now)) ?? []).filter(
      (before) =>
        sources.has(before.identity.source) &&
        isOneNamespace(before, after) &&
        stoodBefore(before, after) &&
        isWithin(after.finding.extent, before.finding.extent),
    );
    const having = new Set(alike.map(({ identity }) => identity.source));
    const printing = [...was.printing(key).keys()].filter((source) => sources.has(source));
    return printing.every((source) => having.has(source)) ? (alike[0] ?? null) : null;
  };
}

function inTemplate({ identity: { rule, path }, finding: { manifest } }: Identified, templates: Templates): string {
  return keyOf(JSON.stringify([rule, templates.keyOf(manifest)]), withoutName(path, manifest));
}

/** A finding in a retained source as if it had been found in the source of base. */
function as(ids: Retained['ids'], each: Identified): Identified {
  const source = ids.get(each.identity.source);
  if (source === undefined) return each;
  const identity = { ...each.identity, source };
  return { ...each, identity, same: identityText(identity, each.ordinal, each.replaced) };
}

/** Not where both sides say a namespace, and not the same: what a deployment moves into another is new there. */
function isOneNamespace({ into: from }: Identified, { into: to }: Identified): boolean {
  return from === to || from === null || to === null;
}

/** What another object of its name replaced was in no cluster: it does not excuse what is in one now. */
function stoodBefore(before: Identified, after: Identified): boolean {
  return !before.replaced || after.replaced;
}

/** Whether the object named no namespace of its own: `default` is also what stands in where no deployment says one. */
function isUnsaid({ finding }: Identified): boolean {
  const { namespace } = objectName(finding.manifest.object);
  return namespace === null || namespace === unsaidNamespace;
}

const byIdentity = ({ same }: Identified): string => same;

const byPlace = ({ kind, identity: { source, object, path } }: Identified): string =>
  keyOf(kind, JSON.stringify(source), object, path);

const byObject = ({ kind, identity: { object, path } }: Identified): string => keyOf(kind, object, path);

const byName = ({ kind, identity: { source, path }, finding }: Identified): string =>
  keyOf(kind, JSON.stringify([source, finding.manifest.object.kind, objectName(finding.manifest.object).name]), path);

const byShape = ({ kind, identity: { source, object, shape } }: Identified): string =>
  keyOf(kind, JSON.stringify(source), object, shape);

/** Names of containers left open, also where they stand in the key of an annotation. */
const byKind = ({ kind, identity: { source }, finding: { manifest, path } }: Identified): string =>
  keyOf(kind, JSON.stringify([source, manifest.object.kind, path.filter((_, at) => path[at - 1] !== 'annotations')]));

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
 * The workload is gone at head, and stands there under a name that its source had not: nothing else of it changed, but
 * names of its containers. What is no workload may be another thing by its name alone: a role that is bound, say.
 */
function renaming(isGone: (each: Identified) => boolean, stood: Stands): Suits {
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
