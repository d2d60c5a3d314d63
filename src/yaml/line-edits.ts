/** Expresses changes as whole lines, as review suggestions need them. */
import { diffArrays } from 'diff';

/**
 * Replaces lines first..last of the original (1-based, inclusive). The text is joined by `\n` without a final break,
 * and keeps the `\r` of CRLF files; `""` deletes the lines.
 */
export interface LineEdit {
  readonly first: number;
  readonly last: number;
  readonly replacement: string;
}

/**
 * The smallest line edits that turn `before` into `after`, sorted and without overlap. An insertion repeats the line
 * above it (at the beginning: the line below), because an edit always replaces lines. `line` is the number of the first
 * line.
 */
export function lineEdits(before: string, after: string, line = 1): LineEdit[] {
  const old = before.split('\n');
  const hunks = joinOverlapping(hunksOf(old, after.split('\n')).map((hunk) => anchored(hunk, old)));
  return hunks.map(({ start, count, lines }) => ({
    first: start + line,
    last: start + count + line - 1,
    replacement: lines.join('\n'),
  }));
}

/** The text after edits, which must not overlap, in any order. */
export function applyEdits(text: string, edits: readonly LineEdit[]): string {
  const lines: (string | null)[] = text.split('\n');
  for (const { first, last, replacement } of edits) {
    lines.fill(null, first - 1, last);
    if (replacement !== '') lines[first - 1] = replacement;
  }
  return lines.filter((line) => line !== null).join('\n');
}

/**
 * Merges edits of the same lines into one if each changes different lines; null where two change the same line.
 * Insertions at the same place keep their order.
 */
export function mergeEdits(lines: readonly string[], edits: readonly LineEdit[]): LineEdit | null {
  const first = edits.reduce((least, edit) => Math.min(least, edit.first), Infinity);
  const last = edits.reduce((most, edit) => Math.max(most, edit.last), 0);
  const hunks = edits.flatMap((edit) => hunksIn(lines, edit)).sort((a, b) => a.start - b.start);
  const merged: string[] = [];
  let at = first - 1;
  for (const { start, count, lines: added } of hunks) {
    if (start < at) return null;
    for (const line of [...lines.slice(at, start), ...added]) merged.push(line);
    at = start + count;
  }
  const replacement = [...merged, ...lines.slice(at, last)];
  // An empty text would delete the line.
  return replacement.join('\n') === '' && replacement.length > 0
    ? null
    : { first, last, replacement: replacement.join('\n') };
}

function hunksIn(lines: readonly string[], { first, last, replacement }: LineEdit): Hunk[] {
  const old = lines.slice(first - 1, last);
  const after = replacement === '' ? [] : replacement.split('\n');
  return hunksOf(old, after).map((hunk) => ({ ...hunk, start: hunk.start + first - 1 }));
}

/** 0-based: `count` lines from `start` become `lines`. */
interface Hunk {
  readonly start: number;
  readonly count: number;
  readonly lines: readonly string[];
}

function hunksOf(before: string[], after: string[]): Hunk[] {
  const hunks: Hunk[] = [];
  let at = 0;
  let open: Hunk | null = null;
  for (const { added, removed, value } of diffArrays(before, after)) {
    if (!added && !removed) {
      if (open !== null) hunks.push(open);
      open = null;
    } else {
      open ??= { start: at, count: 0, lines: [] };
      open = added ? { ...open, lines: [...open.lines, ...value] } : { ...open, count: open.count + value.length };
    }
    if (!added) at += value.length;
  }
  return open === null ? hunks : [...hunks, open];
}

/** Extends a hunk so that it replaces a line and its text is not empty, which would mean "delete". */
function anchored(hunk: Hunk, old: readonly string[]): Hunk {
  const { start, count, lines } = hunk;
  if (count > 0 && lines.join('\n') !== '') return hunk;
  if (count > 0 && lines.length === 0) return hunk;
  const above = start === 0 ? undefined : old[start - 1];
  if (above !== undefined) return { start: start - 1, count: count + 1, lines: [above, ...lines] };
  return { start, count: count + 1, lines: [...lines, old[start + count] ?? ''] };
}

/** Joins hunks that were both anchored at the first line of the text. */
function joinOverlapping(hunks: readonly Hunk[]): Hunk[] {
  return hunks.reduce<Hunk[]>((joined, hunk) => {
    const before = joined.at(-1);
    if (before === undefined || before.start + before.count <= hunk.start) return [...joined, hunk];
    const lines = [...before.lines.slice(0, -1), ...hunk.lines];
    return [...joined.slice(0, -1), { start: before.start, count: before.count + hunk.count - 1, lines }];
  }, []);
}
