/** Chooses where in a pull request a remark is posted: on lines, on a file, or in the summary. */
import { type Lines, type Place } from '../model/problem.ts';
import { type Suggestion, type ValuesOrigin } from '../model/suggestion.ts';
import type { Remark } from '../report/remarks.ts';
import type { Diff } from './hunks.ts';

/** Where a remark is posted in a pull request. GitHub accepts comments on lines only where the diff shows them. */
export type Anchor =
  | { readonly kind: 'inline'; readonly file: string; readonly first: number; readonly last: number }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'summary' };

/**
 * The best place that GitHub accepts, in this order: the suggestion's lines, if they touch a finding's place, are in the
 * same hunk, or are in another file (then one click applies it: what a template prints is changed in the values); the
 * finding's place; the line of the value; the suggestion's lines anywhere; the file; the summary. A suggestion whose
 * values are a decision can't be applied by a click, so the remark is at the finding's place.
 */
export function anchorOf({ findings, suggestion: shared, shownAt }: Remark, diff: Diff): Anchor {
  // A suggestion can be applied only once. If another remark shows it, this one uses its own lines.
  const suggestion = shownAt === null ? shared : null;
  const places = findings.map(({ place }) => place);
  const values = findings.flatMap(({ origin }) => (origin?.values === undefined ? [] : [valuesPlace(origin.values)]));
  const edits = suggestion === null ? [] : [linesPlace(suggestion)];
  const spots = [...places.filter((place) => place.kind === 'lines'), ...values, ...edits];
  for (const spot of spots) {
    const beside = suggestion !== null && isBeside(suggestion, spot, diff);
    const lines = beside ? [suggestion, spot] : [spot];
    const shown = lines.find((one) => isShown(one, diff));
    if (shown !== undefined) return { kind: 'inline', file: shown.file, first: shown.first, last: shown.last };
  }
  const removal = findings.flatMap((finding) => (finding.lost === true ? nearestHunk(finding.place, diff) : []))[0];
  if (removal !== undefined) return removal;
  const files = [
    ...places.flatMap((place) => (place.kind === 'summary' ? [] : [place.file])),
    ...[...values, ...edits].map(({ file }) => file),
  ];
  const file = files.find((one) => diff.has(one));
  return file === undefined ? { kind: 'summary' } : { kind: 'file', file };
}

/** Maximum number of lines between a place and the change that took the protection away. */
const mostApart = 50;

/** A hunk begins and ends with three lines that did not change: what was removed stood behind the third. */
const context = 2;

/**
 * The line of the nearest change: a field that is removed has no line, and that of the object around it may not be in the diff.
 */
function nearestHunk(place: Place, diff: Diff): readonly Extract<Anchor, { kind: 'inline' }>[] {
  if (place.kind !== 'lines') return [];
  const near = (diff.get(place.file) ?? []).map(({ first, last }) =>
    first > place.last
      ? { line: Math.min(first + context, last), apart: first - place.last }
      : { line: Math.max(last - context, first), apart: Math.max(0, place.first - last) },
  );
  const [nearest] = near.filter(({ apart }) => apart <= mostApart).sort((a, b) => a.apart - b.apart);
  return nearest === undefined ? [] : [{ kind: 'inline', file: place.file, first: nearest.line, last: nearest.line }];
}

/** Whether the remark is better posted on the suggestion's lines than on this place. */
function isBeside(suggestion: Suggestion, spot: Lines, diff: Diff): boolean {
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
  const hunks = diff.get(place.file) ?? [];
  return hunks.some((hunk) => [place, suggestion].every(({ first, last }) => hunk.first <= first && last <= hunk.last));
}

/** GitHub rejects a comment whose lines are not all in one hunk. */
function isShown({ file, first, last }: Pick<Lines, 'file' | 'first' | 'last'>, diff: Diff): boolean {
  return (diff.get(file) ?? []).some((hunk) => hunk.first <= first && last <= hunk.last);
}
