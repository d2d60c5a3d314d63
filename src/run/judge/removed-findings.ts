/** Turns the findings of rules with `report: removed` into those of objects that the change removes. */
import { isWithin } from '../../findings/identity/extent.ts';
import { groupBy } from '../../foundation/groups.ts';
import { canonical, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { clusterKey, objectName } from '../../foundation/kubernetes/names.ts';
import { type Compared } from '../../model/finding.ts';
import { type Facts } from '../../facts/relate.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type Source } from '../../model/source.ts';
import { isFile } from '../../sources/kinds.ts';
import { otherEnvironments } from '../../foundation/text/environments.ts';
import { isOfRemoved, type RawFinding, type Rule } from '../../model/rule.ts';
import { looksBy } from '../../rules/interest.ts';
import { evaluateAll } from '../look/inspect.ts';
import { incompleteSources, type InspectedSide } from '../look/inspected-side.ts';
import { type WaiverOf } from '../../findings/compare/compare.ts';
import { type Setting } from '../open/setting.ts';

/** The rules with `report: removed`, by id. */
export function removedRulesAmong(rules: readonly Rule[]): ReadonlyMap<string, Rule> {
  return new Map(rules.filter(isOfRemoved).map((rule) => [rule.id, rule]));
}

export function withoutRemovedRules<T extends RawFinding>(all: readonly T[], rules: readonly Rule[]): T[] {
  const left = removedRulesAmong(rules);
  return all.filter(({ rule }) => !left.has(rule));
}

/**
 * Of the findings of these rules at base, keeps those that nothing at head stands in for, as new ones: the object is gone, or
 * it stays and guards less. Nothing is reported if
 * - an object at head, the same one too, has findings of the rule that cover the extent: it does the same;
 * - an object of that name covers all but contents that cannot be compared;
 * - what it guarded is gone as well, by the facts of head or with its source;
 * - a source of that cluster is incomplete at head: the object may be in it.
 *
 * @param all findings after the comparison, without those that stay undecided.
 */
export function onlyRemoved(
  all: readonly Compared[],
  before: InspectedSide,
  after: InspectedSide,
  waiverOf: WaiverOf,
  { running, evaluator }: Setting,
): Compared[] {
  const rules = removedRulesAmong(running);
  const others = all.filter(({ rule }) => !rules.has(rule));
  const guards = before.evaluated.findings.filter(({ rule }) => rules.has(rule));
  if (guards.length === 0) return others;
  const objects = objectsOf(before, after, evaluator.pods);
  const lacking = incompleteSources(after);
  const lackingTargets = new Set(
    after.renderings.flatMap(({ source }) => (lacking.has(source.id) ? [source.target] : [])),
  );
  const shown = groupBy(
    all.filter(({ rule }) => rules.has(rule)),
    (finding) => fieldKey(finding, objects.keyOf(finding.manifest)),
  );
  const standsIn = standIns(rules, objects, after, evaluator);
  const stillGuards = guardedStays(objects, before, after, evaluator);
  const lost = guards.flatMap((guard): Compared[] => {
    const { manifest, rule } = guard;
    const source = objects.sourceOf(manifest);
    const key = objects.keyOf(manifest);
    // Without a comparison it is undecided, or the source is not of the change.
    const compared = shown.get(fieldKey(guard, key)) ?? [];
    const like = compared.find((each) => each.manifest === manifest) ?? compared[0];
    if (source === null || like === undefined || lackingTargets.has(source.target)) return [];
    const extent = stillGuards(guard, source);
    if (extent === null || objects.mayExist(key) || standsIn({ rule, manifest, extent, source })) return [];
    return [asRemoved({ ...like, ...guard }, objects.atHead(manifest), waiverOf)];
  });
  const isLeft = leftAmong([...others, ...lost], objects);
  return [...others, ...strictest(lost.filter((finding) => !isLeft(finding)))];
}

function fieldKey({ rule, path }: RawFinding, key: string): string {
  return JSON.stringify([rule, path, key]);
}

/** @param now the same object at head; null if it is gone. */
function asRemoved(finding: Compared, now: Manifest | null, waiverOf: WaiverOf): Compared {
  const what = now === null ? 'removes it' : 'takes this away';
  const stated: Compared = {
    ...finding,
    message: `${finding.message} The change ${what}, and nothing else here does all of that.`,
    status: 'new',
    ...(now === null ? {} : { manifest: now, path: firstChange(finding.manifest.object, now.object) ?? finding.path }),
  };
  const waiver = waiverOf(stated);
  const judged: Compared = { ...stated, waiver, status: waiver === null ? 'new' : 'waived' };
  return now === null ? { ...judged, removed: true } : judged;
}

/** Where two objects differ first, in the order of head: the change that matters is near. */
function firstChange(before: Json | undefined, after: Json | undefined): Path | null {
  if (canonical(before ?? null) === canonical(after ?? null)) return null;
  if (!isJsonMap(before) || !isJsonMap(after)) return [];
  const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])].sort(
    (a, b) => Number(isDescriptive(a)) - Number(isDescriptive(b)),
  );
  for (const key of keys) {
    const rest = firstChange(before[key], after[key]);
    if (rest !== null) return [key, ...rest];
  }
  return null;
}

