import { type Notice, type Lines, type Place, type Problem } from '../../model/problem.ts';
import { laidOverBy } from '../../sources/kustomize/locate/laid-over.ts';
import { isChart, isPartial, templatesAmong, valueFiles } from '../../sources/helm/chart.ts';
import { differ } from '../look/neighbours.ts';
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
import { deployedUnseen, type Looked, notWhole, waiverAt, waiversUsed, wronglyDeclared } from '../look/looked.ts';
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
import { type Told } from './told.ts';

export interface Telling {
  readonly setting: Setting;
  /** Null in an audit. */
  readonly base: Looked | null;
  readonly head: Looked;
  readonly compared: readonly Compared[];
  /** The findings that a suggestion is wanted for. */
  readonly mend: (finding: Compared) => boolean;
}

/** Locates and suggests. */
export async function tell(telling: Telling): Promise<Told> {
  const { base, head, setting } = telling;
  const { borders } = setting;
  const findings = await findingsOf(telling);
  return {
    sources: [...head.renderings.filter((each) => !isExcused(each)), ...head.quiet].map(reportedSource),
    findings,
    workloads: borders.aroundNow(
      { stage: 'evaluate', subject: 'the Pod Security level of workloads' },
      () => knownPosture(base, head),
      () => [],
    ),
    unknown: borders.aroundNow(
      { stage: 'evaluate', subject: 'what hangs on what cannot be known' },
      () => unknownIn(head, findings, weightIn(head, setting)),
      () => [],
    ),
    waivers: waiversUsed(head, telling.compared, setting),
    problems: [...head.evaluated.problems, ...(await renderProblems(telling))],
    notices: await newNotices(telling),
    evaluations: head.evaluated.evaluations,
  };
}

function renderProblems({ base, head, setting }: Telling): Promise<readonly Problem[]> {
  const all = (): readonly Problem[] => head.renderings.flatMap(({ problems }) => problems);
  if (base === null || setting.config.failOnExistingProblems) return Promise.resolve(all());
  const part = { stage: 'evaluate', subject: 'which problems stood before' } as const;
  return setting.borders.around(part, () => withStanding(base, head), all);
}

