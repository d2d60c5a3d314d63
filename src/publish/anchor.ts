import { type Lines } from '../model/problem.ts';
import { type Suggestion, type ValuesOrigin } from '../model/suggestion.ts';
import type { Remark } from '../report/remarks.ts';
import type { Diff } from './hunks.ts';

/** Where a remark is said in a pull request. GitHub takes comments on lines only where the diff shows them. */
export type Anchor =
  | { readonly kind: 'inline'; readonly file: string; readonly first: number; readonly last: number }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'summary' };

/**
 * The nearest that can be had: the suggestion's own lines where they are at a finding's place, or in view of it in the same hunk
 * (then it can be taken with a click), the place, the value's line, the suggestion wherever it is, the file, the
 * summary. What is somebody's decision is no click, and stands at its place.
 */
export function anchorOf({ findings, suggestion: shared, shownAt }: Remark, diff: Diff): Anchor {
  // A suggestion can be taken once: where another remark shows it, this one stands at its own lines.
  const suggestion = shownAt === null ? shared : null;
  const places = findings.map(({ place }) => place);
  const values = findings.flatMap(({ origin }) => (origin?.values === undefined ? [] : [valuesPlace(origin.values)]));
  const edits = suggestion === null ? [] : [linesPlace(suggestion)];
  const spots = [...places.filter((place) => place.kind === 'lines'), ...values, ...edits];
  for (const spot of spots) {
    const beside = suggestion !== null && (touches(suggestion, spot) || isInView(suggestion, spot, diff));
    const lines = beside ? [suggestion, spot] : [spot];
    const shown = lines.find((one) => isShown(one, diff));
    if (shown !== undefined) return { kind: 'inline', file: shown.file, first: shown.first, last: shown.last };
  }
  const files = [
    ...places.flatMap((place) => (place.kind === 'summary' ? [] : [place.file])),
    ...[...values, ...edits].map(({ file }) => file),
  ];
  const file = files.find((one) => diff.has(one));
  return file === undefined ? { kind: 'summary' } : { kind: 'file', file };
}

function linesPlace({ file, first, last }: Suggestion): Lines {
  return { kind: 'lines', file, first, last };
}

function valuesPlace({ file, line }: ValuesOrigin): Lines {
  return { kind: 'lines', file, first: line, last: line };
}

/** In the same file, overlapping the place or right beside it. */
function touches({ file, first, last }: Suggestion, place: Lines): boolean {
  return file === place.file && first <= place.last + 1 && last >= place.first - 1;
}

/** In the same hunk, so that who reads the one sees the other. */
function isInView(suggestion: Suggestion, place: Lines, diff: Diff): boolean {
  if (suggestion.risk === 'decision' || suggestion.file !== place.file) return false;
  const hunks = diff.get(place.file) ?? [];
  return hunks.some((hunk) => [place, suggestion].every(({ first, last }) => hunk.first <= first && last <= hunk.last));
}

/** GitHub refuses a comment whose lines are not all of one hunk. */
function isShown({ file, first, last }: Pick<Lines, 'file' | 'first' | 'last'>, diff: Diff): boolean {
  return (diff.get(file) ?? []).some((hunk) => hunk.first <= first && last <= hunk.last);
}