/** What says about an object, and not what it does. */
function isDescriptive(key: string): boolean {
  return key === 'metadata' || key === 'apiVersion' || key === 'labels';
}

/** Whether another finding of the change says the same of the object, and better. */
function leftAmong(all: readonly Compared[], { keyOf }: Objects): (finding: Compared) => boolean {
  const said = new Set(
    all
      .filter(({ status }) => status === 'new' || status === 'worsened' || status === 'waived')
      .map(({ rule, manifest }) => JSON.stringify([rule, keyOf(manifest)])),
  );
  return ({ leftTo, manifest }) => leftTo !== undefined && said.has(JSON.stringify([leftTo, keyOf(manifest)]));
}

/** One loss is one finding: of rules that speak of the same object, those that deny. */
function strictest(lost: readonly Compared[]): Compared[] {
  const denied = new Set(lost.filter(({ enforcement }) => enforcement === 'deny').map(({ manifest }) => manifest));
  return lost.filter(({ enforcement, manifest }) => enforcement === 'deny' || !denied.has(manifest));
}

/** What became of the objects of base. */
interface Objects {
  /** The source of a manifest of base. */
  readonly sourceOf: (manifest: Manifest) => Source | null;
  /** The object of a manifest of either side, in its cluster. */
  readonly keyOf: (manifest: Manifest) => string;
  /** The object at head that has the key of one of base, in the same source or in one that did not have it. */
  readonly atHead: (manifest: Manifest) => Manifest | null;
  /** Whether an unknown value decides whether head has an object. */
  readonly mayExist: (key: string) => boolean;
  /** Whether an object of head is new in its source. */
  readonly isNew: (manifest: Manifest, source: Source) => boolean;
  /** Whether a source is gone with all its workloads, which are nowhere else. */
  readonly isGoneWhole: (source: Source) => boolean;
}

function objectsOf(before: InspectedSide, after: InspectedSide, { isWorkload }: Setting['evaluator']['pods']): Objects {
  const [was, now] = [placedIn(before), placedIn(after)];
  const sources = new Map(was.map(({ source }) => [source.id, source]));
  const sourcesOfBoth = new Map([...now, ...was].map(({ source }) => [source.id, source]));
  const atBase = new Set(was.map(({ key, source }) => placeOf(key, source)));
  const atHead = groupBy(now, ({ key }) => key);
  const gained = now.filter(({ key, source }) => !atBase.has(placeOf(key, source)));
  const gainedKeys = new Set(gained.map(({ key }) => key));
  const possible = new Set(now.filter(({ isPossible }) => isPossible).map(({ key }) => key));
  const sourcesAtHead = new Set([...after.renderings, ...after.unchanged].map(({ source }) => source.id));
  const keyOf = (manifest: Manifest): string => {
    const { target = '', namespace = '' } = sourcesOfBoth.get(manifest.source) ?? {};
    return keyIn(target, manifest, namespace);
  };
  return {
    sourceOf: ({ source }) => sources.get(source) ?? null,
    keyOf,
    atHead: (manifest) => {
      const all = atHead.get(keyOf(manifest)) ?? [];
      const own = all.find(({ source }) => source.id === manifest.source);
      return (own ?? all.find(({ key, source }) => !atBase.has(placeOf(key, source))))?.manifest ?? null;
    },
    mayExist: (key) => possible.has(key),
    isNew: (manifest, source) => !atBase.has(placeOf(keyIn(source.target, manifest, source.namespace), source)),
    isGoneWhole: ({ id }) => {
      const workloads = was.filter(({ source, manifest }) => source.id === id && isWorkload(manifest.object));
      return !sourcesAtHead.has(id) && workloads.length > 0 && !workloads.some(({ key }) => gainedKeys.has(key));
    },
  };
}

interface Placed {
  readonly source: Source;
  readonly manifest: Manifest;
  readonly key: string;
  readonly isPossible: boolean;
}

function placedIn({ renderings, unchanged }: InspectedSide): Placed[] {
  return [...renderings, ...unchanged].flatMap(({ source, manifests, supposed }) => {
    const placed = (isPossible: boolean) => (manifest: Manifest) => ({
      source,
      manifest,
      key: keyIn(source.target, manifest, source.namespace),
      isPossible,
    });
    return [...manifests.map(placed(false)), ...(supposed?.possible ?? []).map(placed(true))];
  });
}

function placeOf(key: string, { id }: Source): string {
  return JSON.stringify([id, key]);
}

function keyIn(target: string, { object }: Manifest, namespace: string): string {
  return JSON.stringify([target, clusterKey(object, namespace)]);
}

/** A guard of base, with what it would guard at head. */
interface Guard {
  readonly rule: string;
  readonly manifest: Manifest;
  readonly extent: JsonObject;
  readonly source: Source;
}

