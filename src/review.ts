import { type Change, changedSources } from './changed.ts';
import { compare, type Ground, type Stands } from './compare/compare.ts';
import { movesBetween, type Rendered } from './compare/moves.ts';
import { type Changed, type Concluded, conclude } from './conclude.ts';
import { notExcluded } from './config/excluded.ts';
import { declaredAgain } from './declared-again.ts';
import { isNobodys } from './deployed-otherwise.ts';
import { newChartTests } from './discover/chart-tests.ts';
import { ungivenAmong, unprintedAmong } from './discover/unprinted.ts';
import { changedFiles, unreadAmong } from './discover/unread.ts';
import { reportAnyway } from './last-border.ts';
import { tell } from './tell.ts';
import {
  compareAlone,
  found,
  foundOf,
  type Looked,
  notWhole,
  unrendered,
  waiverAt,
  withoutEmpty,
  wronglyDeclared,
} from './looked.ts';
import { type Hanging, newElsewhere, unknownAt } from './hanging.ts';
import { objectKey } from './identity/identity.ts';
import { evaluateAll, type Evaluated, factsOf } from './inspect.ts';
import { type Compared, type Problem, type RawFinding, type Rendering, type Source } from './model.ts';
import { type ReviewOptions } from './options.ts';
import { settle, type Setting } from './setting.ts';
import { differ, neighbours, type Unjudged } from './neighbours.ts';
import { type Contribution } from './relate/relate.ts';
import { defaultsIncomplete } from './render/defaults.ts';
import { renderSide } from './render-side.ts';
import { retaining } from './retain.ts';
import { secretsIn, type Seen } from './secrecy.ts';
import { openSide, renderSources, type Side } from './side.ts';
import { reviewedTrees } from './trees.ts';
import { configurationNotices } from './trust.ts';
import { unmadeIn } from './unmade.ts';
import { seededBy, withoutRepeats, type World } from './world.ts';

/** What a pull request changes: from the merge base of base and head to head. */
export function review(options: ReviewOptions, world: World): Promise<Concluded> {
  return reportAnyway('review', options, world, () => reviewed(options, world));
}

async function reviewed(options: ReviewOptions, world: World): Promise<Concluded> {
  const begun = performance.now();
  const trees = await reviewedTrees(options);
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
    const inChange = new Set([...change.base, ...change.head].map(({ id }) => id));
    const { compared, undecided } = setting.borders.aroundNow(
      { stage: 'evaluate', subject: 'what is new and what stood before' },
      () => comparedWith(before, after, setting),
      () => ({ compared: allAsNew(after, setting), undecided: [] }),
    );
    const unknown = new Set([
      ...[...notWhole(after)].flatMap((id) => [id, head.retained.get(id) ?? id]),
      ...wronglyDeclared(before, after),
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
      mend: ({ status }) => status === 'new' || status === 'worsened',
    });
    return await conclude({
      mode: 'review',
      names: { base: trees.baseCommit, head: trees.headCommit },
      setting,
      side: {
        ...after.side,
        notices: [
          ...trees.notices,
          ...(await configurationNotices(options.config, trees)),
          ...after.side.notices,
          ...defaultsIncomplete(before.renderings, after.renderings),
        ],
      },
      base: trees.base,
      looked: after.renderings.map(({ source }) => source),
      told,
      secrets: await secretsIn([before, after].map(withQuiet), setting),
      problems: newProblems(base.problems, head.problems),
      isWhole: false,
      changed: { ...changed, removed: removedIn(base, head) },
    });
  } finally {
    trees.close();
  }
}

/** What is the same at base and head may hold Secrets too. */
function withQuiet({ side, renderings, quiet }: Looked): Seen {
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
  const claimed = head.claimed.filter((file) => changed.has(file)).map((file) => ({ file, why: claimedWhy }));
  const unprinted = [
    ...(await unprintedAmong(files, renderings, head.texts)),
    ...(await ungivenAmong(files, head.sources, head.texts)),
  ];
  return { files, unread: [...here, ...gone, ...claimed, ...unprinted].sort((a, b) => (a.file < b.file ? -1 : 1)) };
}

const claimedWhy = 'It is taken for a part of the chart around it, and looked at only as far as that prints it.';

