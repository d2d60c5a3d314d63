/** Turns the findings of rules with `report: removed` into those of objects that the change removes. */
import { groupBy } from '../../foundation/groups.ts';
import { canonical, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Compared } from '../../model/finding.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { isOfRemoved, type RawFinding, type Rule } from '../../model/rule.ts';
import { incompleteSources, type InspectedSide } from '../look/inspected-side.ts';
import { type WaiverOf } from '../../findings/compare/compare.ts';
import { type Setting } from '../open/setting.ts';
import { keyOfItem, type Objects, objectsOf } from './guard-objects.ts';
import { guardedStays, withItems } from './guarded-at-head.ts';
import { type Relabelled, relabelledWorkloads } from './relabelled.ts';
import { uncoveredBy } from './stand-ins.ts';

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
  const notCovered = uncoveredBy(rules, objects, after, evaluator);
  const stillGuards = guardedStays(objects, before, after, evaluator);
  const relabelled = relabelledWorkloads(before, after, evaluator.pods);
  const lost = guards.flatMap((guard): Compared[] => {
    const { manifest, rule } = guard;
    const source = objects.sourceOf(manifest);
    const key = objects.keyOf(manifest);
    // Without a comparison it is undecided, or the source is not of the change.
    const compared = shown.get(fieldKey(guard, key)) ?? [];
    const like = compared.find((each) => each.manifest === manifest) ?? compared[0];
    if (source === null || like === undefined || lackingTargets.has(source.target)) return [];
    const extent = withItems(stillGuards(guard, source), guard.extent, (item) =>
      relabelled.has(keyOfItem(source, item)),
    );
    if (extent === null || objects.mayExist(key)) return [];
    const uncovered = notCovered({ rule, manifest, extent, source });
    if (uncovered === null) return [];
    const now = objects.atHead(manifest);
    const isSame = now !== null && canonical(now.object) === canonical(manifest.object);
    const workload = isSame ? uncovered.flatMap((item) => relabelled.get(keyOfItem(source, item)) ?? [])[0] : undefined;
    const loss = { now, uncovered, workload: workload ?? null, isLeftOver: objects.isLeftOver(manifest) };
    return [asLost({ ...like, ...guard }, loss, waiverOf)];
  });
  const isLeft = leftAmong([...others, ...lost], objects);
  return [...others, ...strictest(lost.filter((finding) => !isLeft(finding)))];
}

function fieldKey({ rule, path }: RawFinding, key: string): string {
  return JSON.stringify([rule, path, key]);
}

/** What became of a guard. */
interface Loss {
  /** The same object at head; null if it is gone. */
  readonly now: Manifest | null;
  /** What nothing at head guards: items of the lists of its extent. */
  readonly uncovered: readonly Json[];
  /** A workload that the object, which is the same at head, does not select any more. */
  readonly workload: Relabelled | null;
  /** Whether the file of the object stays, and nothing uses it. */
  readonly isLeftOver: boolean;
}

function asLost(finding: Compared, loss: Loss, waiverOf: WaiverOf): Compared {
  const { now, workload } = loss;
  const stated: Compared = {
    ...finding,
    message: `${finding.message} The change ${whatIsDone(loss)}, and nothing else in the repository does ${whatIsMissed(finding, loss)}.`,
    status: 'new',
    ...(now === null ? {} : { manifest: now, path: firstChange(finding.manifest.object, now.object) ?? finding.path }),
    ...(workload === null ? {} : { manifest: workload.manifest, path: workload.labels }),
  };
  const waiver = waiverOf(stated, stated.status);
  const judged: Compared = { ...stated, waiver, status: waiver === null ? 'new' : 'waived' };
  return now === null ? { ...judged, removed: true } : judged;
}

function whatIsDone({ now, workload, isLeftOver }: Loss): string {
  if (workload !== null) return 'takes this away, because it no longer selects the labels of the pods';
  if (now !== null) return 'takes this away';
  return isLeftOver ? 'no longer deploys it, though its file stays' : 'removes it';
}

/** Maximum number of workloads that a message names. */
const mostNamed = 3;

/** If others guard some of it, names the workloads that nothing guards. */
function whatIsMissed({ extent }: RawFinding, { uncovered }: Loss): string {
  const all = new Set(Object.values(extent).flatMap((value) => (isJsonList(value) ? value : [])));
  const names = [...new Set(uncovered)].filter(isWorkloadItem).sort();
  if (names.length === 0 || names.length < uncoveredCount(uncovered) || names.length === all.size) return 'all of that';
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return `this for ${names.slice(0, mostNamed).join(', ')}${more}`;
}

function uncoveredCount(uncovered: readonly Json[]): number {
  return new Set(uncovered.map((item) => canonical(item))).size;
}

/** `shop/Deployment/web`. */
function isWorkloadItem(item: Json): item is string {
  return typeof item === 'string' && /^[^/"]+\/[^/"]+\/[^/"]+$/.test(item);
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
