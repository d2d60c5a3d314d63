/** The requests to the GitHub API for one pull request. */
import type { getOctokit } from '@actions/github';
import type { Anchor } from './anchor.ts';
import { type Diff, hunksOf } from './hunks.ts';

export type Octokit = ReturnType<typeof getOctokit>;

export interface PullRequestName {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** A comment that exists on GitHub. */
export interface PostedComment {
  readonly id: number;
  readonly body: string;
}

/** A comment to post on the diff. */
export interface Saying {
  readonly anchor: Exclude<Anchor, { kind: 'summary' }>;
  readonly body: string;
}

/**
 * Requests for one pull request. Each function is one request, or all pages of it, and throws Octokit's RequestError.
 */
export interface PullRequest {
  readonly headCommit: () => Promise<string>;
  readonly diff: () => Promise<Diff>;
  /** The author's comments on the diff. */
  readonly reviewComments: (author: string) => Promise<readonly PostedComment[]>;
  /** The author's comments in the conversation. */
  readonly conversation: (author: string) => Promise<readonly PostedComment[]>;
  /** Posts one review with comments on lines; a review can't have comments on files. */
  readonly postReview: (commit: string, body: string, comments: readonly Saying[]) => Promise<void>;
  readonly postComment: (commit: string, comment: Saying) => Promise<void>;
  readonly editReviewComment: (id: number, body: string) => Promise<void>;
  readonly postSummary: (body: string) => Promise<string>;
  readonly editSummary: (id: number, body: string) => Promise<string>;
}

export function pullRequest({ rest, paginate }: Octokit, { owner, repo, number }: PullRequestName): PullRequest {
  const pull = { owner, repo, pull_number: number, per_page: 100 };
  const issue = { owner, repo, issue_number: number, per_page: 100 };
  return {
    headCommit: async () => (await rest.pulls.get({ owner, repo, pull_number: number })).data.head.sha,
    diff: async () => {
      const files = await paginate(rest.pulls.listFiles, pull);
      return new Map(files.map(({ filename, patch }) => [filename, patch === undefined ? [] : hunksOf(patch)]));
    },
    reviewComments: async (author) => by(author, await paginate(rest.pulls.listReviewComments, pull)),
    conversation: async (author) => by(author, await paginate(rest.issues.listComments, issue)),
    postReview: async (commit, body, comments) => {
      const lines = comments.map((one) => ({ path: one.anchor.file, body: one.body, ...linesOf(one.anchor) }));
      const review = { owner, repo, pull_number: number, commit_id: commit, event: 'COMMENT' as const, body };
      await rest.pulls.createReview({ ...review, comments: lines });
    },
    postComment: async (commit, { anchor, body }) => {
      const where = anchor.kind === 'file' ? { subject_type: 'file' as const } : linesOf(anchor);
      const comment = { owner, repo, pull_number: number, commit_id: commit, path: anchor.file, body };
      await rest.pulls.createReviewComment({ ...comment, ...where });
    },
    editReviewComment: async (id, body) => {
      await rest.pulls.updateReviewComment({ owner, repo, comment_id: id, body });
    },
    postSummary: async (body) =>
      (await rest.issues.createComment({ owner, repo, issue_number: number, body })).data.html_url,
    editSummary: async (id, body) =>
      (await rest.issues.updateComment({ owner, repo, comment_id: id, body })).data.html_url,
  };
}

/** GitHub rejects a `start_line` equal to `line`. */
function linesOf(anchor: Saying['anchor']): {
  line?: number;
  side?: 'RIGHT';
  start_line?: number;
  start_side?: 'RIGHT';
} {
  if (anchor.kind === 'file') return {};
  const { first, last } = anchor;
  const end = { line: last, side: 'RIGHT' as const };
  return first === last ? end : { ...end, start_line: first, start_side: 'RIGHT' };
}

interface Listed {
  readonly id: number;
  readonly body?: string;
  readonly user: { readonly login: string } | null;
}

function by(author: string, comments: readonly Listed[]): readonly PostedComment[] {
  return comments.filter(({ user }) => user?.login === author).map(({ id, body }) => ({ id, body: body ?? '' }));
}
