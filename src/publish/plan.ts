/** Plans from a report and the diff which comments a pull request should have, and where. */
import { type Finding, type Report } from '../model/report.ts';
import { byWeight, worstOf } from '../foundation/severity.ts';
import { COMMENT_LIMIT, fit } from '../report/body.ts';
import { remarkMarkdown, type Context, type RemarkPlace } from '../report/remark-markdown.ts';
import { eachFixOnce, partOfRemark, type Remark } from '../report/remark.ts';
import { remarks } from '../report/remarks.ts';
import { joinedStatements } from '../report/joined-statements.ts';
import { failing, reportedInFull } from '../report/tally.ts';
import { type Anchor, anchorOf, type ThreadAnchor } from './anchor.ts';
import { canApply, type Diff } from './diff.ts';

/** A comment that the pull request should have. It does not depend on what was posted before. */
export interface WantedComment {
  readonly anchor: ThreadAnchor;
  readonly findings: Remark['findings'];
  /** Number of findings as a reader counts them: those that differ only in their source count as one. */
  readonly entries: number;
  /** The text without a mark, for a part of the findings: what a person has settled is not said again. */
  readonly text: (findings: Remark['findings'], room: number) => string;
}

/** Its text for all of its findings. */
export function wholeText({ text, findings }: WantedComment): string {
  return text(findings, 0);
}

export interface PublishPlan {
  readonly comments: readonly WantedComment[];
  /** The report in which each fully described finding has its `shown`. */
  readonly report: Report;
}

/** Limits of what one run says on lines and files. The rest is in the summary. */
const most = {
  /** Reviews of more than 30 to 70 comments end in a 502, and are taken in part (reviewdog#355, pronto#302). */
  comments: 30,
  /** Comments that do not block the merge. */
  advice: 5,
  /** Comments on files: a review can't have them, so each is a request. */
  onFiles: 5,
} as const;

/** Maximum number of findings per comment: each takes room for its key in the mark. */
const MOST_FINDINGS = 500;

interface Anchored {
  readonly remark: Remark;
  readonly anchor: Anchor;
}

/** Places the report's findings in the diff: those that block the merge first, of the others only the most severe. */
export function planComments(report: Report, diff: Diff, context: Context): PublishPlan {
  const place = (remark: Remark): Anchor => anchorOf(remark, diff, context.lines);
  const blocking = new Set(failing(report));
  const all = remarks(reportedInFull(report));
  const withAnchors = (told: readonly Remark[]): Anchored[] =>
    told.flatMap(inParts).map((remark) => ({ remark, anchor: place(remark) }));
  const first = eachFixOnce(all, (remark) => prominence(remark, place(remark)));
  // What refers to a fix must not refer to a comment that is not posted.
  const posted = new Set([...chosenOf(withAnchors(first), blocking)].flatMap(({ remark }) => remark.findings));
  const isPosted = ({ findings }: Remark): boolean => findings.some((one) => posted.has(one));
  const told = eachFixOnce(all, (remark) => prominence(remark, place(remark)) + (isPosted(remark) ? mostVisible : 0));
  const anchored = withAnchors(told);
  const chosen = chosenOf(anchored, blocking);
  const shown = new Map(
    anchored.flatMap((one) => {
      const kind = chosen.has(one) ? one.anchor.kind : 'summary';
      return one.remark.findings.map((finding) => [finding, kind] as const);
    }),
  );
  return {
    comments: anchored.flatMap((one) => {
      const { anchor, remark } = one;
      return anchor.kind === 'summary' || !chosen.has(one) ? [] : [wanted(remark, anchor, diff, context)];
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

/** Above every rank of `prominence`. */
const mostVisible = 6;

/** The remark in parts that fit a comment. */
function inParts(remark: Remark): readonly Remark[] {
  if (remark.findings.length <= MOST_FINDINGS) return [remark];
  const parts: Remark[] = [];
  for (let start = 0; start < remark.findings.length; start += MOST_FINDINGS) {
    const [first, ...rest] = remark.findings.slice(start, start + MOST_FINDINGS);
    if (first !== undefined) parts.push(partOfRemark(remark, [first, ...rest]));
  }
  return parts;
}

/** Those that get a comment of their own. The order of equals is that of the report, so that each run chooses the same. */
function chosenOf(all: readonly Anchored[], blocking: ReadonlySet<Finding>): ReadonlySet<Anchored> {
  const isBlocking = ({ remark }: Anchored): boolean => remark.findings.some((one) => blocking.has(one));
  const ordered = all
    .filter(({ anchor }) => anchor.kind !== 'summary')
    .toSorted(
      (a, b) =>
        Number(isBlocking(b)) - Number(isBlocking(a)) ||
        byWeight(worstOf(a.remark.findings), worstOf(b.remark.findings)),
    );
  const left: Record<keyof typeof most, number> = { ...most };
  return new Set(
    ordered.filter((one) => {
      const uses: (keyof typeof most)[] = [
        'comments',
        ...(isBlocking(one) ? [] : (['advice'] as const)),
        ...(one.anchor.kind === 'file' ? (['onFiles'] as const) : []),
      ];
      if (uses.some((limit) => left[limit] === 0)) return false;
      for (const limit of uses) left[limit] -= 1;
      return true;
    }),
  );
}

function wanted(remark: Remark, anchor: ThreadAnchor, diff: Diff, context: Context): WantedComment {
  const standing = standingOf(anchor, diff);
  return {
    anchor,
    findings: remark.findings,
    entries: joinedStatements(remark).length,
    text: (findings, room) => {
      const part = findings.length === remark.findings.length ? remark : partOfRemark(remark, findings);
      const section = {
        opening: '',
        entries: remarkMarkdown(part, standing, context),
        separator: '\n\n',
        closing: '',
        more: () => 'The rest did not fit.',
      } as const;
      return fit('', [section], '', { ...COMMENT_LIMIT, most: COMMENT_LIMIT.most - room });
    },
  };
}

function standingOf(anchor: ThreadAnchor, diff: Diff): RemarkPlace {
  if (anchor.kind === 'file') return { kind: 'file', file: anchor.file, why: '' };
  const { file, first, last } = anchor;
  return { kind: 'lines', file, first, last, canApply: canApply(diff, anchor) };
}