/** Whether objects at head, in the same cluster, have findings of the same rule that cover the extent together. */
function standIns(
  rules: ReadonlyMap<string, Rule>,
  { isNew }: Objects,
  { renderings, unchanged, facts }: InspectedSide,
  evaluator: Setting['evaluator'],
): (guard: Guard) => boolean {
  const looks = looksBy([...rules.values()], evaluator.pods);
  const evaluated = [...renderings, ...unchanged].flatMap((rendering) => {
    const { source } = rendering;
    const manifests = rendering.manifests.filter(({ object }) => looks(object).length > 0);
    if (manifests.length === 0) return [];
    const { findings, hanging } = evaluateAll(evaluator, [{ ...plainly(source), manifests }], facts);
    return [...findings, ...hanging.map(({ finding }) => finding)]
      .filter(({ rule }) => rules.has(rule))
      .map((finding) => ({ finding, source }));
  });
  const byRule = groupBy(evaluated, ({ finding, source }) => JSON.stringify([source.target, finding.rule]));
  return ({ rule, manifest, extent, source: own }) => {
    const near = (byRule.get(JSON.stringify([own.target, rule])) ?? []).filter(
      ({ finding, source }) => isNew(finding.manifest, source) || areOfOneCluster(own, source),
    );
    const name = nameIn(manifest, own);
    return (
      together(near.map(({ finding }) => withoutTruths(finding.extent))).some((all) =>
        isWithin(withoutTruths(extent), all, byFolder),
      ) ||
      near.some(
        ({ finding, source }) =>
          nameIn(finding.manifest, source) === name &&
          isWithin(comparable(extent), comparable(finding.extent), byFolder),
      )
    );
  };
}

function nameIn({ object }: Manifest, { namespace }: Source): string {
  const { name, namespace: own } = objectName(object);
  return JSON.stringify([own ?? namespace, name]);
}

/** Without the list of contents: a policy that is written anew for another engine keeps its name. */
function comparable(extent: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(withoutTruths(extent)).filter(([key]) => key !== 'policies'));
}

/** What is true or false says whether there is something to guard, which is not the same for each guard. */
function withoutTruths(extent: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(extent).filter(([, value]) => typeof value !== 'boolean'));
}

/** `shop/*` covers what begins with `shop/`. */
function byFolder(items: readonly Json[]): (item: Json) => boolean {
  const known = new Set(items.map(canonical));
  const folders = items.flatMap((item) => (typeof item === 'string' && item.endsWith('/*') ? [item.slice(0, -1)] : []));
  return (item) =>
    known.has(canonical(item)) || (typeof item === 'string' && folders.some((folder) => item.startsWith(folder)));
}

/** Extents that differ in lists alone, as one. */
function together(extents: readonly JsonObject[]): JsonObject[] {
  const alike = groupBy(extents, (extent) => canonical(withoutLists(extent)));
  return [...alike.values()].map((all) => {
    const keys = new Set(all.flatMap((extent) => Object.keys(extent)));
    return Object.fromEntries(
      [...keys].map((key) => {
        const values = all.map((extent) => extent[key]).filter((value) => value !== undefined);
        return [key, values.every(isJsonList) ? values.flat() : (values[0] ?? null)];
      }),
    );
  });
}

/** Whether it is known of two sources with the same target that they go to the same cluster. */
function areOfOneCluster(one: Source, other: Source): boolean {
  if (one.id === other.id || (one.deployment !== null && other.deployment !== null)) return true;
  const [from, to] = [one.path, other.path].map((path) => path.replace(/\.(?:ya?ml|json)$/i, ''));
  return isFile(one) && isFile(other) && otherEnvironments(from ?? '', to ?? '') === null;
}

/** What the object of base would guard by the facts of head; null if that is gone, or of another kind. */
function guardedStays(
  { isGoneWhole }: Objects,
  before: InspectedSide,
  { facts }: InspectedSide,
  evaluator: Setting['evaluator'],
): (finding: RawFinding, source: Source) => JsonObject | null {
  const extentBy = ({ rule, path, extent, manifest }: RawFinding, source: Source, known: Facts): JsonObject | null =>
    evaluateAll(evaluator, [{ ...plainly(source), manifests: [manifest] }], known).findings.find(
      (found) =>
        found.rule === rule &&
        canonical(found.path) === canonical(path) &&
        canonical(withoutLists(found.extent)) === canonical(withoutLists(extent)),
    )?.extent ?? null;
  const noFacts: Facts = { sbom: before.facts.sbom, targets: {} };
  return (finding, source) =>
    isGoneWhole(source) && extentBy(finding, source, noFacts) === null ? null : extentBy(finding, source, facts);
}

function withoutLists(extent: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(extent).filter(([, value]) => !isJsonList(value)));
}

function plainly(source: Source): Rendering {
  return { source, status: 'rendered', manifests: [], problems: [] };
}
