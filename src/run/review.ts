import { isFile } from '../sources/kinds.ts';
import { valueLayers } from '../sources/helm/chart.ts';
import { type Change, changedSources } from './open/changed.ts';
import { type Beside, compare, type Ground, type Stands } from '../findings/compare/compare.ts';
import { movesBetween, type Rendered } from '../findings/compare/moves.ts';
import { type Changed, conclude } from './conclude/conclude.ts';
import { type Concluded } from './conclude/outcome.ts';
import { notExcluded } from '../sources/discover/excluded.ts';
import { declaredAgain } from './judge/declared-again.ts';
import { isNobodys, movedToEnvironment } from './open/deployed-otherwise.ts';
import { isExample } from '../sources/deployments/environments.ts';
import { newChartTests } from '../sources/helm/discover/chart-tests.ts';
import { twins } from '../sources/discover/twins.ts';
import { ungivenAmong, unprintedAmong } from '../sources/helm/discover/unprinted.ts';
import { changedFiles, readByHelmfiles, unreadAmong } from '../sources/discover/unread.ts';
import { reportAnyway } from './conclude/last-border.ts';
import { tell } from './judge/tell.ts';
import {
  compareAlone,
  deployedUnseen,
  found,
  foundOf,
  type Looked,
  notWhole,
  unrendered,
  waiverAt,
  withoutEmpty,
  wronglyDeclared,
} from './look/looked.ts';
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
import { differ, neighbours, type Unjudged } from './look/neighbours.ts';
import { readingOf } from './look/reading.ts';
import { type Contribution } from '../facts/relate.ts';
import { defaultsIncomplete } from '../sources/helm/render/defaults.ts';
import { renderSide } from './look/render-side.ts';
import { retaining } from './open/retain.ts';
import { secretsIn, type RenderedSide } from '../secrets/secrecy.ts';
import { openSide, renderSources } from './look/side.ts';
import { type Side } from '../sources/side.ts';
import { overlay, throughLinks } from '../snapshot/overlay.ts';
import { reviewedTrees } from './open/trees.ts';
import { configurationSaid } from '../policy/trust.ts';
import { unmadeIn } from './look/unmade.ts';
import { seededBy, withoutRepeats, type World } from './open/world.ts';

/**
 * What a pull request changes: from the merge base of base and head to head. `mend`: the rules whose findings suggestions are
 * made for. `edited`: texts of files at head, by path, in place of those that stand there.
 */
export function review(
  options: ReviewOptions,
  world: World,
  mend: (rule: string) => boolean = () => true,
  edited: ReadonlyMap<string, string> = new Map(),
): Promise<Concluded> {
  return reportAnyway('review', options, world, () => reviewed(options, world, mend, edited));
}

