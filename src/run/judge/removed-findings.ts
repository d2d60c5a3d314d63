/** Turns the findings of rules with `report: removed` into those of objects that the change removes. */
import { isWithin } from '../../findings/identity/extent.ts';
import { groupBy } from '../../foundation/groups.ts';
import { canonical } from '../../foundation/json.ts';
import { clusterKey, objectName } from '../../foundation/kubernetes/names.ts';
import { type Compared } from '../../model/finding.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
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
 * Of the findings of these rules, keeps those of base, as new ones, whose object is gone from the cluster, unless
 * - another object has a finding of the rule with that extent: it does the same;
 * - another object is new under that name in that namespace: it takes its place, perhaps as another kind;
 * - with the facts of head, the rule would say something else of the object: what it guarded is gone as well;
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
  const [was, now] = [objectsOf(before), objectsOf(after)];
  const gone = candidates.filter(
    ({ target, manifest }) => !now.has(keyIn(target, manifest, was.namespaceOf(manifest))),
  );
  if (gone.length === 0) return others;
  const lacking = incompleteSources(after);
  const lackingTargets = new Set(
    after.renderings.flatMap(({ source }) => (lacking.has(source.id) ? [source.target] : [])),
  );
  const standsIn = standIns(rules, after, evaluator);
  const asked = askedAgain(before, after, evaluator);
  const removed = gone.filter(
    (finding) =>
      !lackingTargets.has(finding.target) && !standsIn(finding) && !now.isReplaced(finding, was) && asked(finding),
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

interface Objects {
  readonly has: (key: string) => boolean;
  readonly namespaceOf: (manifest: Manifest) => string;
  /** Whether an object that base does not have is there under the name of a finding's object. */
  readonly isReplaced: (finding: Compared, base: Objects) => boolean;
}

function objectsOf({ renderings, unchanged }: InspectedSide): Objects {
  const all = [...renderings, ...unchanged];
  const namespaces = new Map(all.map(({ source }) => [source.id, source.namespace]));
  const objects = all.flatMap(({ source, manifests, supposed }) =>
    [...manifests, ...(supposed?.possible ?? [])].map((manifest) => ({
      key: keyIn(source.target, manifest, source.namespace),
      name: nameIn(source.target, manifest, source.namespace),
    })),
  );
  const keys = new Set(objects.map(({ key }) => key));
  const byName = groupBy(objects, ({ name }) => name);
  const namespaceOf = ({ source }: Manifest): string => namespaces.get(source) ?? '';
  return {
    has: (key) => keys.has(key),
    namespaceOf,
    isReplaced: ({ target, manifest }, base) =>
      (byName.get(nameIn(target, manifest, base.namespaceOf(manifest))) ?? []).some(({ key }) => !base.has(key)),
  };
}

function keyIn(target: string, { object }: Manifest, namespace: string): string {
  return JSON.stringify([target, clusterKey(object, namespace)]);
}

/** The name without the kind: a policy that is written anew for another engine keeps its name. */
function nameIn(target: string, { object }: Manifest, namespace: string): string {
  const { name, namespace: own } = objectName(object);
  return JSON.stringify([target, own ?? namespace, name, groupOfPurpose(object.kind)]);
}

/** A Deployment or a Service may have the name of a policy without taking its place. */
function groupOfPurpose(kind: string): string {
  if (/Polic(?:y|ies)/.test(kind)) return 'policy';
  return kind;
}

/** Whether another object at head has a finding of the same rule that covers the extent. */
function standIns(
  rules: ReadonlyMap<string, Rule>,
  { renderings, unchanged, facts }: InspectedSide,
  evaluator: Setting['evaluator'],
): (finding: Compared) => boolean {
  const looks = looksBy([...rules.values()]);
  const evaluated = [...renderings, ...unchanged].flatMap((rendering) => {
    const manifests = rendering.manifests.filter(({ object }) => looks(object).length > 0);
    if (manifests.length === 0) return [];
    const { findings } = evaluateAll(evaluator, [{ ...plainly(rendering), manifests }], facts);
    return findings
      .filter(({ rule }) => rules.has(rule))
      .map((finding) => ({ finding, target: rendering.source.target }));
  });
  const byRule = groupBy(evaluated, ({ finding, target }) => JSON.stringify([target, finding.rule]));
  return ({ rule, target, extent }) =>
    (byRule.get(JSON.stringify([target, rule])) ?? []).some(({ finding }) => isWithin(extent, finding.extent));
}

/** Whether the rule says the same of the object with the facts of head. */
function askedAgain(
  before: InspectedSide,
  { facts }: InspectedSide,
  evaluator: Setting['evaluator'],
): (finding: Compared) => boolean {
  const renderings = new Map([...before.unchanged, ...before.renderings].map((each) => [each.source.id, each]));
  return ({ rule, path, extent, manifest }) => {
    const rendering = renderings.get(manifest.source);
    if (rendering === undefined) return false;
    const { findings } = evaluateAll(evaluator, [{ ...plainly(rendering), manifests: [manifest] }], facts);
    return findings.some(
      (found) => found.rule === rule && canonical([found.path, found.extent]) === canonical([path, extent]),
    );
  };
}

function plainly({ source }: Rendering): Rendering {
  return { source, status: 'rendered', manifests: [], problems: [] };
}