/** What is worth knowing of the files that were read, without what base has as well. */
function newNotices({ base, head, setting }: Telling): Promise<readonly Notice[]> {
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

async function noticesOf({ renderings, side }: Looked): Promise<Notice[]> {
  const sources = renderings.flatMap(({ source, status }) => (status === 'rendered' ? [source] : []));
  const all = [...renderings.flatMap(({ notices = [] }) => notices), ...(await duplicatesRead(sources, side.texts))];
  return distinctBy(all, ({ message }) => message);
}

function withoutLine({ message }: Notice): string {
  return message.replace(/:\d+(?=:)/, '');
}

function weightIn(head: Looked, setting: Setting): Weight {
  const waiverOf = waiverAt(head, setting);
  return (finding) => (waiverOf(finding) === null ? (setting.standing(finding.rule)?.severity ?? null) : null);
}

async function findingsOf({ mend, setting, base, head, compared }: Telling): Promise<Finding[]> {
  const here = compared.filter((finding) => !isFixed(finding));
  const traced = base === null ? here : tracedIn(here);
  const tracer = tracerOf(head, setting, templatesOf(traced));
  const atHead = locatorIn(head, tracer, traced, setting);
  const fixed = compared.filter(isFixed);
  const atBase = base === null ? atHead : locatorIn(base, tracerOf(base, setting, templatesOf(fixed)), fixed, setting);
  const mended = compared.filter((finding) => mend(finding) && finding.manifest.when === undefined);
  const { borders } = setting;
  const values = await borders.around(
    { stage: 'locate', subject: 'which values decide what was found' },
    () => valuesFor(mended, head, tracer, setting),
    (): Awaited<ReturnType<typeof valuesFor>> => new Map(),
  );
  const suggested = await borders.around(
    { stage: 'suggest', subject: 'which edits mend what was found' },
    () => suggestFor(mended, head, tracer, setting, values),
    () => new Map<Compared, Suggested>(),
  );
  const templateAtHead = buildTemplates(head.side, setting);
  const templateAtBase = base === null ? templateAtHead : buildTemplates(base.side, setting);
  const said = async (finding: Compared): Promise<Finding> => {
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
    const suggestion = suggested.get(finding) ?? (mend(finding) ? unproven(finding) : undefined);
    return inRepository(findingOf(finding, place, origin, suggestion), brought);
  };
  return Promise.all(
    compared.map((finding) =>
      borders.around(
        { stage: 'locate', subject: `where a finding of ${finding.rule} in ${finding.manifest.source} stands` },
        () => said(finding),
        () => findingOf(finding, { kind: 'summary', why: 'Its line could not be looked for.' }, {}, undefined),
      ),
    ),
  );
}

/** A finding is said whatever becomes of its place. */
async function placed(finding: Compared, locate: Locator, deadline: Deadline): Promise<Place> {
  if (deadline.isOver()) return { kind: 'summary', why: `Its line was not looked for: ${tooLate(deadline)}` };
  return within(
    () => placeIn(finding, locate),
    (why) => ({ kind: 'summary', why: `Its line could not be looked for: ${why}.` }),
  );
}

/** Of a list in which single entries are wrong, the first of these; where it has no line of its own, the list. */
async function placeIn(finding: Compared, locate: Locator): Promise<Place> {
  const entry = wrongEntry(finding);
  const place = entry === null ? null : await locate(finding.manifest, entry);
  return place?.kind === 'lines' ? place : locate(finding.manifest, finding.path);
}

/** Edits are proven on what an installation renders. */
function unproven({ manifest, fix, noFix }: Compared): Suggested | undefined {
  if (fix.length === 0) return { kind: 'none', why: noFix ?? NO_FIX };
  if (manifest.when === undefined) return undefined;
  return {
    kind: 'none',
    why: 'Only an upgrade of the release renders it, and edits are tried on an installation. Make the change by hand.',
  };
}

/** What an upgrade alone renders is traced in one. */
function locatorIn(looked: Looked, tracer: Tracer, findings: readonly Compared[], setting: Setting): Locator {
  const plainly = locatorFor(looked, tracer, templatesOf(findings));
  const upgraded = findings.filter(({ manifest }) => manifest.when !== undefined);
  if (upgraded.length === 0) return plainly;
  const wanted = templatesOf(upgraded);
  const inThese = new Map(findings.map(({ manifest: { source } }) => [source, wanted.get(source) ?? []]));
  const inUpgrade = locatorFor(looked, tracerOf(looked, setting, wanted, 'upgrade'), inThese);
  return (manifest, path) => (manifest.when === undefined ? plainly : inUpgrade)(manifest, path);
}

/** In how many sources, at most, a review looks for the template lines of what stood before. */
const mostStandingTraced = 8;

/**
 * The findings that a review looks for a template line of: all that are new or worse, and in some sources what stood
 * before. A chart with sixty value files is not rendered sixty times more for what nobody asked about.
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

/** The templates that findings come from, by the ids of their sources. */
function templatesOf(findings: readonly Compared[]): Map<string, string[]> {
  const names = groupBy(findings, ({ manifest }) => manifest.source);
  return new Map([...names].map(([source, mine]) => [source, templatesAmong(mine.map(({ manifest }) => manifest))]));
}

/** @param wanted the templates whose lines may be looked for, by the ids of sources; none of one: all of its. */
function locatorFor(
  { side, renderings, quiet }: Looked,
  tracer: Tracer,
  wanted: ReadonlyMap<string, readonly string[]>,
): Locator {
  const sources = new Map([...renderings, ...quiet].map(({ source }) => [source.id, source]));
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

/** Whether a text names variables that nobody sets: what comes of it is written there. */
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
 * What is missing from a source that did not render whole may still be there. A level that is another one with what hangs
 * on something that cannot be known is not known either.
 */
function knownPosture(base: Looked | null, head: Looked): WorkloadPosture[] {
  const unknown = notWhole(head);
  const wrong = base === null ? new Set<string>() : wronglyDeclared(base, head);
  const alike = base === null ? undefined : newChartTests(base.side.sources, head.side.sources);
  const isWhole = (source: string): boolean => !unknown.has(source);
  const all = posture(base === null ? null : postureSide(base), postureSide(head), alike, isWhole);
  const atWorst = posture(base === null ? null : withHanging(base), withHanging(head), alike, isWhole);
  const known = all.filter(
    ({ source, psa }, index) =>
      (psa.after !== null || !unknown.has(source)) &&
      !wrong.has(source) &&
      psa.before === atWorst[index]?.psa.before &&
      psa.after === atWorst[index].psa.after,
  );
  const unseen = base === null ? new Set<string>() : deployedUnseen(base, head);
  const quiet = base === null ? [] : quietlyChanged(base, head);
  return [...known, ...quiet].map((one) =>
    one.psa.before !== null && unseen.has(one.source) ? withoutAfter(one) : one,
  );
}

/** Workloads that nobody touched, of which another version of Pod Security says another level: their namespace asks for it. */
function quietlyChanged(base: Looked, head: Looked): WorkloadPosture[] {
  if (!differ(base, head)) return [];
  const [before, after] = [quietSide(base), quietSide(head)];
  return posture(before, after).filter(
    ({ psa }) => psa.before !== null && psa.after !== null && psa.before !== psa.after,
  );
}

function quietSide({ quiet, evaluated }: Looked): PostureSide {
  return { manifests: manifestsOf(quiet), findings: evaluated.findings };
}

/** What is there by the name of its source now is not what was deployed. */
function withoutAfter(one: WorkloadPosture): WorkloadPosture {
  return { ...one, psa: { ...one.psa, after: null }, unknown: true };
}

/** As if all were so that may be. */
function withHanging(looked: Looked): PostureSide {
  const { manifests, findings } = postureSide(looked);
  const hanging = looked.evaluated.hanging.flatMap(({ finding, elsewhere }) => (elsewhere === true ? [] : [finding]));
  return { manifests, findings: [...findings, ...hanging] };
}

/** Of a source in two ways, as it is deployed; so of an object that moved into another source, and is looked at in both. */
function postureSide({ side, renderings, evaluated }: Looked): PostureSide {
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
