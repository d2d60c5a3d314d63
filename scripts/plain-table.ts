import Table from 'cli-table3';

type Row = readonly string[];

const noLines: Readonly<Record<string, string>> = Object.fromEntries(
  ['top', 'bottom', 'mid', 'left', 'right'].flatMap((side): readonly (readonly [string, string])[] => [
    [side, ''],
    ...['mid', 'left', 'right'].map((corner) => [`${side}-${corner}`, ''] as const),
  ]),
);

/** A table without lines, for a terminal or a log. The first column is set to the left, the others to the right. */
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
