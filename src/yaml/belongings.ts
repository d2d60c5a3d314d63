/** Finds the end of a value's lines, including comments that belong to it. */
import { columnOf, lineEndOf } from './layout.ts';

/**
 * Where new lines can be inserted below a value that ends at `at`: the end of its last line, or of following comments
 * that are indented deeper than `column`, because these belong to the value.
 */
export function endOfBelongings(text: string, at: number, column: number): number {
  let end = lineEndOf(text, at);
  for (let line = nextLine(text, end); line !== null; line = nextLine(text, line.end)) {
    if (line.isBlank) continue;
    if (!line.isComment || line.column <= column) return end;
    end = line.end;
  }
  return end;
}

interface Line {
  readonly end: number;
  readonly column: number;
  readonly isBlank: boolean;
  readonly isComment: boolean;
}

function nextLine(text: string, end: number): Line | null {
  const start = text.indexOf('\n', end) + 1;
  if (start === 0) return null;
  const lineEnd = lineEndOf(text, start);
  const content = text.slice(start, lineEnd).search(/\S/);
  if (content === -1) return { end: lineEnd, column: 0, isBlank: true, isComment: false };
  const at = start + content;
  return { end: lineEnd, column: columnOf(text, at), isBlank: false, isComment: text[at] === '#' };
}
