/** Turns the findings of rules with `report: removed` into those of objects that the change removes. */
import { isWithin } from '../../findings/identity/extent.ts';
import { groupBy } from '../../foundation/groups.ts';
import { canonical } from '../../foundation/json.ts';
import { clusterKey, objectName } from '../../foundation/kubernetes/names.ts';
import { type Compared } from '../../model/finding.ts';
import { isWorkload } from '../../foundation/kubernetes/pods.ts';
import { type Facts } from '../../facts/relate.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type Source } from '../../model/source.ts';
import { isFile } from '../../sources/kinds.ts';
import { otherEnvironments } from '../../sources/deployments/environments.ts';
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
 * Of the findings of these rules, keeps those of base, as new ones, whose object is gone, unless
 * - another object has a finding of the rule with that extent: it does the same;
 * - another object is new under that name in that namespace: it takes its place, perhaps as another kind;
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
  const candidates = all.filter(({ rule, status }) => rules.has(rule) && status === 'fixed');
  if (candidates.length === 0) return others;
  const objects = objectsOf(before, after);
  const gone = candidates.filter((finding) => !objects.stays(finding));
  if (gone.length === 0) return others;
  const lacking = incompleteSources(after);
  const lackingTargets = new Set(
    after.renderings.flatMap(({ source }) => (lacking.has(source.id) ? [source.target] : [])),
  );
  const standsIn = standIns(rules, objects, after, evaluator);
  const isLeft = guardedStays(objects, before, after, evaluator);
  const removed = gone.filter(
    (finding) =>
      !lackingTargets.has(finding.target) && !standsIn(finding) && !objects.isReplaced(finding) && isLeft(finding),
  );
  return [...others, ...removed.map((finding) => asRemoved(finding, waiverOf))];
}

function asRemoved(finding: Compared, waiverOf: WaiverOf): Compared {
  const waiver = waiverOf(finding);
  return {
    ...finding,
    message: `${finding.message} The change removes it, and nothing else here does the same.`,
    waiver,
    status: waiver === null ? 'new' : 'waived',
    removed: true,
  };
}

/** What became of the objects of base. */
interface Objects {
  /** The source of a manifest of base. */
  readonly sourceOf: (manifest: Manifest) => Source | null;
  /** Whether a finding's object is in its source at head, or in one that did not have it: then it moved. */
  readonly stays: (finding: Compared) => boolean;
  /** Whether an object of head is new in its source. */
  readonly isNew: (manifest: Manifest, source: Source) => boolean;
  /** Whether an object that is new has the name of a finding's object. */
  readonly isReplaced: (finding: Compared) => boolean;
  /** Whether a source is gone with all its workloads, which are nowhere else. */
  readonly isGoneWhole: (source: Source) => boolean;
}

