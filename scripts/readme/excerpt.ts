/** Stands for what was left out. */
const ELLIPSIS = '…';

/**
 * The parts of a printed review that have one of `words`, in their order, with an ellipsis wherever something was left out
 * between or before them, and without blanks at the ends of lines. A part begins at each line after a blank one that is not indented.
 * @throws {Error} when words are in no part: the review no longer says what is to be shown.
 */
export function excerpt(review: string, words: readonly string[]): string {
  const parts = review
    .replaceAll(/ +$/gm, '')
    .trim()
    .split(/\n\n(?=\S)/);
  const lost = words.find((word) => !parts.some((part) => part.includes(word)));
  if (lost !== undefined) throw new Error(`no part of the review has "${lost}"`);
  const wanted = parts.map((part) => words.some((word) => part.includes(word)));
  return parts
    .flatMap((part, index) => {
      if (wanted[index] !== true) return [];
      return index > 0 && wanted[index - 1] !== true ? [ELLIPSIS, part] : [part];
    })
    .join('\n\n');
}
