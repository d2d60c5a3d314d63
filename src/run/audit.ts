/** Runs an audit: checks everything in a folder as it is, using the cache of earlier runs. */
import { valueFiles } from '../sources/helm/chart.ts';
import { conclude } from './conclude/conclude.ts';
import { type UnmaskedOutcome } from './conclude/outcome.ts';
import { inTurns } from '../foundation/concurrency/in-turns.ts';
import { type CheckedObject } from '../policy/config/idle.ts';
import { checkedObjects, evaluateAll, factsOf } from './look/inspect.ts';
import { isKustomization } from '../sources/kustomize/kustomization-file.ts';
import { countRenders } from './look/counting.ts';
import { compareAlone, type InspectedSide, unchangedRendering, withoutEmpty } from './look/inspected-side.ts';
import { reportAnyway } from './conclude/last-border.ts';
import { type Compared } from '../model/finding.ts';
import { type Rendering } from '../model/manifest.ts';
import { type Source } from '../model/source.ts';
import { type AuditOptions } from './options.ts';
import { overlay, throughLinks } from '../snapshot/overlay.ts';
import { groupsSharingFiles } from './memory/groups-sharing-files.ts';
import { type Facts } from '../facts/relate.ts';
import { keepsSboms } from '../facts/sboms.ts';
import { knownContributions, type Contributions, remember, remembered } from './look/remembered.ts';
import { readingOf } from './look/reading.ts';
import { renderSide } from './look/render-side.ts';
import { secretsIn } from '../secrets/secrecy.ts';
import { type Secrets } from '../secrets/secrets.ts';
import { flagsInTree } from './open/chart-flags.ts';
import { requireChart } from './open/require-chart.ts';
import { settle, type Setting } from './open/setting.ts';
import { onlyRoot } from '../policy/trusted-config.ts';
import { openSide, prepareEngines } from './look/side.ts';
import { type Side } from '../sources/side.ts';
import { judgementMemory } from './memory/judgement-memory.ts';
import { postureTogether } from './judge/posture.ts';
import { askedByLabels, listing, onlyIfLost, withReason } from './judge/asked-levels.ts';
import { judge } from './judge/judge.ts';
import { type AuditRoot, hasAnnotatedWaivers, limitsOfAudit } from './judge/trusted-annotations.ts';
import { withNamespaceLevels } from './judge/namespace-levels.ts';
import { type Judgement } from './judge/judgement.ts';
import { type AuditedTree, auditedRoot, auditedTree } from './open/trees.ts';
import { type WaiverLimits } from '../policy/waiving.ts';
import { redundantNamespacesIn } from './look/redundant-namespaces.ts';
import { seededBy, type World } from './open/world.ts';

/**
 * Checks everything as it is. `wantsFix`: the rules for whose findings suggestions are made. `edited`: texts by path that
 * replace those of files.
 */
export function audit(
  options: AuditOptions,
  world: World,
  wantsFix: WantsFix = () => true,
  edited: ReadonlyMap<string, string> = new Map(),
): Promise<UnmaskedOutcome> {
  return reportAnyway('audit', options, world, () => audited(options, world, wantsFix, edited));
}

async function audited(
  options: AuditOptions,
  world: World,
  wantsFix: WantsFix,
  edited: ReadonlyMap<string, string>,
): Promise<UnmaskedOutcome> {
  const begun = performance.now();
  const digests = world.memory.isOn ? 'blob' : 'stat';
  const opened = await auditedTree(options, digests);
  const { tree: stored, wanted } = opened;
  const tree = edited.size === 0 ? stored : overlay(stored, throughLinks(stored, edited));
  if (!world.memory.isOn) prepareEngines([...tree.files.keys()].filter(wanted), world);
  const root = await auditedRoot(options, { ...opened, tree });
  try {
    const setting = await settle(options, onlyRoot(root.trustRoot), seededBy(tree, world), begun);
    return await auditedWith(options, { ...opened, tree }, root, setting, wantsFix);
  } finally {
    root.close();
  }
}

