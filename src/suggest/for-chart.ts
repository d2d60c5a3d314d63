import { canonical } from '../json.ts';
import { groupBy } from '../groups.ts';
import { namedPath } from '../identity/identity.ts';
import { type Compared, type HelmSource, type Origin } from '../model.ts';
import { objectName } from '../names.ts';
import { openYaml } from '../yaml/positions.ts';
import { type Candidate } from './candidate.ts';
import { touch } from './edit-file.ts';
import { joinNeighbours, type Plan, type Planning } from './in-files.ts';
import { planInTemplate } from './in-template.ts';
import { planInValues, type Read } from './in-values.ts';
import { prove } from './prove.ts';
import { inOrder, type Unit } from './units.ts';
import { type Workshop } from './workshop.ts';

type HelmOrigin = Extract<Origin, { kind: 'helm' }>;

/** The same unit of the same object, in every render of the chart that has it. */
interface Case extends Unit {
  readonly source: HelmSource;
  readonly origin: HelmOrigin;
}

/** How often what a value does not mend in other renders is tried again there. */
const mostRounds = 3;

/** Proven plans for the findings of one chart, over all of its value files. */
export async function suggestForChart(findings: readonly Compared[], workshop: Workshop): Promise<Planning> {
  const plans: Plan[] = [];
  const none: { finding: Compared; why: string }[] = [];
  for (const group of groupBy(findings, unitKey).values()) {
    let left: readonly Compared[] = group;
    let why = 'neither a value nor a template line could be edited so that only this changes';
    for (let round = 0; round < mostRounds && left.length > 0; round++) {
      const found = await proven(left, plans, workshop);
      if (found.kind === 'none') {
        why = found.why ?? why;
        break;
      }
      plans.push(found.plan);
      const mended = new Set(found.plan.findings);
      left = left.filter((finding) => !mended.has(finding));
    }
    none.push(...left.map((finding) => ({ finding, why })));
  }
  return apart(plans, none, workshop);
}

function unitKey({ manifest, path }: Compared): string {
  const item = path.findLastIndex((part) => typeof part === 'number');
  const name = manifest.origin.kind === 'helm' ? manifest.origin.name : '';
  const { kind, name: object } = objectName(manifest.object);
  return canonical([name, kind, object, item === -1 ? [...path] : namedPath(manifest.object, path.slice(0, item + 1))]);
}

type Found = { readonly kind: 'plan'; readonly plan: Plan } | { readonly kind: 'none'; readonly why: string | null };

/** The first candidate that mends the case in one render, and then does no harm in any other. */
async function proven(findings: readonly Compared[], plans: readonly Plan[], workshop: Workshop): Promise<Found> {
  const cases = caseOf(findings, workshop);
  if (cases === null) return { kind: 'none', why: null };
  let why: string | null = null;
  for (const candidate of await candidatesFor(cases, workshop)) {
    if (plans.some((plan) => isSame(plan.candidate, candidate))) continue;
    const searched = await prove([candidate], findings, workshop, [cases.source]);
    const mended = searched.ok && cases.findings.every(({ fingerprint }) => searched.gone.has(fingerprint));
    const elsewhere = workshop.readers(candidate.file).some(({ id }) => id !== cases.source.id);
    const proof = mended && elsewhere ? await prove([candidate], findings, workshop) : searched;
    if (!proof.ok) why = proof.why;
    if (!mended || !proof.ok) continue;
    return {
      kind: 'plan',
      plan: { candidate, findings: findings.filter(({ fingerprint }) => proof.gone.has(fingerprint)) },
    };
  }
  return { kind: 'none', why };
}

function isSame(a: Candidate, b: Candidate): boolean {
  return (
    a.file === b.file &&
    canonical([a.edit.first, a.edit.last, a.edit.replacement]) ===
      canonical([b.edit.first, b.edit.last, b.edit.replacement])
  );
}

/** The case in the first render that has it. */
function caseOf(findings: readonly Compared[], workshop: Workshop): Case | null {
  const [first] = findings;
  if (first?.manifest.origin.kind !== 'helm') return null;
  const source = workshop.source(first.manifest.source);
  const here = findings.filter(({ manifest }) => manifest === first.manifest);
  if (source?.kind !== 'helm') return null;
  return { source, origin: first.manifest.origin, findings: here, operations: inOrder(here.flatMap(({ fix }) => fix)) };
}

/** Values first, as a maintainer would; then the template. */
async function candidatesFor(unit: Case, workshop: Workshop): Promise<Candidate[]> {
  const traced = await workshop.trace(unit.source);
  if (traced === null) return [];
  const lines = traced.lines.get(unit.origin.name) ?? null;
  const near = lines === null ? null : nearest(unit, lines);
  const files = new Set([unit.origin.template, ...(lines ?? []).flatMap((line) => (line === null ? [] : [line.file]))]);
  const reads = traced.reads.filter(({ file }) => files.has(file));
  const inValues = await planInValues(unit, unit.source, reads, near, workshop.texts);
  const templates = new Map<string, readonly string[]>();
  for (const file of files) {
    const text = workshop.mayEdit(file) ? await workshop.texts.of(file) : null;
    if (text?.ok === true) templates.set(file, text.text.split('\n'));
  }
  const inTemplate =
    lines === null
      ? []
      : planInTemplate(unit, { origin: unit.origin, lines, template: (file) => templates.get(file) ?? null });
  return [...inValues, ...inTemplate].filter(({ file }) => workshop.mayEdit(file));
}

/** The template line of the first thing to be changed. */
function nearest({ origin, operations }: Case, lines: readonly ({ file: string; line: number } | null)[]): Read | null {
  const path = operations[0]?.path ?? [];
  const located = openYaml(origin.text).locate(0, [...origin.item, ...path]);
  const from = located === null ? null : (lines[origin.start + located.first - 1] ?? null);
  return from === null ? null : { ...from, path: [] };
}

/** Joins what stands together; of edits that can't be made one, the first stays. */
async function apart(plans: readonly Plan[], none: Planning['none'], workshop: Workshop): Promise<Planning> {
  const kept: Plan[] = [];
  const dropped: Plan[] = [];
  for (const plan of await joinNeighbours(plans, workshop.texts)) {
    const clash = kept.some(
      ({ candidate }) => candidate.file === plan.candidate.file && touch(candidate.edit, plan.candidate.edit),
    );
    (clash ? dropped : kept).push(plan);
  }
  const together = await prove(
    kept.map(({ candidate }) => candidate),
    kept.flatMap(({ findings }) => findings),
    workshop,
  );
  const safe = together.ok ? kept : await oneByOne(kept, workshop);
  const lost = [...dropped, ...kept.filter((plan) => !safe.includes(plan))];
  const why = 'its edit stands too close to another suggestion; take that one first';
  return {
    plans: safe,
    none: [...none, ...lost.flatMap(({ findings }) => findings.map((finding) => ({ finding, why })))],
  };
}

async function oneByOne(plans: readonly Plan[], workshop: Workshop): Promise<Plan[]> {
  const safe: Plan[] = [];
  for (const plan of plans) {
    const tried = [...safe, plan];
    const proof = await prove(
      tried.map(({ candidate }) => candidate),
      tried.flatMap(({ findings }) => findings),
      workshop,
    );
    if (proof.ok) safe.push(plan);
  }
  return safe;
}
