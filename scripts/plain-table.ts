/** Formats a table without lines for a terminal or log. */
import Table from 'cli-table3';

type Row = readonly string[];

const noLines: Readonly<Record<string, string>> = Object.fromEntries(
  ['top', 'bottom', 'mid', 'left', 'right'].flatMap((side): readonly (readonly [string, string])[] => [
    [side, ''],
    ...['mid', 'left', 'right'].map((corner) => [`${side}-${corner}`, ''] as const),
  ]),
);

/** A table without lines. The first column is left-aligned, the others are right-aligned. */
export function plainTable(head: Row, rows: readonly Row[]): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    chars: { ...noLines, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
