/** Cuts a printed review down to the parts that contain given words. */

/** Marks omitted parts. */
const ELLIPSIS = '…';

/**
 * The parts of a printed review that contain one of `words`, in their order, without trailing blanks, and with an
 * ellipsis where something before or between them was left out. A part begins at each unindented line after a blank
 * one.
 *
 * @throws {Error} if no part contains one of the words: the review no longer has what should be shown.
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
