/** Finds what unchanged charts and kustomizations contribute to facts, where a finding depends on it. */
import { labelWord } from '../../facts/pod-security.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { type Source } from '../../model/source.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { isOfRemoved } from '../../model/rule.ts';
import { mayHaveNamespaces } from '../../sources/deployments/made-namespaces.ts';
import { looksBy } from '../../rules/interest.ts';
import { type Evaluator } from '../../rules/evaluate.ts';
import { evaluateAll, type Evaluated, isUnseen } from './inspect.ts';
import { type InspectedSide } from './inspected-side.ts';
import { type RawFinding } from '../../model/rule.ts';
import { groupBy } from '../../foundation/groups.ts';
import { canonical } from '../../foundation/json.ts';
import { objectKey } from '../../foundation/kubernetes/keys.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import { renderSide } from './render-side.ts';
import { type Contribution } from '../../facts/relate.ts';
import { suppositions } from '../../facts/suppositions.ts';
import { factsRead, type Readers, readersByFamilies } from './reading.ts';
import { knownContributions, remember, remembered } from './remembered.ts';
import { type Setting } from '../open/setting.ts';
import { makes } from '../../sources/plain/made.ts';

/** One side of a review before its rules are evaluated. */
export type UnevaluatedSide = Omit<InspectedSide, 'evaluated'>;

/**
 * What unchanged charts and kustomizations contribute to their clusters, by source id. Only where it matters: in
 * clusters where an unknown fact changes a finding, for sources that may create a namespace that the change
 * creates, or label one for Pod Security, and for those that may run pods which a guard of the change guards. The result is the
 * same for base and head.
 */
export async function neighbours(
  before: UnevaluatedSide,
  after: UnevaluatedSide,
  setting: Setting,
): Promise<ReadonlyMap<string, Contribution>> {
  const isWide = factsDiffer(before, after);
  const targets = new Set([before, after].flatMap((side) => hangingTargets(side, isWide, setting)));
  const making = new Set([before, after].flatMap(makingTargets));
  const running = new Set([before, after].flatMap((side) => runningTargets(side, setting)));
  const guarded = guardedByChange(before, after, setting);
  const { side } = after;
  const asked = await Promise.all(
    after.unchanged.filter(isUnseen).map(async (each) => {
      const { target } = each.source;
      const isWanted =
        targets.has(target) ||
        (making.has(target) && (await mayHaveNamespaces(each.source, side.texts))) ||
        (await mayRunIn(guarded.get(target), each.source, side.texts)) ||
        (running.has(target) && (await mayLabelNamespaces(each.source, side.texts)));
      return isWanted ? [each] : [];
    }),
  );
  const unseen = asked.flat();
  if (unseen.length === 0) return new Map();
  const started = performance.now();
  const sources = unseen.map(({ source }) => source);
  const known = await remembered(side, sources, setting);
  const now = await renderSide(
    side,
    sources.filter(({ id }) => !known.has(id)),
    setting,
  );
  const rendered = await remember(now.side, now.renderings, setting);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const where = [...new Set(sources.map(({ target }) => target))].sort().join(', ');
  setting.world.progress(
    `${unseen.length} unchanged sources checked for what they add to ${where}: ${rendered.size} rendered, ${seconds} s`,
  );
  return knownContributions(new Map([...known, ...rendered]));
}

/** Whether the change alters facts: deleting a policy can cause a finding for a namespace in an unchanged file. */
export function factsDiffer(before: UnevaluatedSide, after: UnevaluatedSide): boolean {
  return JSON.stringify(before.facts) !== JSON.stringify(after.facts);
}

/** The clusters where a deployment of the change creates a namespace, unless another source contains it. */
function makingTargets({ renderings }: UnevaluatedSide): string[] {
  return renderings.flatMap(({ source }) => (makes(source) ? [source.target] : []));
}

/** The clusters to which workloads of the change are deployed. */
function runningTargets({ renderings }: UnevaluatedSide, { evaluator }: Setting): string[] {
  const runs = ({ manifests }: Rendering): boolean => manifests.some(({ object }) => evaluator.pods.isWorkload(object));
  return renderings.filter(runs).map(({ source }) => source.target);
}

/**
 * By cluster, the namespaces in which objects of base guard workloads and head lacks them or has others; null for guards of all
 * namespaces. Whom they guarded is a list: a workload of an unchanged source that is missing in it would go unsaid.
 */
