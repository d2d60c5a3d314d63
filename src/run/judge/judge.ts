/** Locates findings, finds their suggestions, and gives all results of some sources. */
import { type Notice, type Lines, type Place, type Problem } from '../../model/problem.ts';
import { laidOverBy } from '../../sources/kustomize/locate/laid-over.ts';
import { isChart, isPartial, templatesAmong, valueFiles } from '../../sources/helm/chart.ts';
import { factsDiffer } from '../look/neighbours.ts';
import { within } from '../../foundation/border.ts';
import { buildTemplates } from '../../sources/kustomize/locate/build-template.ts';
import { posture, type PostureSide as PostureSide } from '../../findings/posture/posture.ts';
import { newChartTests } from '../../sources/helm/discover/chart-tests.ts';
import { type Deadline, tooLate } from '../open/deadline.ts';
import { withStanding } from './standing-problems.ts';
import { distinctBy, groupBy } from '../../foundation/groups.ts';
import { withIncluded } from '../../sources/helm/values/templates.ts';
import { onceEach } from '../../foundation/cache/once-each.ts';
import { at } from '../../foundation/json.ts';
import { manifestsOf } from '../look/inspect.ts';
import { readablePlace } from '../../sources/locate/readable-place.ts';
import { type Locator, locatorOf } from '../../sources/locate/locate.ts';
import { wrongEntry } from '../../sources/locate/wrong-entry.ts';
import {
  deployedButUnseen,
  type InspectedSide,
  incompleteSources,
  waiverAt,
  waiversUsed,
  misdeclaredSources,
} from '../look/inspected-side.ts';
import { type Compared, type WorkloadPosture } from '../../model/finding.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type Finding, type ReportedSource } from '../../model/report.ts';
import { type DeployedBy, type MadeNamespace, type Source, type Substitution } from '../../model/source.ts';
import { type TemplateOrigin, type ValuesOrigin } from '../../model/suggestion.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import { duplicatesRead } from '../../sources/duplicate-keys.ts';
import { isExcused } from '../../sources/helm/render/defaults.ts';
import { isNamespaceOf } from '../../sources/render/finish.ts';
import { inRepository, ours } from '../../sources/remote/in-repository.ts';
import { type Setting } from '../open/setting.ts';
import { suggestFor } from './suggest-for.ts';
import { NO_FIX, type Suggested } from '../../fixes/suggest.ts';
import { type Tracer, tracerOf } from '../../sources/helm/trace/trace.ts';
import { unknownIn, type Weight } from './unknown.ts';
import { valuesFor } from './values-for.ts';
import { type Judgement } from './judgement.ts';

export interface JudgeInput {
  readonly setting: Setting;
  /** Null in an audit. */
  readonly base: InspectedSide | null;
  readonly head: InspectedSide;
  readonly compared: readonly Compared[];
  /** Whether a suggestion is wanted for a finding. */
  readonly wantsFix: (finding: Compared) => boolean;
}

/** Locates the findings and finds suggestions; gives everything that the report needs about these sources. */
export async function judge(input: JudgeInput): Promise<Judgement> {
  const { base, head, setting } = input;
  const { borders } = setting;
  const findings = await findingsOf(input);
  return {
    sources: [...head.renderings.filter((each) => !isExcused(each)), ...head.unchanged].map(reportedSource),
    findings,
    workloads: borders.aroundNow(
      { stage: 'evaluate', subject: 'the Pod Security level of workloads' },
      () => knownPosture(base, head),
      () => [],
    ),
    unknown: borders.aroundNow(
      { stage: 'evaluate', subject: 'what depends on unknown values' },
      () => unknownIn(head, findings, weightIn(head, setting)),
      () => [],
    ),
    waivers: waiversUsed(head, input.compared, setting),
    problems: [...head.evaluated.problems, ...(await renderProblems(input))],
    notices: await newNotices(input),
    evaluations: head.evaluated.evaluations,
  };
}

function renderProblems({ base, head, setting }: JudgeInput): Promise<readonly Problem[]> {
  const all = (): readonly Problem[] => head.renderings.flatMap(({ problems }) => problems);
  if (base === null || setting.config.failOnExistingProblems) return Promise.resolve(all());
  const part = { stage: 'evaluate', subject: 'which problems existed before' } as const;
  return setting.borders.around(part, () => withStanding(base, head), all);
}

