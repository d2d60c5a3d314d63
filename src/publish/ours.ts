/** Finds our comments among all comments of a pull request. */
import { type Finding } from '../model/report.ts';
import { type ThreadAnchor } from './anchor.ts';
import { markIn, type Mark, type ReadMark, type SaidOfFinding, saidOf } from './mark.ts';
import { isSummaryOfRelease1, keyOfRelease1, keysOfRelease1 } from './mark-of-release-1.ts';
import { type Posted, type PullRequestState, type Thread } from './state.ts';

/** A thread that this instance began. */
export interface OurThread {
  readonly thread: Thread;
  readonly mark: Mark;
  readonly said: readonly SaidOfFinding[];
  /** Its text without the mark. */
  readonly text: string;
  /** Whether a person edited it: then these words stay. */
  readonly isForeignEdit: boolean;
  /** The lines that GitHub did not take, so that it is on the file; null otherwise. */
  readonly triedAt: ThreadAnchor | null;
}

export interface OurSummary {
  readonly posted: Posted;
  /** Null for one of the first release. */
  readonly mark: ReadMark | null;
}

/** What of this instance stands on a pull request. */
export interface Standing {
  readonly threads: readonly OurThread[];
  readonly summary: OurSummary | null;
  /** Later summaries of ours, which two runs at once posted. */
  readonly otherSummaries: readonly Posted[];
  /** What the summary remembers as said in threads. */
  readonly memory: readonly SaidOfFinding[];
}

/** The value of the input `id` if it is not given, for which the marks of the first release count. */
export const defaultInstance = 'plimsoll';

/**
 * Ours is a comment whose author is the token's user, with a mark of this instance and its digest. If the digest is another one, a person
 * edited it (then it is ours, and stays), or another workflow quotes it (then it is not ours).
 */
export function oursIn(state: PullRequestState, instance: string, findings: readonly Finding[]): Standing {
  const threads = state.threads.flatMap((thread) => ourThread(thread, instance, findings));
  const summaries = state.conversation.flatMap((posted) => ourSummary(posted, instance));
  const [summary = null, ...others] = summaries.sort((a, b) => a.posted.id - b.posted.id);
  return {
    threads,
    summary,
    otherSummaries: others.map(({ posted }) => posted),
    memory: summary?.mark?.said ?? [],
  };
}

function ourThread(thread: Thread, instance: string, findings: readonly Finding[]): OurThread[] {
  const { first } = thread;
  if (!first.isOurs) return [];
  const mark = markIn(first.body);
  if (mark === null) return ofRelease1(thread, instance, findings);
  const isForeignEdit = !mark.isWhole && first.isEdited;
  if (mark.instance !== instance || mark.kind === 'summary' || !(mark.isWhole || isForeignEdit)) return [];
  const { said, text, tried } = mark;
  const file = thread.anchor?.file;
  const triedAt: ThreadAnchor | null =
    tried === undefined || file === undefined ? null : { kind: 'inline', file, first: tried.first, last: tried.last };
  return [{ thread, mark, said, text, isForeignEdit, triedAt }];
}

function ofRelease1(thread: Thread, instance: string, findings: readonly Finding[]): OurThread[] {
  const keys = instance === defaultInstance ? keysOfRelease1(thread.first.body, thread.first.isEdited) : null;
  if (keys === null) return [];
  const byKey = new Map(findings.map((finding) => [keyOfRelease1(finding), finding]));
  const said = keys.map((key): SaidOfFinding => {
    const finding = byKey.get(key);
    // A finding that is gone, or worded otherwise since: nothing of the report matches this id.
    return finding === undefined
      ? { id: key.slice(0, 12), wording: '', severity: null, isWorsened: false }
      : { ...saidOf(finding), severity: null };
  });
  const text = thread.first.body.replace(/\n\n<!-- plimsoll:findings [0-9a-f,]+ -->\s*$/m, '');
  const mark: Mark = { kind: 'open', instance, sense: '', said };
  return [{ thread, mark, said, text, isForeignEdit: thread.first.isEdited, triedAt: null }];
}

function ourSummary(posted: Posted, instance: string): OurSummary[] {
  if (!posted.isOurs) return [];
  const mark = markIn(posted.body);
  if (mark === null) return instance === defaultInstance && isSummaryOfRelease1(posted.body) ? [{ posted, mark }] : [];
  return mark.kind === 'summary' && mark.instance === instance && mark.isWhole ? [{ posted, mark }] : [];
}
