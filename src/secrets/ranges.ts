/** Masks ranges of a text. */

/** A range of a text in UTF-16 units; `end` is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Replaces a value of a Secret. */
export const MASK = '[masked]';

/** The text with the ranges masked. Lines, their indentation and the text beside a range stay. */
export function maskRanges(text: string, ranges: readonly Range[]): string {
  let masked = '';
  let at = 0;
  for (const { start, end } of joined(ranges)) {
    masked += text.slice(at, start) + maskLines(text.slice(start, end));
    at = end;
  }
  return masked + text.slice(at);
}

function maskLines(text: string): string {
  return text.split('\n').map(maskLine).join('\n');
}

function maskLine(line: string): string {
  const end = line.trimEnd().length;
  const start = line.length - line.trimStart().length;
  return end === 0 ? line : line.slice(0, start) + MASK + line.slice(end);
}

function joined(ranges: readonly Range[]): Range[] {
  const all: Range[] = [];
  for (const range of ranges.filter(({ start, end }) => end > start).toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last === undefined || last.end < range.start) all.push(range);
    else all[all.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
  }
  return all;
}