/** Notices about the files that were read, without those that base has as well. */
function newNotices({ base, head, setting }: JudgeInput): Promise<readonly Notice[]> {
  return setting.borders.around(
    { stage: 'evaluate', subject: 'keys that are written twice' },
    async () => {
      const now = await noticesOf(head);
      if (base === null || now.length === 0) return now;
      const before = new Set((await noticesOf(base)).map(withoutLine));
      return now.filter((notice) => !before.has(withoutLine(notice)));
    },
    () => [],
  );
}

async function noticesOf({ renderings, side }: InspectedSide): Promise<Notice[]> {
  const sources = renderings.flatMap(({ source, status }) => (status === 'rendered' ? [source] : []));
  const all = [...renderings.flatMap(({ notices = [] }) => notices), ...(await duplicatesRead(sources, side.texts))];
  return distinctBy(all, ({ message }) => message);
}

function withoutLine({ message }: Notice): string {
  return message.replace(/:\d+(?=:)/, '');
}

function weightIn(head: InspectedSide, setting: Setting): Weight {
  const waiverOf = waiverAt(head, setting);
  return (finding) => (waiverOf(finding) === null ? (setting.standing(finding.rule)?.severity ?? null) : null);
}

async function findingsOf({ wantsFix, setting, base, head, compared }: JudgeInput): Promise<Finding[]> {
  const here = compared.filter((finding) => !isFixed(finding));
  const traced = base === null ? here : tracedIn(here);
  const tracer = tracerOf(head, setting, templatesOf(traced));
  const atHead = locatorIn(head, tracer, traced, setting);
  const fixed = compared.filter(isFixed);
  const atBase = base === null ? atHead : locatorIn(base, tracerOf(base, setting, templatesOf(fixed)), fixed, setting);
  const toFix = compared.filter((finding) => wantsFix(finding) && finding.manifest.when === undefined);
  const { borders } = setting;
  const values = await borders.around(
    { stage: 'locate', subject: 'which values decide what was found' },
    () => valuesFor(toFix, head, tracer, setting),
    (): Awaited<ReturnType<typeof valuesFor>> => new Map(),
  );
  const suggested = await borders.around(
    { stage: 'suggest', subject: 'which edits fix what was found' },
    () => suggestFor(toFix, head, tracer, setting, values),
    () => new Map<Compared, Suggested>(),
  );
  const templateAtHead = buildTemplates(head.side, setting);
  const templateAtBase = base === null ? templateAtHead : buildTemplates(base.side, setting);
  const judged = async (finding: Compared): Promise<Finding> => {
    const templateOf = finding.status === 'fixed' ? templateAtBase : templateAtHead;
    const [locate, side] = finding.status === 'fixed' && base !== null ? [atBase, base.side] : [atHead, head.side];
    const found = await placed(finding, locate, setting.deadline);
    const { place, template: packed } = readablePlace(found, side.tree.files);
    const brought = side.brought.get(finding.manifest.source) ?? [];
    const template =
      packed ??
      (await within(
        () => templateOf(finding.manifest, finding.path, place),
        () => null,
      ));
    const origin = originOf(ours(values.get(finding)), template);
    const suggestion = suggested.get(finding) ?? (wantsFix(finding) ? unproven(finding) : undefined);
    return inRepository(findingOf(finding, place, origin, suggestion), brought);
  };
  return Promise.all(
    compared.map((finding) =>
      borders.around(
        { stage: 'locate', subject: `where a finding of ${finding.rule} in ${finding.manifest.source} stands` },
        () => judged(finding),
        () => findingOf(finding, { kind: 'summary', why: 'Its line could not be looked for.' }, {}, undefined),
      ),
    ),
  );
}

/** The place of a finding. If it can't be found, the finding is still reported. */
async function placed(finding: Compared, locate: Locator, deadline: Deadline): Promise<Place> {
  if (deadline.isOver()) return { kind: 'summary', why: `Its line was not looked for: ${tooLate(deadline)}` };
  return within(
    () => placeIn(finding, locate),
    (why) => ({ kind: 'summary', why: `Its line could not be looked for: ${why}.` }),
  );
}

/** The place of the first wrong entry of a list; if it has no line of its own, that of the list. */
async function placeIn(finding: Compared, locate: Locator): Promise<Place> {
  const entry = wrongEntry(finding);
  const place = entry === null ? null : await locate(finding.manifest, entry);
  return place?.kind === 'lines' ? place : locate(finding.manifest, finding.path);
}

/** The reason if there can be no suggestion: edits are proven on the render of an installation. */
function unproven({ manifest, fix, noFix }: Compared): Suggested | undefined {
  if (fix.length === 0) return { kind: 'none', why: noFix ?? NO_FIX };
  if (manifest.when === undefined) return undefined;
  return {
    kind: 'none',
    why: 'It is rendered only when the release is upgraded, and edits are tested only for an installation. Make the change by hand.',
  };
}