function objectsOf(before: InspectedSide, after: InspectedSide): Objects {
  const [was, now] = [placedIn(before), placedIn(after)];
  const sources = new Map(was.map(({ source }) => [source.id, source]));
  const atBase = new Set(was.map(({ key, source }) => placeOf(key, source)));
  const atHead = groupBy(now, ({ key }) => key);
  const gained = now.filter(({ key, source }) => !atBase.has(placeOf(key, source)));
  const gainedKeys = new Set(gained.map(({ key }) => key));
  const gainedNames = new Set(gained.map(({ name }) => name));
  const sourcesAtHead = new Set([...after.renderings, ...after.unchanged].map(({ source }) => source.id));
  const keyOf = ({ target, manifest }: Pick<Compared, 'target' | 'manifest'>): string =>
    keyIn(target, manifest, sources.get(manifest.source)?.namespace ?? '');
  return {
    sourceOf: ({ source }) => sources.get(source) ?? null,
    stays: (finding) => {
      const key = keyOf(finding);
      const { source } = finding.manifest;
      return gainedKeys.has(key) || (atHead.get(key) ?? []).some((other) => other.source.id === source);
    },
    isNew: (manifest, source) => !atBase.has(placeOf(keyIn(source.target, manifest, source.namespace), source)),
    isReplaced: ({ target, manifest }) =>
      gainedNames.has(nameIn(target, manifest, sources.get(manifest.source)?.namespace ?? '')),
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
  readonly name: string;
}

function placedIn({ renderings, unchanged }: InspectedSide): Placed[] {
  return [...renderings, ...unchanged].flatMap(({ source, manifests, supposed }) =>
    [...manifests, ...(supposed?.possible ?? [])].map((manifest) => ({
      source,
      manifest,
      key: keyIn(source.target, manifest, source.namespace),
      name: nameIn(source.target, manifest, source.namespace),
    })),
  );
}

function placeOf(key: string, { id }: Source): string {
  return JSON.stringify([id, key]);
}

function keyIn(target: string, { object }: Manifest, namespace: string): string {
  return JSON.stringify([target, clusterKey(object, namespace)]);
}

/** The name without the kind: a policy that is written anew for another engine keeps its name. */
function nameIn(target: string, { object }: Manifest, namespace: string): string {
  const { kind, name, namespace: own } = objectName(object);
  return JSON.stringify([target, own ?? namespace, name, /Polic(?:y|ies)/.test(kind) ? 'policy' : kind]);
}

/** Whether another object at head has a finding of the same rule that covers the extent, in the same cluster. */
function standIns(
  rules: ReadonlyMap<string, Rule>,
  { isNew, sourceOf }: Objects,
  { renderings, unchanged, facts }: InspectedSide,
  evaluator: Setting['evaluator'],
): (finding: Compared) => boolean {
  const looks = looksBy([...rules.values()]);
  const evaluated = [...renderings, ...unchanged].flatMap((rendering) => {
    const { source } = rendering;
    const manifests = rendering.manifests.filter(({ object }) => looks(object).length > 0);
    if (manifests.length === 0) return [];
    const { findings } = evaluateAll(evaluator, [{ ...plainly(source), manifests }], facts);
    return findings.filter(({ rule }) => rules.has(rule)).map((finding) => ({ finding, source }));
  });
  const byRule = groupBy(evaluated, ({ finding, source }) => JSON.stringify([source.target, finding.rule]));
  return ({ rule, target, extent, manifest }) => {
    const own = sourceOf(manifest);
    return (byRule.get(JSON.stringify([target, rule])) ?? []).some(
      ({ finding, source }) =>
        isWithin(extent, finding.extent) &&
        (isNew(finding.manifest, source) || (own !== null && areOfOneCluster(own, source))),
    );
  };
}

/** Whether it is known of two sources with the same target that they go to the same cluster. */
function areOfOneCluster(one: Source, other: Source): boolean {
  if (one.id === other.id || (one.deployment !== null && other.deployment !== null)) return true;
  const [from, to] = [one.path, other.path].map((path) => path.replace(/\.(?:ya?ml|json)$/i, ''));
  return isFile(one) && isFile(other) && otherEnvironments(from ?? '', to ?? '') === null;
}

/** Whether what the object guards is still there: the rule says the same of it with the facts of head. */
function guardedStays(
  { sourceOf, isGoneWhole }: Objects,
  before: InspectedSide,
  { facts }: InspectedSide,
  evaluator: Setting['evaluator'],
): (finding: Compared) => boolean {
  const saysSame = ({ rule, path, extent, manifest }: Compared, source: Source, known: Facts): boolean =>
    evaluateAll(evaluator, [{ ...plainly(source), manifests: [manifest] }], known).findings.some(
      (found) => found.rule === rule && canonical([found.path, found.extent]) === canonical([path, extent]),
    );
  const noFacts: Facts = { sbom: before.facts.sbom, targets: {} };
  return (finding) => {
    const source = sourceOf(finding.manifest);
    if (source === null || !saysSame(finding, source, facts)) return false;
    return !isGoneWhole(source) || saysSame(finding, source, noFacts);
  };
}

function plainly(source: Source): Rendering {
  return { source, status: 'rendered', manifests: [], problems: [] };
}
