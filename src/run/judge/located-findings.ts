/** Gives each compared finding its place, origin and suggestion. */
import { type Place } from '../../model/problem.ts';
import { within } from '../../foundation/border.ts';
import { buildTemplates } from '../../sources/kustomize/locate/build-template.ts';
import { type Deadline, tooLate } from '../open/deadline.ts';
import { readablePlace } from '../../sources/locate/readable-place.ts';
import { type Locator } from '../../sources/locate/locate.ts';
import { wrongEntry } from '../../sources/locate/wrong-entry.ts';
import { type Compared, isOfBase } from '../../model/finding.ts';
import { type Tree } from '../../model/tree.ts';
import { placeLabel } from '../../report/labels.ts';
import { type Finding } from '../../model/report.ts';
import { type TemplateOrigin, type ValuesOrigin } from '../../model/suggestion.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import { inRepository, ours } from '../../sources/remote/in-repository.ts';
import { placeOfRemoval } from './removed-place.ts';
import { risksOf } from './risk.ts';
import { inValues } from './in-values.ts';
import { suggestFor } from './suggest-for.ts';
import { NO_FIX, type Suggested } from '../../fixes/suggest.ts';
import { tracerOf } from '../../sources/helm/trace/trace.ts';
import { valuesFor } from './values-for.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type JudgeInput } from './judge-input.ts';
import { locatorIn, tracedIn, templatesBySource } from './locators.ts';

export async function findingsOf({ wantsFix, setting, base, head, compared }: JudgeInput): Promise<Finding[]> {
  const here = compared.filter((finding) => !isOfBase(finding));
  const traced = base === null ? here : tracedIn(here);
  const tracer = tracerOf(head, setting, templatesBySource(traced));
  const atHead = locatorIn(head, tracer, traced, setting);
  const gone = compared.filter(isOfBase);
  const atBase =
    base === null ? atHead : locatorIn(base, tracerOf(base, setting, templatesBySource(gone)), gone, setting);
  const toFix = here.filter((finding) => wantsFix(finding) && finding.manifest.when === undefined);
  const { borders } = setting;
  const values = await borders.around(
    { stage: 'locate', subject: 'which values decide what was found' },
    () => valuesFor(toFix, head, tracer, setting),
    (): Awaited<ReturnType<typeof valuesFor>> => ({ origins: new Map(), switches: new Map() }),
  );
  const suggested = await borders.around(
    { stage: 'suggest', subject: 'which edits fix what was found' },
    () => suggestFor(toFix, head, tracer, setting, values),
    () => new Map<Compared, Suggested>(),
  );
  const riskOf = risksOf(head, setting);
  const templateAtHead = buildTemplates(head.side, setting);
  const templateAtBase = base === null ? templateAtHead : buildTemplates(base.side, setting);
  const judged = async (finding: Compared): Promise<Finding> => {
    const templateOf = isOfBase(finding) ? templateAtBase : templateAtHead;
    const [locate, side] = isOfBase(finding) && base !== null ? [atBase, base.side] : [atHead, head.side];
    const found = await placed(finding, locate, setting.deadline);
    const { place, template: packed } = readablePlace(found, side.tree.files);
    const brought = side.brought.get(finding.manifest.source) ?? [];
    const template =
      packed ??
      (await within(
        () => templateOf(finding.manifest, finding.path, place),
        () => null,
      ));
    const value = ours(values.origins.get(finding));
    const origin = originOf(value, template);
    const suggestion = suggested.get(finding) ?? (wantsFix(finding) ? unproven(finding) : undefined);
    const risk = isOfBase(finding)
      ? null
      : borders.aroundNow(
          { stage: 'evaluate', subject: 'what makes findings matter more' },
          () => riskOf(finding),
          () => null,
        );
    const said = findingOf(finding, place, origin, suggestion);
    const inTemplate = inRepository(risk === null ? said : { ...said, risk }, brought);
    const located = packed === null ? await inValues(inTemplate, finding, found, value, locate) : inTemplate;
    if (finding.removed !== true) return located;
    const decided = base === null ? null : await placeDecided(located.place, finding, base, head);
    return { ...located, place: decided ?? placeAtHead(located.place, head.side.tree.files) };
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

/** The line at head that takes an object away whose own file stays as it is. */
async function placeDecided(
  place: Place,
  { manifest: { source } }: Compared,
  base: InspectedSide,
  head: InspectedSide,
): Promise<Place | null> {
  if (place.kind === 'summary') return null;
  return within(
    () => placeOfRemoval(place.file, source, base, head),
    () => null,
  );
}

/** Where people look at head for what base had: the file, or the summary if it is gone. */
function placeAtHead(place: Place, files: Tree['files']): Place {
  if (place.kind === 'summary') return place;
  const where = placeLabel(place) ?? place.file;
  if (!files.has(place.file)) return { kind: 'summary', why: `It was in ${where}, which the change removes.` };
  return { kind: 'file', file: place.file, why: `It was in ${where} at the base.` };
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

function originOf(values: ValuesOrigin | undefined, template: TemplateOrigin | null): NonNullable<Finding['origin']> {
  return { ...(values === undefined ? {} : { values }), ...(template === null ? {} : { template }) };
}

function findingOf(
  finding: Compared,
  place: Finding['place'],
  origin: NonNullable<Finding['origin']>,
  suggested: Suggested | undefined,
): Finding {
  const { rule, severity, enforcement, status, manifest, path, message, fingerprint, waiver, lost, removed } = finding;
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
    ...(removed === undefined ? {} : { removed }),
    ...(lost === undefined ? {} : { lost: true, was: lost.was }),
  };
}
