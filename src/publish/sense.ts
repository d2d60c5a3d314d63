/** Tells whether two texts say the same. */
import { digest } from './mark.ts';

/**
 * Identifies what a text says. `passing`: commits and addresses that differ from run to run, and that say nothing: a comment is not edited
 * for them.
 */
export function senseOf(text: string, passing: readonly string[]): string {
  const longestFirst = passing.filter((one) => one !== '').toSorted((a, b) => b.length - a.length);
  const lasting = longestFirst.reduce((rest, one) => rest.replaceAll(one, '·'), text);
  return digest(lasting.trimEnd(), 12);
}
