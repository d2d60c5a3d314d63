/** Finds edits of a chart's values or templates that may fix findings of one object. */
import { type Compared } from '../../../model/finding.ts';
import { type HelmSource, type Origin } from '../../../model/source.ts';
import { openYaml } from '../../../yaml/positions.ts';
import { type Candidate } from '../../candidates/candidate.ts';
import { planInNamedValues } from './in-named-values.ts';
import { planInTemplate } from './in-template.ts';
import { planInValues, type Read } from './in-values.ts';
import { inOrder, type Unit } from '../../candidates/units.ts';
import { type CandidateContext } from '../../candidates/candidate-context.ts';

type HelmOrigin = Extract<Origin, { kind: 'helm' }>;

/** Where a chart is edited: values or template. */
export type FixLocation = CandidateContext['prefer'];

/** Findings about one object in one render of a chart. */
export interface ChartCase extends Unit {
  readonly source: HelmSource;
  readonly origin: HelmOrigin;
}

/** The findings about the first finding's object in its render; null for objects that no chart rendered. */
export function chartCaseOf(findings: readonly Compared[], context: CandidateContext): ChartCase | null {
  const [first] = findings;
  if (first?.manifest.origin.kind !== 'helm') return null;
  const source = context.source(first.manifest.source);
  const here = findings.filter(({ manifest }) => manifest === first.manifest);
  if (source?.kind !== 'helm') return null;
  return { source, origin: first.manifest.origin, findings: here, operations: inOrder(here.flatMap(({ fix }) => fix)) };
}

/** Edits of this repository's files, best first, with links followed. None where the chart cannot be traced. */
export async function* chartCandidates(
  unit: ChartCase,
  location: FixLocation,
  context: CandidateContext,
): AsyncGenerator<Candidate> {
  for await (const candidate of candidatesIn(unit, location, context))
    yield { ...candidate, file: context.texts.holder(candidate.file) };
}

async function* candidatesIn(
  unit: ChartCase,
  location: FixLocation,
  context: CandidateContext,
): AsyncGenerator<Candidate> {
  const traced = await context.trace(unit.source);
  if (traced === null) return;
  const lines = traced.lines.get(unit.origin.name) ?? null;
  const files = new Set([unit.origin.template, ...(lines ?? []).flatMap((line) => (line === null ? [] : [line.file]))]);
  if (location === 'template') {
    if (lines !== null) yield* await inTemplates(unit, lines, files, context);
    return;
  }
  yield* await planInNamedValues(unit, unit.source, context);
  const reads = traced.reads.filter(({ file }) => files.has(file));
  const near = lines === null ? null : nearest(unit, lines);
  for await (const planned of planInValues(unit, unit.source, reads, near, context)) {
    if (context.mayEdit(planned.file)) yield planned;
  }
}

type Lines = readonly ({ readonly file: string; readonly line: number } | null)[];

async function inTemplates(
  unit: ChartCase,
  lines: Lines,
  files: ReadonlySet<string>,
  { texts, mayEdit }: CandidateContext,
): Promise<Candidate[]> {
  const templates = new Map<string, readonly string[]>();
  for (const file of files) {
    const text = mayEdit(texts.holder(file)) ? await texts.of(file) : null;
    if (text?.ok === true) templates.set(file, text.text.split('\n'));
  }
  return planInTemplate(unit, { origin: unit.origin, lines, template: (file) => templates.get(file) ?? null });
}

/** The template line that printed the first field to be changed. */
function nearest({ origin, operations }: ChartCase, lines: Lines): Read | null {
  const path = operations[0]?.path ?? [];
  const located = openYaml(origin.text).locate(0, [...origin.item, ...path]);
  const from = located === null ? null : (lines[origin.start + located.first - 1] ?? null);
  return from === null ? null : { ...from, path: [] };
}
