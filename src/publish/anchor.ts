/** Chooses where in a pull request a remark is posted: on lines, on a file, or in the summary. */
import { type Lines, type Place } from '../model/problem.ts';
import { type Suggestion, type ValuesOrigin } from '../model/suggestion.ts';
import { DOCUMENT_BREAK, type LinesOfFile } from '../report/excerpt.ts';
import type { Remark } from '../report/remark.ts';
import { canApply, type Diff, type FileLines, hunkWith } from './diff.ts';

/** Where a remark is posted in a pull request. GitHub accepts comments on lines only where the diff shows them. */
export type Anchor =
  | ({ readonly kind: 'inline' } & FileLines)
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'summary' };

/** A place for a comment of its own. */
export type ThreadAnchor = Exclude<Anchor, { kind: 'summary' }>;

/**
 * The best place that GitHub accepts, in this order: the suggestion's lines, if they touch a finding's place, are in the
 * same hunk, or are in another file (then one click applies it: what a template prints is changed in the values); the
 * finding's place; the line of the value; the suggestion's lines anywhere; the nearest changed line of the same document; the file; the
 * summary. A suggestion whose values are a decision, or that GitHub could not apply, does not move the remark to its lines.
 */
export function anchorOf({ findings, suggestion: shared, shownAt }: Remark, diff: Diff, lines: LinesOfFile): Anchor {
  // A suggestion can be applied only once. If another remark shows it, this one uses its own lines.
  const suggestion = shownAt === null ? shared : null;
  const places = findings.map(({ place }) => place);
  const values = findings.flatMap(({ origin }) => (origin?.values === undefined ? [] : [valuesPlace(origin.values)]));
  const edits = suggestion === null ? [] : [linesPlace(suggestion)];
  const onLines = places.filter((place) => place.kind === 'lines');
  for (const spot of [...onLines, ...values, ...edits]) {
    const beside = suggestion !== null && isBeside(suggestion, spot, diff);
    const shown = (beside ? [suggestion, spot] : [spot]).find((one) => hunkWith(diff, one) !== undefined);
    if (shown !== undefined) return inline(shown.file, shown.first, shown.last);
  }
  const near = onLines.flatMap((place) => nearestChange(place, diff, lines) ?? [])[0];
  if (near !== undefined) return near;
  const removal = findings.flatMap((finding) => (finding.lost === true ? nearestHunk(finding.place, diff) : []))[0];
  if (removal !== undefined) return removal;
  const files = [
    ...places.flatMap((place) => (place.kind === 'summary' ? [] : [place.file])),
    ...[...values, ...edits].map(({ file }) => file),
  ];
  const file = files.find((one) => diff.has(one));
  return file === undefined ? { kind: 'summary' } : { kind: 'file', file };
}

function inline(file: string, first: number, last: number): Extract<Anchor, { kind: 'inline' }> {
  return { kind: 'inline', file, first, last };
}

/**
 * The nearest line that the pull request added or changed in the document of the place: a missing field has no line, and that of the
 * object around it may not be in the diff. Null if the document has no such line.
 */
function nearestChange({ file, first, last }: Lines, diff: Diff, lines: LinesOfFile): Anchor | null {
  const hunks = diff.get(file) ?? [];
  if (hunks.length === 0) return null;
  const text = lines(file) ?? [];
  const isBreak = (line: string) => DOCUMENT_BREAK.test(line);
  const start = text.slice(0, first).findLastIndex(isBreak) + 1;
  const after = text.slice(last).findIndex(isBreak);
  const end = after === -1 ? Infinity : last + after;
  const apart = (line: number) => (line < first ? first - line : Math.max(0, line - last));
  const [nearest] = hunks
    .flatMap(({ added }) => added)
    .filter((line) => line > start && line <= end)
    .sort((a, b) => apart(a) - apart(b));
  return nearest === undefined ? null : inline(file, nearest, nearest);
}

/** Maximum number of lines between a place and the change that took the protection away. */
const mostApart = 50;

/** A hunk begins and ends with three lines that did not change: what was removed stood behind the third. */
const context = 2;

/** The line of the nearest removal, for a protection that the change takes away. */
function nearestHunk(place: Place, diff: Diff): readonly Extract<Anchor, { kind: 'inline' }>[] {
  if (place.kind !== 'lines') return [];
  const near = (diff.get(place.file) ?? []).map(({ first, last }) =>
    first > place.last
      ? { line: Math.min(first + context, last), apart: first - place.last }
      : { line: Math.max(last - context, first), apart: Math.max(0, place.first - last) },
  );
  const [nearest] = near.filter(({ apart }) => apart <= mostApart).sort((a, b) => a.apart - b.apart);
  return nearest === undefined ? [] : [inline(place.file, nearest.line, nearest.line)];
}

/** Whether the remark is better posted on the suggestion's lines than on this place. */
function isBeside(suggestion: Suggestion, spot: Lines, diff: Diff): boolean {
  if (hunkWith(diff, suggestion) !== undefined && !canApply(diff, suggestion)) return false;
  const isElsewhere = suggestion.risk !== 'decision' && suggestion.file !== spot.file;
  return isElsewhere || touches(suggestion, spot) || isInView(suggestion, spot, diff);
}

function linesPlace({ file, first, last }: Suggestion): Lines {
  return { kind: 'lines', file, first, last };
}

function valuesPlace({ file, line }: ValuesOrigin): Lines {
  return { kind: 'lines', file, first: line, last: line };
}

/** Whether the suggestion overlaps the place, or is directly next to it, in the same file. */
function touches({ file, first, last }: Suggestion, place: Lines): boolean {
  return file === place.file && first <= place.last + 1 && last >= place.first - 1;
}

/** Whether both are in the same hunk, so that a reader sees both. */
function isInView(suggestion: Suggestion, place: Lines, diff: Diff): boolean {
  if (suggestion.risk === 'decision' || suggestion.file !== place.file) return false;
  const hunk = hunkWith(diff, suggestion);
  return hunk !== undefined && hunk.first <= place.first && place.last <= hunk.last;
}
