/** Runs a review: compares the findings of the merge base and head of a pull request. */
import { isFile } from '../sources/kinds.ts';
import { valueLayers } from '../sources/helm/chart.ts';
import { type Change, changedSources } from './open/changed.ts';
import { type Predecessors, compare, type ObjectHistory, type HasObject } from '../findings/compare/compare.ts';
import { movesBetween, type RenderedObject } from '../findings/compare/moves.ts';
import { type Changed, conclude } from './conclude/conclude.ts';
import { type UnmaskedOutcome } from './conclude/outcome.ts';
import { notExcluded } from '../sources/discover/excluded.ts';
import { declaredAgain } from './judge/declared-again.ts';
import { isNobodys, movedToEnvironment } from './open/deployed-otherwise.ts';
import { isExample } from '../sources/deployments/environments.ts';
import { newChartTests } from '../sources/helm/discover/chart-tests.ts';
import { twins } from '../sources/discover/twins.ts';
import { ungivenAmong, unprintedAmong } from '../sources/helm/discover/unprinted.ts';
import { changedFiles, readByHelmfiles, unreadAmong } from '../sources/discover/unread.ts';
import { reportAnyway } from './conclude/last-border.ts';
import { judge } from './judge/judge.ts';
import {
  compareAlone,
  deployedButUnseen,
  foundIn,
  foundOf,
  type InspectedSide,
  incompleteSources,
  unchangedRendering,
  waiverAt,
  withoutEmpty,
  misdeclaredSources,
} from './look/inspected-side.ts';
import { type Hanging, newElsewhere, unknownAt } from '../rules/unknown/hanging.ts';
import { objectKey } from '../foundation/kubernetes/keys.ts';
import { evaluateAll, type Evaluated, factsOf } from './look/inspect.ts';
import { type Compared } from '../model/finding.ts';
import { type Manifest, type Rendering } from '../model/manifest.ts';
import { type Notice, type Problem } from '../model/problem.ts';
import { type RawFinding } from '../model/rule.ts';
import { type Source } from '../model/source.ts';
import { type ReviewOptions } from './options.ts';
import { settle, type Setting } from './open/setting.ts';
import { countRenders, type CountRenders } from './look/counting.ts';
import { factsDiffer, neighbours, type UnevaluatedSide } from './look/neighbours.ts';
import { readingOf } from './look/reading.ts';
import { type Contribution } from '../facts/relate.ts';
import { defaultsIncomplete } from '../sources/helm/render/defaults.ts';
import { renderSide } from './look/render-side.ts';
import { withRetained } from './open/retain.ts';
import { secretsIn, type SideWithSecrets } from '../secrets/secrecy.ts';
import { openSide, renderSources } from './look/side.ts';
import { type Side } from '../sources/side.ts';
import { overlay, throughLinks } from '../snapshot/overlay.ts';
import { reviewedTrees } from './open/trees.ts';
import { configurationSaid } from '../policy/trust.ts';
import { redundantNamespacesIn } from './look/redundant-namespaces.ts';
import { seededBy, withoutRepeats, type World } from './open/world.ts';

/**
 * Reviews a pull request: from the merge base of base and head to head. `wantsFix`: the rules for whose findings
 * suggestions are made. `edited`: texts by path that replace those of files at head.
 */
export function review(
  options: ReviewOptions,
  world: World,
  wantsFix: (rule: string) => boolean = () => true,
  edited: ReadonlyMap<string, string> = new Map(),
): Promise<UnmaskedOutcome> {
  return reportAnyway('review', options, world, () => reviewed(options, world, wantsFix, edited));
}

