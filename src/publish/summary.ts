/** The one summary comment of a pull request. */
import { type NoticeCode } from '../model/problem.ts';
import { type Report } from '../model/report.ts';
import { COMMENT_LIMIT } from '../report/body.ts';
import { markdownReport } from '../report/markdown.ts';
import { count } from '../report/labels.ts';
import { changedPosture } from '../report/posture.ts';
import type { Context } from '../report/remark-markdown.ts';
import { reportedInFull } from '../report/tally.ts';
import { type Mark, marked, roomForMark, type SaidOfFinding, sameSaid } from './mark.ts';
import { type OurSummary } from './ours.ts';
import { senseOf } from './sense.ts';

export interface SummaryWish {
  readonly report: Report;
  readonly context: Context;
  /** A phrase that says where the full report is. */
  readonly elsewhere: string;
  readonly instance: string;
  readonly commit: string;
  /** What the threads say. */
  readonly said: readonly SaidOfFinding[];
  /** Number of findings that are not said again because a person settled their comment. */
  readonly dismissed: number;
  /** What GitHub did not take. */
  readonly refused: readonly SaidOfFinding[];
  readonly passing: readonly string[];
}

/** The body to post or to write; null if what stands says the same, or if there is nothing to say. */
export function summaryBody(wish: SummaryWish, standing: OurSummary | null): string | null {
  if (standing === null && isSilent(wish.report)) return null;
  const { report, context, elsewhere, instance, commit, refused, passing } = wish;
  const said = wish.said.slice(0, mostRemembered);
  const tried = refused.length === 0 ? {} : { refused: { commit: commit.slice(0, 12), said: refused } };
  const unsensed: Mark = { kind: 'summary', instance, sense: '0'.repeat(12), said, ...tried };
  const limit = { ...COMMENT_LIMIT, most: COMMENT_LIMIT.most - roomForMark(unsensed) };
  const text = markdownReport(report, { ...context, limit, elsewhere, notes: notesOf(wish), namesCommits: 'first' });
  const mark = { ...unsensed, sense: senseOf(text, passing) };
  const before = standing?.mark ?? null;
  return before !== null && isSame(before, mark) ? null : marked(text, mark);
}

/** Each takes about 20 characters of the comment's 65,536. */
const mostRemembered = 800;

function notesOf({ dismissed, refused }: SummaryWish): string[] {
  return [
    ...(dismissed > 0
      ? [
          `${count(dismissed, 'finding')} of these ${dismissed === 1 ? 'has' : 'have'} a comment that somebody closed; it is not repeated.`,
        ]
      : []),
    ...(refused.length > 0
      ? [`GitHub did not take a comment for ${count(refused.length, 'finding')}; see below.`]
      : []),
  ];
}

function isSame(a: Mark, b: Mark): boolean {
  const refused = ({ refused: tried }: Mark): string => JSON.stringify(tried ?? null);
  return a.sense === b.sense && sameSaid(a.said, b.said) && refused(a) === refused(b);
}

/** Notices about what the pull request itself changes. The others are in the job summary. */
const ofTheChange: readonly NoticeCode[] = [
  ...(['deployed-otherwise', 'no-longer-deployed', 'moved-to-environment', 'moved-out-of-sight'] as const),
  ...(['defaults-incomplete'] as const),
  ...(['configuration-changed', 'baseline-changed'] as const),
  ...(['waiver-orphaned', 'waiver-brought', 'waiver-exceeded', 'waiver-invalid'] as const),
];

/** Whether the pull request changes nothing that is worth a comment. What the base has too is no news. */
function isSilent(report: Report): boolean {
  const { findings, problems, posture, notices = [] } = report;
  const fixed = findings.some(({ status }) => status === 'fixed');
  const isNews =
    problems.some(({ status }) => status !== 'existing') || notices.some(({ code }) => ofTheChange.includes(code));
  const posturesChange = changedPosture(posture).length > 0;
  return reportedInFull(report).length === 0 && !isNews && !fixed && !posturesChange;
}