/** Locates findings. Those that only an upgrade renders are traced in an upgrade. */
function locatorIn(inspected: InspectedSide, tracer: Tracer, findings: readonly Compared[], setting: Setting): Locator {
  const plainly = locatorFor(inspected, tracer, templatesOf(findings));
  const upgraded = findings.filter(({ manifest }) => manifest.when !== undefined);
  if (upgraded.length === 0) return plainly;
  const wanted = templatesOf(upgraded);
  const inThese = new Map(findings.map(({ manifest: { source } }) => [source, wanted.get(source) ?? []]));
  const inUpgrade = locatorFor(inspected, tracerOf(inspected, setting, wanted, 'upgrade'), inThese);
  return (manifest, path) => (manifest.when === undefined ? plainly : inUpgrade)(manifest, path);
}

/** Maximum number of sources in which a review traces the template lines of existing findings. */
const mostStandingTraced = 8;

/**
 * The findings whose template lines a review traces: all that are new or worsened, and existing ones in some sources. A
 * chart with sixty value files is not rendered sixty more times for findings that did not change.
 */
function tracedIn(findings: readonly Compared[]): Compared[] {
  const bySource = [...groupBy(findings, ({ manifest }) => manifest.source).values()];
  const hasNews = bySource.filter((some) => some.some(isNews));
  const whole = [...hasNews, ...bySource.filter((some) => !some.some(isNews))].slice(0, mostStandingTraced);
  return [...whole.flat(), ...hasNews.slice(mostStandingTraced).flatMap((some) => some.filter(isNews))];
}

function isNews({ status }: Compared): boolean {
  return status === 'new' || status === 'worsened';
}

function isFixed({ status }: Compared): boolean {
  return status === 'fixed';
}

/** The templates of findings, by the ids of their sources. */
function templatesOf(findings: readonly Compared[]): Map<string, string[]> {
  const names = groupBy(findings, ({ manifest }) => manifest.source);
  return new Map([...names].map(([source, mine]) => [source, templatesAmong(mine.map(({ manifest }) => manifest))]));
}

/**
 * @param wanted the templates whose lines may be traced, by the ids of sources; empty for one: all of its templates.
 */
function locatorFor(
  { side, renderings, unchanged }: InspectedSide,
  tracer: Tracer,
  wanted: ReadonlyMap<string, readonly string[]>,
): Locator {
  const sources = new Map([...renderings, ...unchanged].map(({ source }) => [source.id, source]));
  const tracedIn = onceEach(async (id: string): Promise<ReadonlySet<string> | null> => {
    const [source, names = []] = [sources.get(id), wanted.get(id)];
    return source !== undefined && isChart(source) && names.length > 0
      ? new Set(await withIncluded(names, source, side.texts))
      : null;
  });
  return locatorOf({
    texts: side.texts,
    isTraced: async (id, template) => wanted.has(id) && (await tracedIn(id))?.has(template) !== false,
    templateLines: async (id, template) => {
      const source = sources.get(id);
      return source === undefined
        ? null
        : ((await tracer(source, { names: [template], begin: false }))?.lines.get(template) ?? null);
    },
    finishedBy: (manifest, path) => finishedBy(sources.get(manifest.source), manifest, path),
    laidOver: (id) => laidOverBy(sources.get(id), side.texts),
  });
}

function finishedBy(
  source: Source | undefined,
  { object, rendered }: Manifest,
  path: Path,
): Lines | MadeNamespace | null {
  if (source === undefined || source.finishing === null) return null;
  const { substitute } = source.finishing;
  if (substitute !== null && hasOwnDefault(at(rendered, path), substitute)) return null;
  const writing = source.finishing.namespaces.findLast(
    ({ name, metadata }) => isNamespaceOf(object, name) && at({ metadata: { ...metadata } }, path) !== undefined,
  );
  return writing ?? source.deployment?.place ?? null;
}