async function reviewed(
  options: ReviewOptions,
  world: World,
  mend: (rule: string) => boolean,
  edited: ReadonlyMap<string, string>,
): Promise<Concluded> {
  const begun = performance.now();
  const stored = await reviewedTrees(options);
  const trees =
    edited.size === 0 ? stored : { ...stored, head: overlay(stored.head, throughLinks(stored.head, edited)) };
  try {
    const setting = await settle(options, trees.trustRoot, withoutRepeats(seededBy(trees.head, world)), begun);
    const base = await openSide(trees.base, setting, null);
    const head = await retaining(base, await openSide(trees.head, setting, null), setting);
    const change = changedSources(base, head);
    world.progress(`${change.head.length} of ${head.sources.length} sources change`);
    const [before, after] = await lookAtBoth(base, head, change, setting);
    const changed = await setting.borders.around(
      { stage: 'discover', subject: 'which changed files nothing reads' },
      () => changedIn(base, head, after, setting),
      () => ({ files: [], unread: [] }),
    );
    const stood = await stoodBeside(base, head, change, before, setting);
    const inChange = new Set([...change.base, ...change.head].map(({ id }) => id));
    const { compared, undecided, moved } = setting.borders.aroundNow(
      { stage: 'evaluate', subject: 'what is new and what stood before' },
      () => comparedWith(before, after, stood, setting),
      () => ({ compared: allAsNew(after, setting), undecided: [], moved: [] }),
    );
    const unknown = new Set([
      ...[...notWhole(after)].flatMap((id) => [id, head.retained.get(id) ?? id]),
      ...wronglyDeclared(before, after),
      ...deployedUnseen(before, after),
    ]);
    const told = await tell({
      setting,
      base: before,
      head: {
        ...after,
        evaluated: { ...after.evaluated, hanging: [...newElsewhere(before.evaluated, after.evaluated), ...undecided] },
      },
      compared: compared
        .filter((finding) => inChange.has(finding.manifest.source) || isByFacts(finding))
        .filter(({ status, manifest }) => status !== 'fixed' || !unknown.has(manifest.source)),
      mend: ({ status, rule }) => (status === 'new' || status === 'worsened') && mend(rule),
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
      looked: after.renderings.map(({ source }) => source),
      told,
      secrets: await secretsIn([before, after].map(withQuiet), setting),
      problems: [...configuration.problems, ...newProblems(base.problems, head.problems)],
      isWhole: false,
      changed: { ...changed, removed: removedIn(base, head) },
    });
  } finally {
    trees.close();
  }
}

/** What is the same at base and head may hold Secrets too. */
function withQuiet({ side, renderings, quiet }: Looked): RenderedSide {
  return { side, renderings: [...renderings, ...quiet] };
}

