/** Formats rows as a table in Markdown. */

type Row = readonly string[];

/** A table of Markdown with its columns set under each other, as Prettier sets them. */
export function markdownTable(head: Row, rows: readonly Row[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => (row[column] ?? '').length)));
  const line = (row: Row): string => {
    const padded = widths.map((width, column) => (row[column] ?? '').padEnd(width));
    return `| ${padded.join(' | ')} |`;
  };
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}
