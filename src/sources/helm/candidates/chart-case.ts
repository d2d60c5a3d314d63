import { type Compared } from '../../../model/finding.ts';
import { type Origin } from '../../../model/manifest.ts';
import { type HelmSource } from '../../../model/source.ts';
import { openYaml } from '../../../yaml/positions.ts';
import { type Candidate } from '../../candidates/candidate.ts';
import { planInNamedValues } from './in-named-values.ts';
import { planInTemplate } from './in-template.ts';
import { planInValues, type Read } from './in-values.ts';
import { inOrder, type Unit } from '../../candidates/units.ts';
import { type Workbench } from '../../candidates/workbench.ts';

type HelmOrigin = Extract<Origin, { kind: 'helm' }>;

/** What a chart is mended in. */
export type Means = Workbench['prefer'];

/** Findings of one object in one render of a chart. */
export interface Case extends Unit {
  readonly source: HelmSource;
  readonly origin: HelmOrigin;
}

/** The findings that are of the first one's object in its render; null for what no chart rendered. */
export function caseOf(findings: readonly Compared[], workbench: Workbench): Case | null {
  const [first] = findings;
  if (first?.manifest.origin.kind !== 'helm') return null;
  const source = workbench.source(first.manifest.source);
  const here = findings.filter(({ manifest }) => manifest === first.manifest);
  if (source?.kind !== 'helm') return null;
  return { source, origin: first.manifest.origin, findings: here, operations: inOrder(here.flatMap(({ fix }) => fix)) };
}

/** Edits of files that are this repository's, best first, links followed. None where the chart can't be traced. */
export async function* candidatesFor(unit: Case, means: Means, workbench: Workbench): AsyncGenerator<Candidate> {
  for await (const candidate of candidatesIn(unit, means, workbench))
    yield { ...candidate, file: workbench.texts.holder(candidate.file) };
}

async function* candidatesIn(unit: Case, means: Means, workbench: Workbench): AsyncGenerator<Candidate> {
  const traced = await workbench.trace(unit.source);
  if (traced === null) return;
  const lines = traced.lines.get(unit.origin.name) ?? null;
  const files = new Set([unit.origin.template, ...(lines ?? []).flatMap((line) => (line === null ? [] : [line.file]))]);
  if (means === 'template') {
    if (lines !== null) yield* await inTemplates(unit, lines, files, workbench);
    return;
  }
  yield* await planInNamedValues(unit, unit.source, workbench);
  const reads = traced.reads.filter(({ file }) => files.has(file));
  const near = lines === null ? null : nearest(unit, lines);
  for await (const planned of planInValues(unit, unit.source, reads, near, workbench)) {
    if (workbench.mayEdit(planned.file)) yield planned;
  }
}

type Lines = readonly ({ readonly file: string; readonly line: number } | null)[];

async function inTemplates(
  unit: Case,
  lines: Lines,
  files: ReadonlySet<string>,
  { texts, mayEdit }: Workbench,
): Promise<Candidate[]> {
  const templates = new Map<string, readonly string[]>();
  for (const file of files) {
    const text = mayEdit(texts.holder(file)) ? await texts.of(file) : null;
    if (text?.ok === true) templates.set(file, text.text.split('\n'));
  }
  return planInTemplate(unit, { origin: unit.origin, lines, template: (file) => templates.get(file) ?? null });
}

/** The template line of the first thing to be changed. */
function nearest({ origin, operations }: Case, lines: Lines): Read | null {
  const path = operations[0]?.path ?? [];
  const located = openYaml(origin.text).locate(0, [...origin.item, ...path]);
  const from = located === null ? null : (lines[origin.start + located.first - 1] ?? null);
  return from === null ? null : { ...from, path: [] };
}
