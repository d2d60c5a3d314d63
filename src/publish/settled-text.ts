/** What a comment says when it ends. */
import { type Settled } from './mark.ts';

/** The text of an ended comment: first why, then what it said. A suggestion in it can't be applied any more. */
export function settledText(text: string, why: Settled, commit: string): string {
  return `${sentenceOf(why, commit.slice(0, 10))}\n\n${withoutButton(text)}`;
}

/** The text with its suggestion as plain code. */
export function withoutButton(text: string): string {
  return text.replace(/^(`{3,})suggestion$/gm, '$1yaml');
}

function sentenceOf(why: Settled, commit: string): string {
  switch (why) {
    case 'fixed':
      return `**Resolved** at ${commit}.`;
    case 'waived':
      return `**Accepted** at ${commit}: a waiver or the baseline covers this now.`;
    case 'foreign':
      return `**Not of this pull request** at ${commit}: the branch that it is merged into has this already.`;
    case 'moved':
      return `**Continued** in a newer comment, at ${commit}.`;
    case 'listed':
      return `**In the summary** since ${commit}: other findings are more important.`;
  }
}