async function auditedWith(
  options: AuditOptions,
  { tree, repository, commit, asked, wanted }: AuditedTree,
  root: Omit<AuditRoot, 'commit'>,
  setting: Setting,
  wantsFix: WantsFix,
): Promise<UnmaskedOutcome> {
  const chart = flagsInTree(options.chart, tree, { root: repository, directory: options.directory });
  const whole = await openSide(tree, setting, chart);
  const sources = wantedSources(whole.sources, asked, wanted, options.chart !== null);
  const problems = whole.problems.filter(({ subject }) => wanted(subject));
  if (options.chart !== null) requireChart(sources, problems);
  const chosen: Side = { ...whole, sources };
  setting.world.progress(`${sources.length} sources`);
  const { side, judgement, secrets, objects, isRecalled } = await judgedSources(chosen, setting, wantsFix, (head) =>
    limitsOfAudit(head, { ...root, commit }, setting),
  );
  const here = new Set(judgement.sources.map(({ id }) => id));
  return conclude({
    mode: 'audit',
    names: { base: null, head: commit, trustRoot: options.config === null ? root.trustRootCommit : null },
    setting,
    side,
    base: null,
    inspected: side.sources.filter(({ id }) => here.has(id)),
    judgement,
    secrets,
    objects,
    isRecalled,
    changed: null,
    isWhole: options.chart === null && [...tree.files.keys()].every(wanted),
    problems: side.problems.filter(({ subject }) => wanted(subject)),
  });
}

type WantsFix = (rule: string) => boolean;
type LimitsOf = (head: InspectedSide) => Promise<WaiverLimits>;

interface SourcesJudged {
  readonly side: Side;
  readonly judgement: Judgement;
  readonly secrets: Secrets;
  readonly objects: readonly CheckedObject[];
  /** Whether some results come from the cache. */
  readonly isRecalled: boolean;
}

/** The results of all sources: from the cache if nothing that they depend on changed, otherwise evaluated now. */
async function judgedSources(
  opened: Side,
  setting: Setting,
  wantsFix: WantsFix,
  limitsOf: LimitsOf,
): Promise<SourcesJudged> {
  const { sources } = opened;
  // Which images an SBOM describes is known only from renders, which are not cached.
  const remembers = setting.world.memory.isOn && !(await keepsSboms(opened.tree, opened.texts));
  const known: Contributions = remembers ? await remembered(opened, sources, setting) : new Map();
  const counted = { ...setting, count: countRenders(setting.world.progress) };
  const first = await renderSide(
    opened,
    sources.filter(({ id }) => !known.has(id)),
    counted,
    'elsewhere',
  );
  if (remembers) await remember(first.side, first.renderings, setting);
  const recalledSources = sources.filter(({ id }) => known.has(id)).map(unchangedRendering);
  const facts = await factsOf(
    first.side,
    [...withoutEmpty(first.renderings), ...recalledSources],
    setting.borders,
    knownContributions(known),
    readingOf(setting.running, setting.evaluator),
  );

  const left = redundantNamespacesIn([...first.renderings, ...recalledSources], known);
  const inspected = first.side.sources.filter(({ id }) => !left.has(id));
  const parts = remembers ? groupsSharingFiles(inspected) : [inspected];
  const memory = remembers ? judgementMemory(first.side, facts, setting, wantsFix) : null;
  const recalled = await Promise.all(
    parts.map(async (part) => ({ part, before: (await memory?.recall(part)) ?? null })),
  );
  const missing = recalled.filter(({ before }) => before === null).flatMap(({ part }) => part);
  const second = await renderSide(
    first.side,
    missing.filter(({ id }) => known.has(id)),
    counted,
    'elsewhere',
  );
  const renderings = new Map([...first.renderings, ...second.renderings].map((each) => [each.source.id, each]));
  const earlier = new Map(recalled.flatMap(({ before }) => [...(before?.masked ?? [])]));
  const secrets = await secretsIn([{ side: second.side, renderings: [...renderings.values()] }], setting, earlier);
  const judgements = await inTurns(recalled, width, async ({ part, before }) => {
    if (before !== null) return before.judgement;
    const now = part.flatMap(({ id }) => renderings.get(id) ?? []);
    const fresh = await judgeNow(second.side, withoutEmpty(now), facts, setting, wantsFix, limitsOf, !remembers);
    // Annotated waivers end on a day that no key has.
    if (!hasAnnotatedWaivers(now, setting)) await memory?.retain(part, fresh, secrets);
    return fresh;
  });
  if (remembers)
    setting.world.progress(`${sources.length - missing.length} of ${sources.length} sources were remembered`);
  return {
    side: second.side,
    judgement: joined(judgements, sources),
    secrets,
    objects: checkedObjects([...renderings.values()]),
    isRecalled: recalled.some(({ before }) => before !== null),
  };
}

