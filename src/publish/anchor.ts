import type { Place, Suggestion, ValuesOrigin } from '../model.ts';
import type { Remark } from '../report/remarks.ts';
import type { Diff } from './hunks.ts';

/** Where a remark is said in a pull request. GitHub takes comments on lines only where the diff shows them. */
export type Anchor =
  | { readonly kind: 'inline'; readonly file: string; readonly first: number; readonly last: number }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'summary' };

type Lines = Extract<Place, { kind: 'lines' }>;

/**
 * The nearest that can be had: the suggestion's own lines where they are at the place (then it can be taken with a
 * click), the place, the value's line, the suggestion wherever it is, the file, the summary.
 */
export function anchorOf({ place, findings, suggestion }: Remark, diff: Diff): Anchor {
  const values = findings.flatMap(({ origin }) => (origin?.values === undefined ? [] : [valuesPlace(origin.values)]));
  const edits = suggestion === null ? [] : [linesPlace(suggestion)];
  const spots = [...(place.kind === 'lines' ? [place] : []), ...values, ...edits];
  for (const spot of spots) {
    const lines = suggestion !== null && touches(suggestion, spot) ? [suggestion, spot] : [spot];
    const shown = lines.find((one) => isShown(one, diff));
    if (shown !== undefined) return { kind: 'inline', file: shown.file, first: shown.first, last: shown.last };
  }
  const files = [...(place.kind === 'summary' ? [] : [place.file]), ...[...values, ...edits].map(({ file }) => file)];
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

/** GitHub refuses a comment whose lines are not all of one hunk. */
function isShown({ file, first, last }: Pick<Lines, 'file' | 'first' | 'last'>, diff: Diff): boolean {
  return (diff.get(file) ?? []).some((hunk) => hunk.first <= first && last <= hunk.last);
}
