/** Sentences about changed files that no source reads, by reason. */
import { groupBy } from '../foundation/groups.ts';
import { type Unread } from '../model/report.ts';

/** Maximum number of files named per reason, and of reasons that are listed separately. */
const mostNamed = 3;
const mostReasons = 5;

/** One sentence per reason, with some of its files. The last one counts the rest. */
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