/** Whether all variables in a text are unset: their result is then written in the text itself. */
function hasOwnDefault(text: Json | undefined, { variables }: Substitution): boolean {
  if (typeof text !== 'string') return false;
  const names = [...text.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
  return names.length > 0 && !names.some((name) => Object.hasOwn(variables, name));
}

function originOf(values: ValuesOrigin | undefined, template: TemplateOrigin | null): NonNullable<Finding['origin']> {
  return { ...(values === undefined ? {} : { values }), ...(template === null ? {} : { template }) };
}

function findingOf(
  finding: Compared,
  place: Finding['place'],
  origin: NonNullable<Finding['origin']>,
  suggested: Suggested | undefined,
): Finding {
  const { rule, severity, enforcement, status, manifest, path, message, fingerprint, waiver } = finding;
  return {
    rule,
    severity,
    enforcement,
    status,
    object: objectName(manifest.object),
    source: manifest.source,
    path,
    message,
    fingerprint,
    place,
    ...(Object.keys(origin).length === 0 ? {} : { origin }),
    ...(suggested?.kind === 'verified' ? { suggestion: suggested.suggestion } : {}),
    ...(suggested?.kind === 'none' ? { noSuggestion: suggested.why } : {}),
    ...(waiver === null ? {} : { waiver }),
  };
}

function reportedSource({ source, status, manifests }: Rendering): ReportedSource {
  const { id, kind, path, target, deployment } = source;
  return {
    id,
    kind,
    path,
    values: valueFiles(source),
    target,
    status: isPartial(source) ? 'partial' : status,
    objects: manifests.length,
    ...(deployment === null ? {} : { deployment: reportedDeployment(deployment) }),
  };
}

function reportedDeployment({ name, place }: DeployedBy): NonNullable<ReportedSource['deployment']> {
  return { name, file: place.file, line: place.first };
}

/**
 * The posture without what is unknown: a workload may still exist if its source was not rendered completely, and a
 * level is unknown if a possible finding would change it.
 */
function knownPosture(base: InspectedSide | null, head: InspectedSide): WorkloadPosture[] {
  const unknown = incompleteSources(head);
  const wrong = base === null ? new Set<string>() : misdeclaredSources(base, head);
  const predecessors = base === null ? undefined : newChartTests(base.side.sources, head.side.sources);
  const isWhole = (source: string): boolean => !unknown.has(source);
  const all = posture(base === null ? null : postureSide(base), postureSide(head), predecessors, isWhole);
  const atWorst = posture(base === null ? null : withHanging(base), withHanging(head), predecessors, isWhole);
  const known = all.filter(
    ({ source, psa }, index) =>
      (psa.after !== null || !unknown.has(source)) &&
      !wrong.has(source) &&
      psa.before === atWorst[index]?.psa.before &&
      psa.after === atWorst[index].psa.after,
  );
  const unseen = base === null ? new Set<string>() : deployedButUnseen(base, head);
  const byFacts = base === null ? [] : changedByFacts(base, head);
  return [...known, ...byFacts].map((one) =>
    one.psa.before !== null && unseen.has(one.source) ? withoutAfter(one) : one,
  );
}

/** Unchanged workloads whose level changes because their namespace sets another version of Pod Security. */
function changedByFacts(base: InspectedSide, head: InspectedSide): WorkloadPosture[] {
  if (!factsDiffer(base, head)) return [];
  const [before, after] = [unchangedPosture(base), unchangedPosture(head)];
  return posture(before, after).filter(
    ({ psa }) => psa.before !== null && psa.after !== null && psa.before !== psa.after,
  );
}

function unchangedPosture({ unchanged, evaluated }: InspectedSide): PostureSide {
  return { manifests: manifestsOf(unchanged), findings: evaluated.findings };
}

/** The source of this id at head is not what was deployed. */
function withoutAfter(one: WorkloadPosture): WorkloadPosture {
  return { ...one, psa: { ...one.psa, after: null }, unknown: true };
}

/** The posture if all possible findings were true. */
function withHanging(inspected: InspectedSide): PostureSide {
  const { manifests, findings } = postureSide(inspected);
  const hanging = inspected.evaluated.hanging.flatMap(({ finding, elsewhere }) =>
    elsewhere === true ? [] : [finding],
  );
  return { manifests, findings: [...findings, ...hanging] };
}

/**
 * A source that is rendered in two ways counts as it is deployed. An object that moved into another source, and is
 * checked in both, counts there.
 */
function postureSide({ side, renderings, evaluated }: InspectedSide): PostureSide {
  const once = renderings.filter(({ source }) => (side.retained.get(source.id) ?? source.id) === source.id);
  const isRetained = ({ source }: Manifest): boolean => side.retained.has(source);
  const all = manifestsOf(once);
  const declared = new Set(all.filter((manifest) => !isRetained(manifest)).map(nameKey));
  return {
    manifests: all.filter((manifest) => !isRetained(manifest) || !declared.has(nameKey(manifest))),
    findings: evaluated.findings,
  };
}

function nameKey({ object }: Manifest): string {
  return JSON.stringify(objectName(object));
}
