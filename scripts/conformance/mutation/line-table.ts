/** Formats the results of changing source lines as a table by class. */
import { plainTable } from '../../plain-table.ts';
import { lineClasses } from './line-class.ts';
import type { RenderedLine } from './rendered-documents.ts';
import type { SourceLine, Trial } from './try-lines.ts';

/** A source line that was changed, and the rendered lines for which it was drawn: each of these is a claim. */
export interface Tried extends Trial {
  readonly line: SourceLine;
  readonly drawn: readonly RenderedLine[];
}

/** One row per class and one for all, then the lines that were not exact. */
export function linesTable(lines: readonly SourceLine[], tried: readonly Tried[]): string[] {
  const rows = lineClasses.flatMap((each) => {
    const all = lines.filter((line) => line.class === each);
    const some = tried.filter(({ line }) => line.class === each);
    return all.length === 0 ? [] : [row(each, all, some)];
  });
  const head = ['class', 'source lines', 'drawn', 'claims', 'not changed', 'refused', 'tried', 'exact', ''];
  return [
    plainTable(head, [...rows, row('all', lines, tried)]),
    ...tried
      .filter(({ outcome }) => outcome !== 'exact')
      .map(({ line, outcome, why }) => [line.class, spelled(line), outcome, why].join(': ')),
  ];
}

function row(name: string, lines: readonly SourceLine[], tried: readonly Tried[]): string[] {
  const claims = (...outcomes: Trial['outcome'][]): number =>
    tried.filter(({ outcome }) => outcomes.includes(outcome)).reduce((sum, { drawn }) => sum + drawn.length, 0);
  const counted = claims('exact', 'different');
  const numbers = [
    distinct(lines),
    distinct(tried.map(({ line }) => line)),
    claims('exact', 'different', 'refused', 'no change known'),
    claims('no change known'),
    claims('refused'),
    counted,
    claims('exact'),
  ];
  const share = counted === 0 ? '-' : `${((100 * claims('exact')) / counted).toFixed(2)} %`;
  return [name, ...numbers.map(String), share];
}

function distinct(lines: readonly SourceLine[]): number {
  return new Set(lines.map(nameOf)).size;
}

/** Equal for the same line of a chart, whatever values it is rendered with. */
export function nameOf({ subject, file, line }: SourceLine): string {
  return `${subject.item.path}/${file}:${line + 1}`;
}

function spelled(line: SourceLine): string {
  return `${line.subject.item.name}: ${line.file}:${line.line + 1}`;
}