function guardedByChange(
  before: UnevaluatedSide,
  after: UnevaluatedSide,
  { running, evaluator }: Setting,
): ReadonlyMap<string, ReadonlySet<string | null>> {
  const rules = running.filter((rule) => isOfRemoved(rule) && factsRead(rule).includes('workloads'));
  const looks = looksBy(rules, evaluator.pods);
  const keyIn = (target: string, { object }: Manifest): string => `${target} ${canonical(object)}`;
  const stays = new Set(
    after.renderings.flatMap(({ source, manifests }) => manifests.map((each) => keyIn(source.target, each))),
  );
  const guards = before.renderings.flatMap(({ source: { target }, manifests }) =>
    manifests
      .filter((each) => looks(each.object).length > 0 && !stays.has(keyIn(target, each)))
      .map(({ object }) => ({ target, namespace: objectName(object).namespace })),
  );
  const byTarget = groupBy(guards, ({ target }) => target);
  return new Map([...byTarget].map(([target, all]) => [target, new Set(all.map(({ namespace }) => namespace))]));
}

/** Whether a source may have pods in one of the namespaces: it is deployed there, or its text names it. */
async function mayRunIn(
  namespaces: ReadonlySet<string | null> | undefined,
  { reads, ...source }: Source,
  texts: Texts,
): Promise<boolean> {
  if (namespaces === undefined) return false;
  const names = [...namespaces].filter((name) => name !== null);
  if (names.length < namespaces.size || names.includes('default')) return true;
  const read = await Promise.all(reads.map((path) => texts.of(path)));
  // Of a file that is no text, such as a packed chart, nothing is known.
  if (read.some(({ ok }) => !ok)) return true;
  const all = [JSON.stringify(source), ...read.flatMap((text) => (text.ok ? [text.text] : []))];
  return all.some((text) => names.some((name) => text.includes(name)));
}

/**
 * Whether its text may label namespaces for Pod Security. Packed and remote files are not read: they hardly ever do.
 */
async function mayLabelNamespaces({ reads, finishing }: Source, texts: Texts): Promise<boolean> {
  const read = await Promise.all(reads.map((path) => texts.of(path)));
  const all = [JSON.stringify(finishing), ...read.flatMap((text) => (text.ok ? [text.text] : []))];
  return all.some((text) => text.includes(labelWord));
}

/**
 * The clusters where an unknown fact changes the findings of a rule. Only families that the rule reads are considered.
 */
function hangingTargets(side: UnevaluatedSide, isWide: boolean, { running, evaluator }: Setting): string[] {
  return readersByFamilies(running).flatMap((readers) => targetsHangingFor(readers, side, isWide, evaluator));
}

function targetsHangingFor(
  { families, rules }: Readers,
  { facts, renderings, unchanged }: UnevaluatedSide,
  isWide: boolean,
  evaluator: Evaluator,
): string[] {
  const supposed = suppositions(facts, families);
  if (supposed.length === 1) return [];
  const looks = looksBy(rules, evaluator.pods);
  const asking = [...renderings, ...(isWide ? unchanged : [])]
    .map((each) => ({ ...each, manifests: each.manifests.filter(({ object }) => looks(object).length > 0) }))
    .filter(({ manifests }) => manifests.length > 0);
  if (asking.length === 0) return [];
  const ids = new Set(rules.map(({ id }) => id));
  const outcomes = supposed.map((each) => outcomeOf(evaluateAll(evaluator, asking, each), ids));
  const hanging = outcomes
    .flatMap((some) => [...some])
    .filter(([finding]) => !outcomes.every((some) => some.has(finding)));
  const targets = new Map(asking.map(({ source }) => [source.id, source.target]));
  return hanging.flatMap(([, source]) => targets.get(source) ?? []);
}

/** The findings of these rules by key, each with its source. */
function outcomeOf({ findings }: Evaluated, rules: ReadonlySet<string>): Map<string, string> {
  const key = ({ rule, manifest, path, message }: RawFinding): string =>
    JSON.stringify([manifest.source, objectKey(manifest), rule, path, message]);
  const theirs = findings.filter(({ rule }) => rules.has(rule));
  return new Map(theirs.map((finding) => [key(finding), finding.manifest.source]));
}