/** Number of parts at a time. They mostly wait for engines. */
const width = 8;

/** @param isWhole whether all sources are among the renderings: then all workloads of a namespace are known. */
async function judgeNow(
  side: Side,
  renderings: readonly Rendering[],
  facts: Facts,
  setting: Setting,
  wantsFix: WantsFix,
  limitsOf: LimitsOf,
  isWhole: boolean,
): Promise<Judgement> {
  const looked: InspectedSide = {
    side,
    renderings,
    unchanged: [],
    facts,
    evaluated: evaluateAll(setting.evaluator, renderings, facts),
  };
  const head = { ...looked, waiving: await limitsOf(looked) };
  const asked = askedFindings(head, setting);
  return judge({
    setting,
    base: null,
    head,
    compared: isWhole ? withNamespaceLevels(asked, head, setting) : asked,
    wantsFix: ({ status, rule }) => status === 'existing' && wantsFix(rule),
  });
}

/** The findings without those that only a review can report. */
function askedFindings(head: InspectedSide, setting: Setting): Compared[] {
  const byLabels = askedByLabels([head], setting);
  const isOnlyIfLost = onlyIfLost(setting, byLabels);
  return compareAlone(head, setting)
    .filter(listing(byLabels))
    .filter((finding) => !isOnlyIfLost(finding))
    .map((finding) => withReason(finding, byLabels(finding), setting));
}

/** Joins the results of parts, with findings in the order of their sources. */
function joined(judgements: readonly Judgement[], sources: readonly Source[]): Judgement {
  const order = new Map(sources.map(({ id }, index) => [id, index]));
  const place = ({ source }: { readonly source: string }): number => order.get(source) ?? 0;
  return {
    sources: judgements.flatMap((each) => each.sources),
    findings: judgements.flatMap((each) => each.findings).sort((a, b) => place(a) - place(b)),
    posture: postureTogether(
      judgements.map((each) => each.posture),
      place,
    ),
    unknown: judgements.flatMap((each) => each.unknown),
    waivers: judgements.flatMap((each) => each.waivers),
    problems: judgements.flatMap((each) => each.problems),
    notices: judgements.flatMap((each) => each.notices),
    standing: judgements.flatMap((each) => each.standing),
    evaluations: judgements.reduce((sum, { evaluations }) => sum + evaluations, 0),
  };
}

/**
 * The sources to check. A file or folder that contains no source is checked through the sources that read it. So is a
 * kustomization that none of the chosen sources builds: through the overlays that build it, wherever they are.
 */
function wantedSources(
  all: readonly Source[],
  asked: readonly string[],
  wanted: (path: string) => boolean,
  hasFlags: boolean,
): readonly Source[] {
  // Value files from the command line are given to every chart, so they do not select any.
  const isWanted = (source: Source, isMeant: (path: string) => boolean): boolean =>
    isMeant(source.path) || (!hasFlags && valueFiles(source).some(isMeant));
  const sources = all.filter((source) => isWanted(source, wanted));
  const read = new Set(sources.flatMap(({ reads }) => reads));
  const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
  const bare = asked.filter((place) => !sources.some((source) => isWanted(source, (path) => isIn(path, place))));
  const isLeft = (path: string): boolean =>
    bare.some((place) => isIn(path, place)) || (isKustomization(path) && wanted(path) && !read.has(path));
  const readers = all.filter(({ reads }) => reads.some(isLeft));
  return readers.length === 0 ? sources : all.filter((source) => sources.includes(source) || readers.includes(source));
}
