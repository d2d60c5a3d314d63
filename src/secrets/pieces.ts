/** Masks pieces of known secrets in the message of a template that failed: what it prints is of its own making. */
import { reachOf } from './by-value.ts';
import { MASK } from './ranges.ts';
import { partsOfSecret } from './secret-texts.ts';

/** Longer texts are files, whose words are anybody's. UTF-16 units. */
const longest = 300;
/** Minimum length of a piece. UTF-16 units. */
const shortest = 4;

/**
 * Returns a function that masks the words of a message that are a piece of a secret, in any case and direction: `substr`, `upper` or
 * `trunc` of a value.
 *
 * @param common words that are not secret.
 */
export function piecesMasked(texts: Iterable<string>, common: ReadonlySet<string>): (message: string) => string {
  const words = [...texts]
    .flatMap(partsOfSecret)
    .filter((part) => part.length <= longest && !/\s/.test(part) && reachOf(part) !== null && !common.has(part));
  if (words.length === 0) return (message) => message;
  const all = [...new Set(words)].join('\0').toLowerCase();
  const isPiece = (word: string): boolean => {
    const lower = word.toLowerCase();
    return all.includes(lower) || all.includes(Array.from(lower).reverse().join(''));
  };
  return (message) =>
    message.replaceAll(/[^\s"'`,;:()[\]{}<>]+/g, (word) => {
      const core = word.replace(/\.+$/, '');
      if (core.length < shortest || common.has(core) || common.has(core.toLowerCase()) || !isPiece(core)) return word;
      return `${MASK}${word.slice(core.length)}`;
    });
}
