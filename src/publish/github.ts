/** Posts a report in its pull request: comments, one summary, and resolved earlier comments. */
import { type Problem } from '../model/problem.ts';
import { type Report } from '../model/report.ts';
import { code } from '../report/escape-markdown.ts';
import { count } from '../report/labels.ts';
import type { Context } from '../report/remark-markdown.ts';
import { markedKeys, sayingKey } from './marker.ts';
import { type Clock, type Limits, bePatient, defaultLimits, statusOf } from './patience.ts';
import { type Comment, planComments } from './plan.ts';
import {
  type Octokit,
  type PullRequest,
  pullRequest,
  type PullRequestName,
  type PostedComment,
} from './pull-request.ts';
import { saySummary } from './say-summary.ts';
import { type Lost, postComments, resolveComments } from './say-comments.ts';

export interface Publication {
  readonly report: Report;
  readonly pull: PullRequestName;
  /** The commit that was reviewed. */
  readonly commit: string;
  readonly context: Context;
  /** A phrase that says where the full report is. */
  readonly elsewhere: string;
}

/** The result of publishing. `report` says where each finding is shown, and what could not be posted. */
export type PublishResult =
  | { readonly kind: 'posted'; readonly report: Report; readonly summary: string | null }
  /** The pull request has newer commits: only the summary was written, and it says so. */
  | { readonly kind: 'stale'; readonly report: Report; readonly summary: string | null }
  /** The token has no permission to write. */
  | { readonly kind: 'refused'; readonly report: Report; readonly why: string };

/**
 * Posts the report in its pull request: comments on lines and files, and one summary. Posting the same report again
 * adds nothing.
 */
export async function publish(
  octokit: Octokit,
  publication: Publication,
  clock: Clock,
  limits: Limits = defaultLimits,
): Promise<PublishResult> {
  bePatient(octokit, clock, limits);
  try {
    return await sayEverything(octokit, publication);
  } catch (thrown) {
    // 403 without a rate limit: the token lacks the permission, as in runs for forks.
    // 404: a private repository that the token can't read.
    const status = statusOf(thrown);
    if (status !== 403 && status !== 404) throw thrown;
    return { kind: 'refused', report: publication.report, why: thrown instanceof Error ? thrown.message : '' };
  }
}

async function sayEverything(octokit: Octokit, publication: Publication): Promise<PublishResult> {
  const { report, commit, context } = publication;
  const pull = pullRequest(octokit, publication.pull);
  const author = await authorOf(octokit);
  const head = await pull.headCommit();
  const say = (about: Report, notes: readonly string[]) => saySummary(pull, author, about, notes, publication);
  if (head !== commit) {
    const note = `This run reviewed ${code(commit.slice(0, 10))}; the pull request is at ${code(head.slice(0, 10))} by now.`;
    return { kind: 'stale', report, summary: await say(report, [note]) };
  }
  const said = await pull.reviewComments(author);
  const plan = planComments(report, await pull.diff(), keysOf(said), context);
  const saidNow = async () => keysOf(await pull.reviewComments(author));
  const lost = await postComments(pull, commit, plan.comments, saidNow);
  const resolved = await resolveGone(pull, publication, said);
  const complete = withLost(plan.report, lost);
  const notes = resolved > 0 ? [`${count(resolved, 'earlier comment')} resolved.`] : [];
  return { kind: 'posted', report: complete, summary: await say(complete, notes) };
}

/**
 * The login of the token's user. The job's token can't use the REST endpoint for it; if GraphQL fails too, it is the
 * known bot.
 */
async function authorOf(octokit: Octokit): Promise<string> {
  try {
    const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }');
    return viewer.login;
  } catch {
    return 'github-actions[bot]';
  }
}

function keysOf(said: readonly PostedComment[]): ReadonlySet<string> {
  return new Set(said.flatMap(({ body }) => markedKeys(body)));
}

/** Resolves nothing while there are problems: a finding may be missing because it could not be checked. */
async function resolveGone(
  pull: PullRequest,
  { report, commit }: Publication,
  said: readonly PostedComment[],
): Promise<number> {
  if (report.problems.length > 0) return 0;
  const standing = report.findings.filter(({ status }) => status !== 'fixed');
  return resolveComments(pull, commit, said, new Set(standing.map(sayingKey)));
}

/** Findings that GitHub did not accept are moved to the summary, and a problem says so. The verdict does not change. */
function withLost(report: Report, lost: readonly Lost[]): Report {
  if (lost.length === 0) return report;
  const keys = new Set(lost.flatMap(({ comment }) => comment.findings.map(sayingKey)));
  return {
    ...report,
    findings: report.findings.map((finding) =>
      finding.shown !== undefined && keys.has(sayingKey(finding)) ? { ...finding, shown: 'summary' } : finding,
    ),
    problems: [...report.problems, ...lost.map(lostProblem)],
  };
}

function lostProblem({ comment, why }: { comment: Comment; why: string }): Problem {
  const { anchor, findings } = comment;
  const [first] = findings;
  return {
    stage: 'publish',
    code: 'annotation-lost',
    subject: anchor.file,
    message: `GitHub did not take ${count(findings.length, 'finding')} on ${anchor.file}: ${why}`,
    ...(first === undefined ? {} : { place: first.place }),
  };
}
