/** Sentences about changed files that were not checked, by reason. */
import { groupBy } from '../foundation/groups.ts';
import { type Unread } from '../model/report.ts';

/** Files that were not checked for one reason. `why` is a sentence about each of them. */
export interface UnreadGroup {
  readonly why: string;
  readonly files: readonly string[];
}

export function unreadGroups(unread: readonly Unread[]): readonly UnreadGroup[] {
  return [...groupBy(unread, ({ why }) => why)].map(([why, all]) => ({ why, files: all.map(({ file }) => file) }));
}

/** Maximum number of files that a terminal shows for one reason: the other formats have all. */
const mostNamed = 10;

/** `It is a template outside a chart: a.tpl, b.tpl`. */
export function unreadSentence({ why, files }: UnreadGroup): string {
  const left = files.length - mostNamed;
  const more = left > 0 ? ` and ${left} more` : '';
  return `${why.replace(/\.$/, '')}: ${files.slice(0, mostNamed).join(', ')}${more}`;
}
