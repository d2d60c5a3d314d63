import { within } from './border.ts';
import { buildTemplates } from './build-template.ts';
import { posture, type Side as PostureSide } from './compare/posture.ts';
import { newChartTests } from './discover/chart-tests.ts';
import { type Deadline, tooLate } from './deadline.ts';
import { withStanding } from './standing-problems.ts';
import { groupBy } from './groups.ts';
import { withIncluded } from './locate/values/templates.ts';
import { onceEach } from './once-each.ts';
import { at } from './json.ts';
import { isPartial, manifestsOf } from './inspect.ts';
import { readablePlace } from './locate/readable-place.ts';
import { type LaidOver } from './locate/kustomize.ts';
import { type Locator, locatorOf } from './locate/locate.ts';
import { type Looked, notWhole, waiverAt, waiversUsed, wronglyDeclared } from './looked.ts';
import {
  type Compared,
  type DeployedBy,
  type Finding,
  type MadeNamespace,
  type Manifest,
  type Path,
  type Place,
  type Problem,
  type Rendering,
  type ReportedSource,
  type ReportedUnknown,
  type Source,
  type TemplateOrigin,
  type ValuesOrigin,
  type WorkloadPosture,
} from './model.ts';
import { objectName } from './names.ts';
import { isExcused } from './render/defaults.ts';
import { isNamespaceOf } from './render/finish.ts';
import { inRepository, ours } from './remote/in-repository.ts';
import { type Setting } from './setting.ts';
import { suggestFor } from './suggest-for.ts';
import { type Suggested } from './suggest/suggest.ts';
import { type Texts } from './texts.ts';
import { type Tracer, tracerOf } from './trace.ts';
import { unknownIn, type Weight } from './unknown.ts';
import { patchesOver } from './writing/patches.ts';
import { valuesFor } from './values-for.ts';

/** All that a report says of some sources. */
export interface Told {
  readonly sources: readonly ReportedSource[];
  /** In the order of the sources. */
  readonly findings: readonly Finding[];
  readonly workloads: readonly WorkloadPosture[];
  readonly unknown: readonly ReportedUnknown[];
  /** Keys of the waivers that speak of something that was found. */
  readonly waivers: readonly string[];
  /** Of their renderings and evaluations. */
  readonly problems: readonly Problem[];
  readonly evaluations: number;
}

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
    evaluations: head.evaluated.evaluations,
  };
}

function renderProblems({ base, head, setting }: Telling): Promise<readonly Problem[]> {
  const all = (): readonly Problem[] => head.renderings.flatMap(({ problems }) => problems);
  if (base === null || setting.config.failOnExistingProblems) return Promise.resolve(all());
  const part = { stage: 'evaluate', subject: 'which problems stood before' } as const;
  return setting.borders.around(part, () => withStanding(base, head), all);
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
async function placed({ manifest, path }: Compared, locate: Locator, deadline: Deadline): Promise<Place> {
  if (deadline.isOver()) return { kind: 'summary', why: `Its line was not looked for: ${tooLate(deadline)}` };
  return within(
    () => locate(manifest, path),
    (why) => ({ kind: 'summary', why: `Its line could not be looked for: ${why}.` }),
  );
}

/** Edits are proven on what an installation renders. */
function unproven({ manifest, fix }: Compared): Suggested | undefined {
  if (manifest.when === undefined || fix.length === 0) return undefined;
  return {
    kind: 'none',
    why: 'It is rendered in an upgrade of the release only; edits are proven on an installation.',
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
  return new Map(
    [...names].map(([source, mine]) => [
      source,
      [...new Set(mine.flatMap(({ manifest: { origin } }) => (origin.kind === 'helm' ? [origin.name] : [])))],
    ]),
  );
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
    return source?.kind === 'helm' && names.length > 0 ? new Set(await withIncluded(names, source, side.texts)) : null;
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
    laidOver: (id) => laidOver(sources.get(id), side.texts),
  });
}

type Lines = Extract<Place, { kind: 'lines' }>;

function finishedBy(source: Source | undefined, { object }: Manifest, path: Path): Lines | MadeNamespace | null {
  if (source === undefined || source.finishing === null) return null;
  const writing = source.finishing.namespaces.findLast(
    ({ name, metadata }) => isNamespaceOf(object, name) && at({ metadata: { ...metadata } }, path) !== undefined,
  );
  return writing ?? source.deployment?.place ?? null;
}

function laidOver(source: Source | undefined, texts: Texts): LaidOver | null {
  if (source?.kind !== 'kustomize' || source.deployment === null || Object.keys(source.overrides).length === 0)
    return null;
  return { declared: source.deployment.place, patches: patchesOver(texts, source) };
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
    values: source.kind === 'helm' ? source.values : [],
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
  const all = posture(base === null ? null : postureSide(base), postureSide(head), alike);
  const atWorst = posture(base === null ? null : withHanging(base), withHanging(head), alike);
  return all.filter(
    ({ source, psa }, index) =>
      (psa.after !== null || !unknown.has(source)) &&
      !wrong.has(source) &&
      psa.before === atWorst[index]?.psa.before &&
      psa.after === atWorst[index].psa.after,
  );
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