/** What the pull request changes in files, and which of these no source of either side reads. */
async function changedIn(
  base: Side,
  head: Side,
  { renderings }: Looked,
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

const claimedWhy = 'It is taken for a part of the chart around it, and looked at only as far as that prints it.';

/** What links lead to is read through them. */
function filesRead({ sources, declaredIn, texts }: Side): string[] {
  const layers = sources.flatMap(valueLayers).map(({ file }) => file);
  const read = [...declaredIn, ...layers, ...sources.flatMap(({ reads }) => reads)];
  return read.flatMap((file) => [file, texts.holder(file)]);
}

function removedIn(base: Side, head: Side): number {
  const left = new Set(head.sources.map(({ id }) => id));
  return base.sources.filter(({ id }) => !left.has(id)).length;
}

/** `undecided` was found at base, in fields that cannot be known at head. */
function comparedWith(
  before: Looked,
  after: Looked,
  stood: Stood,
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
  const ground = groundBetween(before.renderings, declared, deploying);
  const all = compare(
    found(before),
    found(after),
    setting.standing,
    waiverOf,
    ground,
    hanging,
    {
      ids: retained,
      ground: groundBetween(before.renderings, after.renderings.filter(isRetained), deploying, retained),
    },
    besideOf(before, after, stood),
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
    moved: movedToEnvironment(before.side, after.side, renderedObjects(declared), ground.cameFrom, all),
  };
}

/** What sources of base that do not change have of what new sources at head have. */
interface Stood {
  readonly alike: Beside['alike'];
  readonly found: Beside['found'];
}

async function stoodBeside(
  base: Side,
  head: Side,
  { unchanged }: Change,
  before: Looked,
  setting: Setting,
): Promise<Stood> {
  const declared = head.sources.filter(({ id }) => !head.retained.has(id));
  const all = twins(base.sources, declared, (source) => !isNobodys(source));
  const alike = new Map([...all].map(([id, sources]) => [id, new Set(sources.map((source) => source.id))]));
  const same = new Set(unchanged.map(({ id }) => id));
  const wanted = new Set([...all.values()].flat().filter(({ id }) => same.has(id)));
  if (wanted.size === 0) return { alike, found: [] };
  const { renderings } = await renderSide(base, [...wanted], setting);
  const { findings } = evaluateAll(setting.evaluator, renderings, before.facts);
  return { alike, found: foundOf({ renderings, quiet: [] }, findings) };
}

function besideOf(before: Looked, after: Looked, stood: Stood): Beside {
  const tests = newChartTests(before.side.sources, after.side.sources);
  return {
    alike: new Map([...stood.alike, ...tests]),
    found: stood.found,
    tests,
    printed: { base: manifestsIn(before), head: manifestsIn(after) },
    fresh: newlyDeployed(before.side, after.side),
  };
}

function manifestsIn({ renderings }: Looked): Manifest[] {
  return renderings.flatMap(({ manifests }) => manifests);
}

/** What was an example at base and is deployed now was in no cluster. */
function newlyDeployed(base: Side, head: Side): ReadonlySet<string> {
  const deployed = new Set(base.sources.flatMap((source) => (isNobodys(source) ? [] : [source.path])));
  const isFresh = (source: Source): boolean =>
    isExample(source.path) && !isNobodys(source) && !deployed.has(source.path) && !head.retained.has(source.id);
  return new Set(head.sources.filter(isFresh).map(({ id }) => id));
}

/** Where nobody can tell what stood before. */
function allAsNew(after: Looked, setting: Setting): readonly Compared[] {
  return compareAlone(after, setting).map((one) => (one.status === 'existing' ? { ...one, status: 'new' } : one));
}

async function lookAtBoth(base: Side, head: Side, change: Change, setting: Setting): Promise<[Looked, Looked]> {
  const { progress } = setting.world;
  const quiet = await quietRenderings(head, change.unchanged, setting);
  const unjudged = [
    await renderedSide(base, change.base, quiet, { ...setting, count: countRenders(progress, 'of the base') }),
    await renderedSide(head, change.head, quiet, { ...setting, count: countRenders(progress, 'of the head') }),
  ] as const;
  const known = await neighbours(...unjudged, setting);
  const [before, after] = [
    withoutUnmade(await knowing(unjudged[0], known, setting), known),
    withoutOldFaults(unjudged[0], withoutUnmade(await knowing(unjudged[1], known, setting), known)),
  ];
  const { own, retained } = await parted(after, known, setting);
  const wide = differ(before, own);
  const evaluated = ({ renderings, quiet, facts }: Unjudged): Evaluated =>
    evaluateAll(setting.evaluator, wide ? [...renderings, ...quiet] : renderings, facts);
  const others = evaluateAll(setting.evaluator, retained, after.facts);
  return [
    { ...before, evaluated: evaluated(before) },
    { ...after, facts: own.facts, evaluated: together(evaluated(own), others) },
  ];
}

/** What head declares is judged by that alone: nothing that is retained speaks for what is deployed. */
async function parted(
  after: Unjudged,
  known: ReadonlyMap<string, Contribution>,
  { borders, world }: Setting,
): Promise<{ readonly own: Unjudged; readonly retained: readonly Rendering[] }> {
  const { side, quiet } = after;
  const isRetained = ({ source }: Rendering): boolean => side.retained.has(source.id);
  const retained = after.renderings.filter(isRetained);
  if (retained.length === 0) return { own: after, retained };
  const renderings = after.renderings.filter((each) => !isRetained(each));
  return {
    own: {
      ...after,
      renderings,
      facts: await factsOf(side, [...renderings, ...quiet], borders, known, readingOf(world.rules)),
    },
    retained,
  };
}

function together(one: Evaluated, other: Evaluated): Evaluated {
  return {
    findings: [...one.findings, ...other.findings],
    hanging: [...one.hanging, ...other.hanging],
    problems: [...one.problems, ...other.problems],
    evaluations: one.evaluations + other.evaluations,
  };
}

/** What could not be rendered at base cannot be held against who has it deployed in another way. */
function withoutOldFaults(before: Unjudged, after: Unjudged): Unjudged {
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

/** Without the namespaces that deployments would make, and others bring. */
function withoutUnmade(side: Unjudged, known: ReadonlyMap<string, Contribution>): Unjudged {
  const all = [...side.renderings, ...side.quiet];
  const left = unmadeIn(all, known);
  const isLeft = ({ source }: Rendering): boolean => !left.has(source.id);
  return left.size === 0
    ? side
    : { ...side, renderings: side.renderings.filter(isLeft), quiet: side.quiet.filter(isLeft) };
}

async function knowing(
  side: Unjudged,
  known: ReadonlyMap<string, Contribution>,
  { borders, world }: Setting,
): Promise<Unjudged> {
  if (known.size === 0) return side;
  const all = [...side.renderings, ...side.quiet];
  return { ...side, facts: await factsOf(side.side, all, borders, known, readingOf(world.rules)) };
}

/** Plain files cost little and are read for their facts; charts and kustomizations stay unrendered. */
async function quietRenderings(head: Side, unchanged: readonly Source[], setting: Setting): Promise<Rendering[]> {
  const plain = unchanged.filter(isFile);
  const parsed = await renderSources(head, plain, setting);
  const opaque = unchanged.filter((source) => !isFile(source)).map(unrendered);
  return [
    ...withoutEmpty(parsed).map((rendering): Rendering => ({ ...rendering, status: 'unchanged', problems: [] })),
    ...opaque,
  ];
}

async function renderedSide(
  opened: Side,
  changed: readonly Source[],
  quiet: readonly Rendering[],
  setting: Setting & { readonly count: CountRenders },
): Promise<Unjudged> {
  const { side, renderings: all } = await renderSide(opened, changed, setting, 'elsewhere');
  const renderings = withoutEmpty(all);
  const { borders, world } = setting;
  const facts = await factsOf(side, [...renderings, ...quiet], borders, new Map(), readingOf(world.rules));
  return { side, renderings, quiet, facts };
}

/** @param ids what sources of head are called at base. */
function groundBetween(
  base: readonly Rendering[],
  head: readonly Rendering[],
  deploying: ReadonlySet<string>,
  ids: ReadonlyMap<string, string> = new Map(),
): Ground {
  const [was, now] = [renderedObjects(base), renderedObjects(head, ids)];
  const cameFrom = movesBetween(was, now, new Set(base.map(({ source }) => source.id)), deploying);
  const examples = examplesAmong(base);
  const deployed = new Set(head.flatMap(({ source }) => (isNobodys(source) ? [] : [source.id])));
  return {
    stands: isAmong(now, (source) => source),
    stood: isAmong(was, (source) => ids.get(source) ?? source),
    cameFrom: (object) => {
      const from = cameFrom(object);
      return from !== null && examples.has(from) && deployed.has(object.source) ? null : from;
    },
  };
}

/** What is an example by its folder, and nobody deploys. */
function examplesAmong(base: readonly Rendering[]): ReadonlySet<string> {
  return new Set(base.flatMap(({ source }) => (isNobodys(source) && isExample(source.path) ? [source.id] : [])));
}

function isAmong(all: readonly Rendered[], named: (source: string) => string): Stands {
  const objects = new Set(all.map(({ source, object }) => JSON.stringify([source, object])));
  return (manifest) => objects.has(JSON.stringify([named(manifest.source), objectKey(manifest)]));
}

function renderedObjects(renderings: readonly Rendering[], ids: ReadonlyMap<string, string> = new Map()): Rendered[] {
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

/** Where nothing of the source changed, only what other files brought about is of this pull request. */
function isByFacts({ status }: Compared): boolean {
  return status !== 'existing' && status !== 'waived';
}

/** What could not be looked at before either is not this pull request's doing. */
function newProblems(base: readonly Problem[], head: readonly Problem[]): Problem[] {
  const key = ({ code, subject, message }: Problem): string => JSON.stringify([code, subject, message]);
  // What there was no time for at base says nothing of head.
  const known = new Set(base.filter(({ code }) => code !== 'deadline').map(key));
  return head.filter((problem) => !known.has(key(problem)));
}
