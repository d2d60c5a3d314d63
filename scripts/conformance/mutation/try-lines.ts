/** Changes source lines of a chart one by one, and checks which rendered lines change. */
import type { Engines } from '../../../src/engine/engines.ts';
import { groupBy } from '../../../src/foundation/groups.ts';
import type { Case } from '../cases.ts';
import { type Claims, claimsOf } from './claims.ts';
import { classesOf, type LineClass } from './line-class.ts';
import { withMarkedLine } from './marked-line.ts';
import { nativeChart, type NativeChart } from './native.ts';
import { openChart, type OpenChart } from './open-chart.ts';
import { markedLines, otherwiseRendered, type RenderedLine } from './rendered-documents.ts';
import { type Piece, templatePieces } from './template-pieces.ts';

/** A case, and the folder to which its paths are relative. */
export interface Subject {
  readonly fixtures: string;
  readonly item: Case;
  /** Whether its subcharts have aliases. */
  readonly aliased: boolean;
}

export interface OpenSubject extends Subject {
  readonly chart: OpenChart;
  /** Templates that differ between the two renders: there are no claims about these. */
  readonly ignored: ReadonlySet<string>;
}

/** A line of a template, with all rendered lines that are said to come from it. */
export interface SourceLine extends Claims {
  readonly subject: OpenSubject;
  readonly class: LineClass;
}

/** The result of changing a source line. */
export interface Trial {
  readonly outcome: 'exact' | 'different' | 'refused' | 'no change known';
  readonly why: string;
}

export async function openSubject(subject: Subject, engines: Engines): Promise<OpenSubject> {
  const chart = await openChart(subject.fixtures, subject.item, engines);
  const native = await nativeFor(subject);
  try {
    const stream = await native.render(new Map());
    if (stream === null) throw new Error(`${subject.item.name} is not rendered by Helm`);
    return { ...subject, chart, ignored: otherwiseRendered(chart.manifests, stream) };
  } finally {
    await native.close();
  }
}

/** All lines of a chart's templates from which a rendered line is said to come. */
export async function sourceLines(subject: OpenSubject, shift: number): Promise<SourceLine[]> {
  const { chart, ignored, aliased } = subject;
  const found: SourceLine[] = [];
  for (const [file, lines] of groupBy(claimsOf(chart, ignored, shift), (claims) => claims.file)) {
    const classes = classesOf(file, await pieces(chart, file), aliased);
    found.push(...lines.map((claims) => ({ ...claims, subject, class: classes[claims.line] ?? 'text' })));
  }
  return found;
}

/** Changes source lines of one subject, one at a time. */
export async function tryLines<Line extends Claims>(
  subject: OpenSubject,
  lines: readonly Line[],
): Promise<Map<Line, Trial>> {
  const native = await nativeFor(subject);
  const trials = new Map<Line, Trial>();
  try {
    for (const line of lines) trials.set(line, await tryLine(subject, line, native));
  } finally {
    await native.close();
  }
  return trials;
}

/** With --debug, Helm also prints invalid YAML. */
function nativeFor({ fixtures, item }: Subject): Promise<NativeChart> {
  return nativeChart(fixtures, { ...item, args: [...item.args, '--debug'] });
}

async function pieces({ texts }: OpenChart, file: string): Promise<Piece[]> {
  const text = await texts.of(file);
  return text.ok ? templatePieces(text.text) : [];
}

async function tryLine(
  { chart, ignored }: OpenSubject,
  { file, line, rendered }: Claims,
  native: NativeChart,
): Promise<Trial> {
  const changed = withMarkedLine(await pieces(chart, file), line);
  if (changed === null) return { outcome: 'no change known', why: '' };
  const stream = await native.render(new Map([[file, changed]]));
  if (stream === null) return { outcome: 'refused', why: '' };
  const now = markedLines(chart.manifests, stream, ignored);
  return now === null ? { outcome: 'different', why: 'something else changed' } : judged(rendered, now);
}

function judged(claimed: ReadonlySet<RenderedLine>, changed: ReadonlySet<RenderedLine>): Trial {
  const said = (lines: readonly RenderedLine[]): string =>
    lines.length > 3 ? `${lines.slice(0, 3).join(' ')} and ${lines.length - 3} more` : lines.join(' ');
  const missing = [...claimed].filter((each) => !changed.has(each));
  const more = [...changed].filter((each) => !claimed.has(each));
  const why = [
    ...(missing.length > 0 ? [`unchanged: ${said(missing)}`] : []),
    ...(more.length > 0 ? [`changed, too: ${said(more)}`] : []),
  ];
  return { outcome: why.length === 0 ? 'exact' : 'different', why: why.join('; ') };
}
