/** Gives an edit the line ends of its file. */
import { diffArrays } from 'diff';
import { type LineEdit } from './line-edits.ts';

/**
 * The edit with the line ends of the file: unchanged lines keep theirs, a changed line takes the one it replaces, and
 * new lines take that of the line above. A last line without a break stays without one.
 *
 * @param lines the lines of the file, split at `\n`
 */
export function withLineEnds(lines: readonly string[], edit: LineEdit): LineEdit {
  const { first, last, replacement } = edit;
  // The result depends only on these lines and the one above.
  const near = lines.slice(Math.max(0, first - 2), last);
  if (!replacement.includes('\r') && !near.some(isCarried)) return edit;
  if (replacement === '') return withoutLastBreak(lines, edit);
  const written = replacement.split('\n').map(bare);
  const ends = endsOf(lines, first, last, written);
  if (last === lines.length) ends[ends.length - 1] = '';
  return { first, last, replacement: written.map((line, index) => line + (ends[index] ?? '')).join('\n') };
}

type End = '' | '\r';

function isCarried(line: string): boolean {
  return line.endsWith('\r');
}

function bare(line: string): string {
  return line.replace(/\r+$/, '');
}

function endsOf(lines: readonly string[], first: number, last: number, written: readonly string[]): End[] {
  const old = lines.slice(first - 1, last);
  const ends: End[] = [];
  let at = first - 1;
  let current = endAt(lines, first - 1) ?? endAt(lines, first - 2) ?? commonEnd(lines);
  let replaced: End[] = [];
  for (const { added, removed, count } of diffArrays(old.map(bare), [...written])) {
    const here = (index: number): End => endAt(lines, index) ?? current;
    if (removed) replaced = Array.from({ length: count }, (_, index) => here(at + index));
    for (let index = 0; index < count && !removed; index++) {
      current = added ? (replaced[index] ?? current) : here(at + index);
      ends.push(current);
    }
    if (!added) at += count;
    if (!removed) replaced = [];
  }
  return ends;
}

/** Null where there is no such line, and for the last line, which has no break. */
function endAt(lines: readonly string[], index: number): End | null {
  const line = lines[index];
  if (line === undefined || index === lines.length - 1) return null;
  return isCarried(line) ? '\r' : '';
}

/** For a file of one line, the line end in its own text. */
function commonEnd(lines: readonly string[]): End {
  return lines.some(isCarried) ? '\r' : '';
}

/** Removing the last line also removes the break before it, `\r` included. */
function withoutLastBreak(lines: readonly string[], edit: LineEdit): LineEdit {
  const above = lines[edit.first - 2];
  if (edit.last !== lines.length || above === undefined || !isCarried(above) || bare(above) === '') return edit;
  return { first: edit.first - 1, last: edit.last, replacement: bare(above) };
}
