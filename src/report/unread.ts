import { groupBy } from '../foundation/groups.ts';
import { type Unread } from '../model/report.ts';

/** How many files of a reason are named, and how many reasons are told apart. */
const mostNamed = 3;
const mostReasons = 5;

/** A sentence for each reason, with some of its files; the last counts what is left. */
export function unreadSentences(unread: readonly Unread[]): string[] {
  const groups = [...groupBy(unread, ({ why }) => why)];
  const sentences = groups.slice(0, mostReasons).map(([why, files]) => `${named(files)}: ${why}`);
  const left = groups.slice(mostReasons).reduce((sum, [, files]) => sum + files.length, 0);
  return left === 0 ? sentences : [...sentences, `And ${left} more.`];
}

function named(files: readonly Unread[]): string {
  const more = files.length > mostNamed ? ` and ${files.length - mostNamed} more` : '';
  return `${files
    .slice(0, mostNamed)
    .map(({ file }) => file)
    .join(', ')}${more}`;
}
