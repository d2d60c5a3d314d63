import { type Report } from '../model/report.ts';
import { COMMENT_LIMIT } from '../report/body.ts';
import { markdownReport } from '../report/markdown.ts';
import { changedPosture } from '../report/posture.ts';
import type { Context } from '../report/remark-markdown.ts';
import { toldInFull } from '../report/tally.ts';
import { isSummary, SUMMARY_MARK_ROOM, withSummaryMark } from './marker.ts';
import type { PullRequest } from './pull-request.ts';

interface Saying {
  readonly context: Context;
  /** Where the whole report can be read, as a phrase. */
  readonly elsewhere: string;
}

/** Writes the one summary, or writes it anew. Its address; null when there is nothing to say and was nothing before. */
export async function saySummary(
  pull: PullRequest,
  author: string,
  report: Report,
  notes: readonly string[],
  { context, elsewhere }: Saying,
): Promise<string | null> {
  const earlier = (await pull.conversation(author)).find(({ body }) => isSummary(body));
  if (earlier === undefined && isSilent(report)) return null;
  const limit = { ...COMMENT_LIMIT, most: COMMENT_LIMIT.most - SUMMARY_MARK_ROOM };
  const body = withSummaryMark(markdownReport(report, { ...context, limit, elsewhere, notes }));
  return earlier === undefined ? pull.postSummary(body) : pull.editSummary(earlier.id, body);
}

/** A change that touches nothing of ours deserves no comment. */
function isSilent(report: Report): boolean {
  const { findings, problems, posture } = report;
  const fixed = findings.some(({ status }) => status === 'fixed');
  const posturesChange = changedPosture(posture.workloads).length > 0;
  return toldInFull(report).length === 0 && problems.length === 0 && !fixed && !posturesChange;
}
