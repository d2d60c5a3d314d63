import { type Change, changedSources } from './changed.ts';
import { compare, type Found, type Stands } from './compare/compare.ts';
import { conclude, type Outcome } from './conclude.ts';
import { type Looked, notWhole } from './looked.ts';
import { objectKey } from './identity/identity.ts';
import { evaluateAll, factsOf, manifestsOf } from './inspect.ts';
import { type Compared, type Problem, type RawFinding, type Rendering, type Source } from './model.ts';
import { type AuditOptions, type ReviewOptions } from './options.ts';
import { settle, type Setting } from './setting.ts';
import { openSide, renderSources, type Side } from './side.ts';
import { auditedTree, reviewedTrees } from './trees.ts';
import { type World } from './world.ts';

/** What a pull request changes: from the merge base of base and head to head. */
export async function review(options: ReviewOptions, world: World): Promise<Outcome> {
  const trees = await reviewedTrees(options);
  try {
    const setting = await settle(options, trees.trustRoot, world);
    const base = await openSide(trees.base, setting.config, null);
    const head = await openSide(trees.head, setting.config, null);
    const change = changedSources(base, head);
    world.progress(`${change.head.length} of ${head.sources.length} sources change`);
    const [before, after] = await lookAtBoth(base, head, change, setting);
    const inChange = new Set([...change.base, ...change.head].map(({ id }) => id));
    const compared = compare(found(before), found(after), setting.standing, setting.waiverOf, standsIn(after));
    const unknown = notWhole(after);
    return await conclude({
      mode: 'review',
      names: { base: trees.baseCommit, head: trees.headCommit },
      setting,
      base: before,
      head: after,
      compared: compared
        .filter((finding) => inChange.has(finding.manifest.source) || isByFacts(finding))
        .filter(({ status, manifest }) => status !== 'fixed' || !unknown.has(manifest.source)),
      mend: ({ status }) => status === 'new' || status === 'worsened',
      problems: [...newProblems(base.problems, head.problems), ...after.evaluated.problems],
    });
  } finally {
    trees.close();
  }
}

/** Everything, as it stands. `mend`: the rules whose findings suggestions are made for. */
export async function audit(
  options: AuditOptions,
  world: World,
  mend: (rule: string) => boolean = () => true,
): Promise<Outcome> {
  const { tree, commit, wanted } = await auditedTree(options);
  const setting = await settle(options, tree, world);
  const whole = await openSide(tree, setting.config, options.chart);
  const sources = whole.sources.filter((source) => isWanted(source, wanted));
  const side = { ...whole, sources };
  world.progress(`${sources.length} sources`);
  const renderings = withoutEmpty(await renderSources(side, sources, setting.kubernetesVersion, world));
  const facts = await factsOf(side, renderings);
  const looked: Looked = {
    side,
    renderings,
    quiet: [],
    facts,
    evaluated: evaluateAll(setting.evaluator, renderings, facts),
  };
  return conclude({
    mode: 'audit',
    names: { base: null, head: commit },
    setting,
    base: null,
    head: looked,
    compared: compare(null, found(looked), setting.standing, setting.waiverOf),
    mend: ({ status, rule }) => status === 'existing' && mend(rule),
    problems: [...side.problems.filter(({ subject }) => wanted(subject)), ...looked.evaluated.problems],
  });
}

async function lookAtBoth(base: Side, head: Side, change: Change, setting: Setting): Promise<[Looked, Looked]> {
  const quiet = await quietRenderings(head, change.unchanged, setting);
  const before = await renderedSide(base, change.base, quiet, setting);
  const after = await renderedSide(head, change.head, quiet, setting);
  // A policy that is gone changes what a rule says of a namespace in a file that nobody touched.
  const wide = JSON.stringify(before.facts) !== JSON.stringify(after.facts);
  const evaluated = (side: Omit<Looked, 'evaluated'>): Looked => ({
    ...side,
    evaluated: evaluateAll(setting.evaluator, wide ? [...side.renderings, ...quiet] : side.renderings, side.facts),
  });
  return [evaluated(before), evaluated(after)];
}

/** Plain files cost little and are read for their facts; charts and kustomizations stay unrendered. */
async function quietRenderings(head: Side, unchanged: readonly Source[], setting: Setting): Promise<Rendering[]> {
  const plain = unchanged.filter(({ kind }) => kind === 'plain');
  const parsed = await renderSources(head, plain, setting.kubernetesVersion, setting.world);
  const opaque = unchanged
    .filter(({ kind }) => kind !== 'plain')
    .map((source): Rendering => ({ source, status: 'unchanged', manifests: [], problems: [] }));
  return [
    ...withoutEmpty(parsed).map((rendering): Rendering => ({ ...rendering, status: 'unchanged', problems: [] })),
    ...opaque,
  ];
}

async function renderedSide(
  side: Side,
  changed: readonly Source[],
  quiet: readonly Rendering[],
  setting: Setting,
): Promise<Omit<Looked, 'evaluated'>> {
  const renderings = withoutEmpty(await renderSources(side, changed, setting.kubernetesVersion, setting.world));
  return { side, renderings, quiet, facts: await factsOf(side, [...renderings, ...quiet]) };
}

/** A file that only looked like manifests is no source. */
function withoutEmpty(renderings: readonly Rendering[]): Rendering[] {
  return renderings.filter(
    ({ source, manifests, problems }) => source.kind !== 'plain' || manifests.length > 0 || problems.length > 0,
  );
}

function found({ evaluated, renderings, quiet }: Looked): Found[] {
  const targets = new Map([...renderings, ...quiet].map(({ source }) => [source.id, source.target]));
  return evaluated.findings.map((finding: RawFinding) => ({
    finding,
    target: targets.get(finding.manifest.source) ?? '',
  }));
}

function standsIn({ renderings }: Looked): Stands {
  const objects = new Set(
    manifestsOf(renderings).map((manifest) => JSON.stringify([manifest.source, objectKey(manifest)])),
  );
  return (manifest) => objects.has(JSON.stringify([manifest.source, objectKey(manifest)]));
}

/** Where nothing of the source changed, only what other files brought about is of this pull request. */
function isByFacts({ status }: Compared): boolean {
  return status !== 'existing' && status !== 'waived';
}

/** What could not be looked at before either is not this pull request's doing. */
function newProblems(base: readonly Problem[], head: readonly Problem[]): Problem[] {
  const key = ({ code, subject, message }: Problem): string => JSON.stringify([code, subject, message]);
  const known = new Set(base.map(key));
  return head.filter((problem) => !known.has(key(problem)));
}

function isWanted(source: Source, wanted: (path: string) => boolean): boolean {
  return wanted(source.path) || (source.kind === 'helm' && source.values.some(wanted));
}