/** What links lead to is read through them. */
function filesRead({ sources, declaredIn, texts }: Side): string[] {
  const layers = sources.flatMap((source) => (source.kind === 'helm' ? source.layers.map(({ file }) => file) : []));
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
  setting: Setting,
): { readonly compared: readonly Compared[]; readonly undecided: readonly Hanging[] } {
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
  const all = compare(
    found(before),
    found(after),
    setting.standing,
    waiverOf,
    groundBetween(before.renderings, declared, deploying),
    hanging,
    {
      ids: retained,
      ground: groundBetween(before.renderings, after.renderings.filter(isRetained), deploying, retained),
    },
    newChartTests(before.side.sources, after.side.sources),
  );
  const here = after.renderings.flatMap(({ manifests, supposed }) => [...manifests, ...(supposed?.possible ?? [])]);
  const becauseOf = unknownAt(here);
  const fixed = all.filter(({ status }) => status === 'fixed').map((finding) => ({ finding, on: becauseOf(finding) }));
  const undecided = fixed.filter(({ on }) => on.length > 0);
  const open = new Set<RawFinding>(undecided.map(({ finding }) => finding));
  const stands = fixed.length === 0 ? () => false : declaredAgain(after, setting);
  const isOpen = (finding: Compared): boolean => open.has(finding) || (finding.status === 'fixed' && stands(finding));
  return { compared: all.filter((finding) => !isOpen(finding)), undecided };
}

/** Where nobody can tell what stood before. */
function allAsNew(after: Looked, setting: Setting): readonly Compared[] {
  return compareAlone(after, setting).map((one) => (one.status === 'existing' ? { ...one, status: 'new' } : one));
}

async function lookAtBoth(base: Side, head: Side, change: Change, setting: Setting): Promise<[Looked, Looked]> {
  const quiet = await quietRenderings(head, change.unchanged, setting);
  const unjudged = [
    await renderedSide(base, change.base, quiet, setting),
    await renderedSide(head, change.head, quiet, setting),
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
  { borders }: Setting,
): Promise<{ readonly own: Unjudged; readonly retained: readonly Rendering[] }> {
  const { side, quiet } = after;
  const isRetained = ({ source }: Rendering): boolean => side.retained.has(source.id);
  const retained = after.renderings.filter(isRetained);
  if (retained.length === 0) return { own: after, retained };
  const renderings = after.renderings.filter((each) => !isRetained(each));
  return {
    own: { ...after, renderings, facts: await factsOf(side, [...renderings, ...quiet], borders, known) },
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
  { borders }: Setting,
): Promise<Unjudged> {
  if (known.size === 0) return side;
  return { ...side, facts: await factsOf(side.side, [...side.renderings, ...side.quiet], borders, known) };
}

/** Plain files cost little and are read for their facts; charts and kustomizations stay unrendered. */
async function quietRenderings(head: Side, unchanged: readonly Source[], setting: Setting): Promise<Rendering[]> {
  const plain = unchanged.filter(({ kind }) => kind === 'plain');
  const parsed = await renderSources(head, plain, setting);
  const opaque = unchanged.filter(({ kind }) => kind !== 'plain').map(unrendered);
  return [
    ...withoutEmpty(parsed).map((rendering): Rendering => ({ ...rendering, status: 'unchanged', problems: [] })),
    ...opaque,
  ];
}

async function renderedSide(
  opened: Side,
  changed: readonly Source[],
  quiet: readonly Rendering[],
  setting: Setting,
): Promise<Unjudged> {
  const { side, renderings: all } = await renderSide(opened, changed, setting, 'elsewhere');
  const renderings = withoutEmpty(all);
  return { side, renderings, quiet, facts: await factsOf(side, [...renderings, ...quiet], setting.borders) };
}

/** @param ids what sources of head are called at base. */
function groundBetween(
  base: readonly Rendering[],
  head: readonly Rendering[],
  deploying: ReadonlySet<string>,
  ids: ReadonlyMap<string, string> = new Map(),
): Ground {
  const [was, now] = [renderedObjects(base), renderedObjects(head, ids)];
  return {
    stands: isAmong(now, (source) => source),
    stood: isAmong(was, (source) => ids.get(source) ?? source),
    cameFrom: movesBetween(was, now, new Set(base.map(({ source }) => source.id)), deploying),
  };
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
      isPlain: source.kind === 'plain',
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
