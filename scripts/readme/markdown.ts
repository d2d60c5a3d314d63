/** Formats Markdown tables, and fills the generated parts of pages. */

/** The cells of a row, from left to right. */
type Row = readonly string[];

/** A GitHub table. Cells are Markdown from our own files, and are not escaped. */
export function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * Replaces the generated part `name` of a page.
 *
 * @throws {Error} if `text` has no part `name`.
 */
export function fill(text: string, name: string, content: string): string {
  const opening = `<!-- generated: ${name} -->`;
  const start = text.indexOf(opening);
  const end = text.indexOf('<!-- end -->', start);
  if (start === -1 || end === -1) throw new Error(`the page has no "${opening}" … "<!-- end -->"`);
  return `${text.slice(0, start + opening.length)}\n\n${content}\n\n${text.slice(end)}`;
}