async function reviewed(
  options: ReviewOptions,
  world: World,
  wantsFix: (rule: string) => boolean,
  edited: ReadonlyMap<string, string>,
): Promise<UnmaskedOutcome> {
  const begun = performance.now();
  const stored = await reviewedTrees(options);
  const trees =
    edited.size === 0 ? stored : { ...stored, head: overlay(stored.head, throughLinks(stored.head, edited)) };
  try {
    const setting = await settle(options, trees.trustRoot, withoutRepeats(seededBy(trees.head, world)), begun);
    const base = await openSide(trees.base, setting, null);
    const head = await withRetained(base, await openSide(trees.head, setting, null), setting);
    const change = changedSources(base, head);
    world.progress(`${change.head.length} of ${head.sources.length} sources change`);
    const [before, after] = await lookAtBothSides(base, head, change, setting);
    const changed = await setting.borders.around(
      { stage: 'discover', subject: 'which changed files are not read' },
      () => changedIn(base, head, after, setting),
      () => ({ files: [], unread: [] }),
    );
    const standing = await unchangedPredecessors(base, head, change, before, setting);
    const inChange = new Set([...change.base, ...change.head].map(({ id }) => id));
    const { compared, undecided, moved } = setting.borders.aroundNow(
      { stage: 'evaluate', subject: 'which findings are new and which existed before' },
      () => comparedWith(before, after, standing, setting),
      () => ({ compared: allAsNew(after, setting), undecided: [], moved: [] }),
    );
    const unknown = new Set([
      ...[...incompleteSources(after)].flatMap((id) => [id, head.retained.get(id) ?? id]),
      ...misdeclaredSources(before, after),
      ...deployedButUnseen(before, after),
    ]);
    const judgement = await judge({
      setting,
      base: before,
      head: {
        ...after,
        evaluated: { ...after.evaluated, hanging: [...newElsewhere(before.evaluated, after.evaluated), ...undecided] },
      },
      compared: compared
        .filter((finding) => inChange.has(finding.manifest.source) || isByFacts(finding))
        .filter(({ status, manifest }) => status !== 'fixed' || !unknown.has(manifest.source)),
      wantsFix: ({ status, rule }) => (status === 'new' || status === 'worsened') && wantsFix(rule),
    });
    const configuration = await setting.borders.around(
      { stage: 'config', subject: 'the configuration that the merge would leave' },
      () =>
        configurationSaid({
          given: options.config,
          trees,
          trusted: setting.trusted,
          rules: world.rules,
          today: options.today,
        }),
      () => ({ notices: [], problems: [] }),
    );
    return await conclude({
      mode: 'review',
      names: { base: trees.baseCommit, head: trees.headCommit },
      setting,
      side: {
        ...after.side,
        notices: [
          ...trees.notices,
          ...configuration.notices,
          ...after.side.notices,
          ...moved,
          ...defaultsIncomplete(before.renderings, after.renderings),
        ],
      },
      base: trees.base,
      inspected: after.renderings.map(({ source }) => source),
      judgement,
      secrets: await secretsIn([before, after].map(withUnchanged), setting),
      problems: [...configuration.problems, ...newProblems(base.problems, head.problems)],
      isWhole: false,
      changed: { ...changed, removed: removedIn(base, head) },
    });
  } finally {
    trees.close();
  }
}

/** Includes unchanged sources, which may contain Secrets too. */
function withUnchanged({ side, renderings, unchanged }: InspectedSide): SideWithSecrets {
  return { side, renderings: [...renderings, ...unchanged] };
}

