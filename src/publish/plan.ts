/** Plans which comments to post where, leaving out what earlier comments say. */
import { type Finding, type Report } from '../model/report.ts';
import { COMMENT_LIMIT, fit } from '../report/body.ts';
import { remarkMarkdown, type Context, type RemarkPlace } from '../report/remark-markdown.ts';
import { eachFixOnce, partOfRemark, type Remark, remarks } from '../report/remarks.ts';
import { joinedStatements } from '../report/joined-statements.ts';
import { reportedInFull } from '../report/tally.ts';
import { type Anchor, anchorOf } from './anchor.ts';
import type { Diff } from './hunks.ts';
import { findingsMark, sayingKey } from './marker.ts';

/** A comment to post. */
export interface Comment {
  readonly anchor: Exclude<Anchor, { kind: 'summary' }>;
  readonly body: string;
  /** Number of findings it lists. Findings that differ only in their source count as one. */
  readonly entries: number;
  readonly findings: readonly Finding[];
}

export interface PublishPlan {
  /** Only what earlier comments do not say. */
  readonly comments: readonly Comment[];
  /** The report in which each fully described finding has its `shown`. */
  readonly report: Report;
}

/** Maximum number of findings per comment: each takes room for its key in the mark. */
const MOST_FINDINGS = 500;

/** Places the report's findings on the lines of the diff. `said` has the keys of earlier comments. */
export function planComments(report: Report, diff: Diff, said: ReadonlySet<string>, context: Context): PublishPlan {
  const told = eachFixOnce(remarks(reportedInFull(report)), (remark) => prominence(remark, anchorOf(remark, diff)));
  const anchored = told.map((remark) => ({ remark, anchor: anchorOf(remark, diff) }));
  const shown = new Map(anchored.flatMap(({ remark, anchor }) => remark.findings.map((one) => [one, anchor.kind])));
  return {
    comments: anchored.flatMap(({ remark, anchor }) => {
      if (anchor.kind === 'summary') return [];
      return unsaid(remark, said).map((part) => comment(part, anchor, context));
    }),
    report: {
      ...report,
      findings: report.findings.map((finding) => {
        const kind = shown.get(finding);
        return kind === undefined ? finding : { ...finding, shown: kind };
      }),
    },
  };
}

/**
 * Rank among remarks that share a suggestion: it is shown at the most visible place and, of several, by the one that
 * shows it in the report.
 */
function prominence({ shownAt }: Remark, { kind }: Anchor): number {
  return ['summary', 'file', 'inline'].indexOf(kind) * 2 + (shownAt === null ? 1 : 0);
}

/** The remark without findings that were posted before, split into parts that fit a comment; empty if none are left. */
function unsaid(remark: Remark, said: ReadonlySet<string>): readonly Remark[] {
  const left = remark.findings.filter((finding) => !said.has(sayingKey(finding)));
  const parts: Remark[] = [];
  for (let start = 0; start < left.length; start += MOST_FINDINGS) {
    const [first, ...rest] = left.slice(start, start + MOST_FINDINGS);
    if (first !== undefined) parts.push(partOfRemark(remark, [first, ...rest]));
  }
  return parts;
}

function comment(remark: Remark, anchor: Comment['anchor'], context: Context): Comment {
  const entries = remarkMarkdown(remark, standingOf(anchor), context);
  const keys = [...new Set(remark.findings.map(sayingKey))];
  const section = {
    opening: '',
    entries,
    separator: '\n\n',
    closing: '',
    more: () => 'The rest did not fit.',
  } as const;
  return {
    anchor,
    findings: remark.findings,
    entries: joinedStatements(remark).length,
    body: fit('', [section], findingsMark(keys), COMMENT_LIMIT),
  };
}

function standingOf(anchor: Comment['anchor']): RemarkPlace {
  return anchor.kind === 'inline' ? { ...anchor, kind: 'lines' } : { ...anchor, why: '' };
}
