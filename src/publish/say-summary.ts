/** Posts or updates the one summary comment of a pull request. */
import { type Report } from '../model/report.ts';
import { COMMENT_LIMIT } from '../report/body.ts';
import { markdownReport } from '../report/markdown.ts';
import { changedPosture } from '../report/posture.ts';
import type { Context } from '../report/remark-markdown.ts';
import { reportedInFull } from '../report/tally.ts';
import { isSummary, SUMMARY_MARK_ROOM, withSummaryMark } from './marker.ts';
import type { PullRequest } from './pull-request.ts';

interface Saying {
  readonly context: Context;
  /** A phrase that says where the full report is. */
  readonly elsewhere: string;
}

/**
 * Posts the summary, or updates it. Resolves to its address; null if there is nothing to report and no earlier summary.
 */
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

/** Whether there is nothing to comment on. */
function isSilent(report: Report): boolean {
  const { findings, problems, posture } = report;
  const fixed = findings.some(({ status }) => status === 'fixed');
  const posturesChange = changedPosture(posture).length > 0;
  return reportedInFull(report).length === 0 && problems.length === 0 && !fixed && !posturesChange;
}