/** The files that the pull request changes, and those of them that no source of either side reads. */
async function changedIn(
  base: Side,
  head: Side,
  { renderings }: InspectedSide,
  { config }: Setting,
): Promise<Omit<Changed, 'removed'>> {
  const files = changedFiles(base.tree, head.tree).filter(notExcluded(config));
  const read = new Set([base, head].flatMap(filesRead));
  const left = files.filter((file) => !read.has(file));
  const here = await unreadAmong(
    left.filter((file) => head.tree.files.has(file)),
    head,
  );
  const gone = await unreadAmong(
    left.filter((file) => !head.tree.files.has(file)),
    base,
  );
  const changed = new Set(files);
  const known = new Set([...here, ...gone].map(({ file }) => file));
  const byHelmfiles = await readByHelmfiles(
    left.filter((file) => !known.has(file)),
    head,
  );
  const claimed = head.claimed.filter((file) => changed.has(file)).map((file) => ({ file, why: claimedWhy }));
  const unprinted = [
    ...(await unprintedAmong(files, renderings, head.texts)),
    ...(await ungivenAmong(files, head.sources, head.texts)),
  ];
  return {
    files,
    unread: [...here, ...gone, ...byHelmfiles, ...claimed, ...unprinted].sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

const claimedWhy = 'It is treated as part of the chart around it, and checked only as far as that chart prints it.';

/** The files that a side reads, including those that links lead to. */
function filesRead({ sources, declaredIn, texts }: Side): string[] {
  const layers = sources.flatMap(valueLayers).map(({ file }) => file);
  const read = [...declaredIn, ...layers, ...sources.flatMap(({ reads }) => reads)];
  return read.flatMap((file) => [file, texts.holder(file)]);
}

function removedIn(base: Side, head: Side): number {
  const left = new Set(head.sources.map(({ id }) => id));
  return base.sources.filter(({ id }) => !left.has(id)).length;
}

/** `undecided`: findings of base in fields that are unknown at head. */
function comparedWith(
  before: InspectedSide,
  after: InspectedSide,
  standing: UnchangedPredecessors,
  setting: Setting,
): {
  readonly compared: readonly Compared[];
  readonly undecided: readonly Hanging[];
  readonly moved: readonly Notice[];
} {
  const hanging = foundOf(
    after,
    after.evaluated.hanging.map(({ finding }) => finding),
  );
  const waiverOf = waiverAt(after, setting);
  const { retained } = after.side;
  const isRetained = ({ source }: Rendering): boolean => retained.has(source.id);
  const declared = after.renderings.filter((rendering) => !isRetained(rendering));
  const deploying = new Set(
    before.side.sources.flatMap((source) => (isNobodys(source) ? [] : [source.deployment?.name ?? ''])),
  );
  const history = objectHistory(before.renderings, declared, deploying);
  const all = compare(
    foundIn(before),
    foundIn(after),
    setting.standing,
    waiverOf,
    history,
    hanging,
    {
      ids: retained,
      history: objectHistory(before.renderings, after.renderings.filter(isRetained), deploying, retained),
    },
    predecessorsOf(before, after, standing),
  );
  const here = after.renderings.flatMap(({ manifests, supposed }) => [...manifests, ...(supposed?.possible ?? [])]);
  const becauseOf = unknownAt(here);
  const fixed = all.filter(({ status }) => status === 'fixed').map((finding) => ({ finding, on: becauseOf(finding) }));
  const undecided = fixed.filter(({ on }) => on.length > 0);
  const open = new Set<RawFinding>(undecided.map(({ finding }) => finding));
  const stands = fixed.length === 0 ? () => false : declaredAgain(after, setting);
  const isOpen = (finding: Compared): boolean => open.has(finding) || (finding.status === 'fixed' && stands(finding));
  return {
    compared: all.filter((finding) => !isOpen(finding)),
    undecided,
    moved: movedToEnvironment(before.side, after.side, renderedObjects(declared), history.cameFrom, all),
  };
}

/** The findings that unchanged sources of base share with new sources of head. */
interface UnchangedPredecessors {
  readonly ids: Predecessors['ids'];
  readonly found: Predecessors['found'];
}

async function unchangedPredecessors(
  base: Side,
  head: Side,
  { unchanged }: Change,
  before: InspectedSide,
  setting: Setting,
): Promise<UnchangedPredecessors> {
  const declared = head.sources.filter(({ id }) => !head.retained.has(id));
  const all = twins(base.sources, declared, (source) => !isNobodys(source));
  const ids = new Map([...all].map(([id, sources]) => [id, new Set(sources.map((source) => source.id))]));
  const same = new Set(unchanged.map(({ id }) => id));
  const wanted = new Set([...all.values()].flat().filter(({ id }) => same.has(id)));
  if (wanted.size === 0) return { ids, found: [] };
  const { renderings } = await renderSide(base, [...wanted], setting);
  const { findings } = evaluateAll(setting.evaluator, renderings, before.facts);
  return { ids, found: foundOf({ renderings, unchanged: [] }, findings) };
}

function predecessorsOf(before: InspectedSide, after: InspectedSide, standing: UnchangedPredecessors): Predecessors {
  const chartTests = newChartTests(before.side.sources, after.side.sources);
  return {
    ids: new Map([...standing.ids, ...chartTests]),
    found: standing.found,
    chartTests,
    printed: { base: manifestsIn(before), head: manifestsIn(after) },
    fresh: newlyDeployed(before.side, after.side),
  };
}

function manifestsIn({ renderings }: InspectedSide): Manifest[] {
  return renderings.flatMap(({ manifests }) => manifests);
}

/** Ids of sources that were examples at base and are deployed now: at base, they were in no cluster. */
function newlyDeployed(base: Side, head: Side): ReadonlySet<string> {
  const deployed = new Set(base.sources.flatMap((source) => (isNobodys(source) ? [] : [source.path])));
  const isFresh = (source: Source): boolean =>
    isExample(source.path) && !isNobodys(source) && !deployed.has(source.path) && !head.retained.has(source.id);
  return new Set(head.sources.filter(isFresh).map(({ id }) => id));
}

/** Every finding as new, for when the comparison with base failed. */
function allAsNew(after: InspectedSide, setting: Setting): readonly Compared[] {
  return compareAlone(after, setting).map((one) => (one.status === 'existing' ? { ...one, status: 'new' } : one));
}

async function lookAtBothSides(
  base: Side,
  head: Side,
  change: Change,
  setting: Setting,
): Promise<[InspectedSide, InspectedSide]> {
  const { progress } = setting.world;
  const unchanged = await unchangedRenderings(head, change.unchanged, setting);
  const unjudged = [
    await renderedSide(base, change.base, unchanged, { ...setting, count: countRenders(progress, 'of the base') }),
    await renderedSide(head, change.head, unchanged, { ...setting, count: countRenders(progress, 'of the head') }),
  ] as const;
  const known = await neighbours(...unjudged, setting);
  const [before, after] = [
    withoutRedundantNamespaces(await withKnownFacts(unjudged[0], known, setting), known),
    withoutProblemsOfBase(
      unjudged[0],
      withoutRedundantNamespaces(await withKnownFacts(unjudged[1], known, setting), known),
    ),
  ];
  const { own, retained } = await ownAndRetained(after, known, setting);
  const wide = factsDiffer(before, own);
  const evaluated = ({ renderings, unchanged, facts }: UnevaluatedSide): Evaluated =>
    evaluateAll(setting.evaluator, wide ? [...renderings, ...unchanged] : renderings, facts);
  const others = evaluateAll(setting.evaluator, retained, after.facts);
  return [
    { ...before, evaluated: evaluated(before) },
    { ...after, facts: own.facts, evaluated: joined(evaluated(own), others) },
  ];
}

/**
 * Separates the sources that head declares from retained ones, and computes the facts of head without these: they are
 * not what is deployed.
 */
async function ownAndRetained(
  after: UnevaluatedSide,
  known: ReadonlyMap<string, Contribution>,
  { borders, running }: Setting,
): Promise<{ readonly own: UnevaluatedSide; readonly retained: readonly Rendering[] }> {
  const { side, unchanged } = after;
  const isRetained = ({ source }: Rendering): boolean => side.retained.has(source.id);
  const retained = after.renderings.filter(isRetained);
  if (retained.length === 0) return { own: after, retained };
  const renderings = after.renderings.filter((each) => !isRetained(each));
  return {
    own: {
      ...after,
      renderings,
      facts: await factsOf(side, [...renderings, ...unchanged], borders, known, readingOf(running)),
    },
    retained,
  };
}

function joined(one: Evaluated, other: Evaluated): Evaluated {
  return {
    findings: [...one.findings, ...other.findings],
    hanging: [...one.hanging, ...other.hanging],
    problems: [...one.problems, ...other.problems],
    evaluations: one.evaluations + other.evaluations,
  };
}

/** Removes problems of retained sources that base has too. */
function withoutProblemsOfBase(before: UnevaluatedSide, after: UnevaluatedSide): UnevaluatedSide {
  const { retained } = after.side;
  const faults = new Set(
    before.renderings.flatMap(({ source, problems }) => problems.map(({ code }) => `${source.id} ${code}`)),
  );
  const isOld = (rendering: Rendering, { code }: Problem): boolean =>
    faults.has(`${retained.get(rendering.source.id) ?? ''} ${code}`);
  return {
    ...after,
    renderings: after.renderings.map((rendering) =>
      retained.has(rendering.source.id)
        ? { ...rendering, problems: rendering.problems.filter((problem) => !isOld(rendering, problem)) }
        : rendering,
    ),
  };
}

/** Removes namespaces that deployments would create and other sources contain. */
function withoutRedundantNamespaces(side: UnevaluatedSide, known: ReadonlyMap<string, Contribution>): UnevaluatedSide {
  const all = [...side.renderings, ...side.unchanged];
  const left = redundantNamespacesIn(all, known);
  const isLeft = ({ source }: Rendering): boolean => !left.has(source.id);
  return left.size === 0
    ? side
    : { ...side, renderings: side.renderings.filter(isLeft), unchanged: side.unchanged.filter(isLeft) };
}

async function withKnownFacts(
  side: UnevaluatedSide,
  known: ReadonlyMap<string, Contribution>,
  { borders, running }: Setting,
): Promise<UnevaluatedSide> {
  if (known.size === 0) return side;
  const all = [...side.renderings, ...side.unchanged];
  return { ...side, facts: await factsOf(side.side, all, borders, known, readingOf(running)) };
}

/**
 * Unchanged sources. Plain files are parsed for their facts, which is cheap; charts and kustomizations are not
 * rendered.
 */
async function unchangedRenderings(head: Side, unchanged: readonly Source[], setting: Setting): Promise<Rendering[]> {
  const plain = unchanged.filter(isFile);
  const parsed = await renderSources(head, plain, setting);
  const opaque = unchanged.filter((source) => !isFile(source)).map(unchangedRendering);
  return [
    ...withoutEmpty(parsed).map((rendering): Rendering => ({ ...rendering, status: 'unchanged', problems: [] })),
    ...opaque,
  ];
}

async function renderedSide(
  opened: Side,
  changed: readonly Source[],
  unchanged: readonly Rendering[],
  setting: Setting & { readonly count: CountRenders },
): Promise<UnevaluatedSide> {
  const { side, renderings: all } = await renderSide(opened, changed, setting, 'elsewhere');
  const renderings = withoutEmpty(all);
  const { borders, running } = setting;
  const facts = await factsOf(side, [...renderings, ...unchanged], borders, new Map(), readingOf(running));
  return { side, renderings, unchanged, facts };
}

/** @param ids for ids of sources at head: their ids at base. */
function objectHistory(
  base: readonly Rendering[],
  head: readonly Rendering[],
  deploying: ReadonlySet<string>,
  ids: ReadonlyMap<string, string> = new Map(),
): ObjectHistory {
  const [was, now] = [renderedObjects(base), renderedObjects(head, ids)];
  const cameFrom = movesBetween(was, now, new Set(base.map(({ source }) => source.id)), deploying);
  const examples = examplesAmong(base);
  const deployed = new Set(head.flatMap(({ source }) => (isNobodys(source) ? [] : [source.id])));
  return {
    isAtHead: isAmong(now, (source) => source),
    wasAtBase: isAmong(was, (source) => ids.get(source) ?? source),
    cameFrom: (object) => {
      const from = cameFrom(object);
      return from !== null && examples.has(from) && deployed.has(object.source) ? null : from;
    },
  };
}

/** Ids of sources in a folder of examples that no declaration deploys. */
function examplesAmong(base: readonly Rendering[]): ReadonlySet<string> {
  return new Set(base.flatMap(({ source }) => (isNobodys(source) && isExample(source.path) ? [source.id] : [])));
}

function isAmong(all: readonly RenderedObject[], named: (source: string) => string): HasObject {
  const objects = new Set(all.map(({ source, object }) => JSON.stringify([source, object])));
  return (manifest) => objects.has(JSON.stringify([named(manifest.source), objectKey(manifest)]));
}

function renderedObjects(
  renderings: readonly Rendering[],
  ids: ReadonlyMap<string, string> = new Map(),
): RenderedObject[] {
  return renderings.flatMap(({ source, manifests }) =>
    manifests.map((manifest) => ({
      object: objectKey(manifest),
      source: ids.get(source.id) ?? source.id,
      target: source.target,
      isPlain: isFile(source),
      deployment: isNobodys(source) ? null : (source.deployment?.name ?? null),
    })),
  );
}

/**
 * Whether a finding in an unchanged source results from changes in other files, and so belongs to this pull request.
 */
function isByFacts({ status }: Compared): boolean {
  return status !== 'existing' && status !== 'waived';
}

/** The problems of head that base does not have. */
function newProblems(base: readonly Problem[], head: readonly Problem[]): Problem[] {
  const key = ({ code, subject, message }: Problem): string => JSON.stringify([code, subject, message]);
  // A timeout at base says nothing about head.
  const known = new Set(base.filter(({ code }) => code !== 'deadline').map(key));
  return head.filter((problem) => !known.has(key(problem)));
}
