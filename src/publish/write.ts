/** The requests that write, each one an action on the pull request. */
import { type ThreadAnchor } from './anchor.ts';
import { type Octokit, type PullRequestName } from './client.ts';
import { type Ending } from './life.ts';
import { type Posted, type Thread } from './state.ts';

/** A comment to post on the diff. `body` has its mark. */
export interface Saying {
  readonly anchor: ThreadAnchor;
  readonly body: string;
}

/** Each function is one request, or a few, and throws Octokit's RequestError. */
export interface PullRequestWriting {
  /** Posts one review with comments on lines; a review can't have comments on files. */
  readonly review: (commit: string, body: string, comments: readonly Saying[]) => Promise<void>;
  readonly comment: (commit: string, comment: Saying) => Promise<void>;
  readonly edit: (posted: Posted, body: string) => Promise<void>;
  readonly removeFromThread: (posted: Posted) => Promise<void>;
  readonly removeFromConversation: (posted: Posted) => Promise<void>;
  readonly close: (thread: Thread, ending: Exclude<Ending, 'delete' | 'edit'>) => Promise<void>;
  /** Makes a resolved or minimised thread visible again. */
  readonly open: (thread: Thread) => Promise<void>;
  readonly postSummary: (body: string) => Promise<void>;
  readonly editSummary: (posted: Posted, body: string) => Promise<void>;
  /** Whether the rules of a branch demand that all conversations are resolved. Only rulesets can be read, no older branch protection. */
  readonly mustBeResolved: (branch: string) => Promise<boolean>;
}

export function writingTo({ rest, graphql }: Octokit, { owner, repo, number }: PullRequestName): PullRequestWriting {
  const pull = { owner, repo, pull_number: number };
  const issue = { owner, repo, issue_number: number };
  const change = (mutation: string, given: Readonly<Record<string, unknown>>): Promise<unknown> =>
    graphql(mutation, given);
  return {
    review: async (commit, body, comments) => {
      const lines = comments.map((one) => ({ path: one.anchor.file, body: one.body, ...linesOf(one.anchor) }));
      await rest.pulls.createReview({ ...pull, commit_id: commit, event: 'COMMENT', body, comments: lines });
    },
    comment: async (commit, { anchor, body }) => {
      const where = anchor.kind === 'file' ? { subject_type: 'file' as const } : linesOf(anchor);
      await rest.pulls.createReviewComment({ ...pull, commit_id: commit, path: anchor.file, body, ...where });
    },
    edit: async ({ id }, body) => {
      await rest.pulls.updateReviewComment({ owner, repo, comment_id: id, body });
    },
    removeFromThread: async ({ id }) => {
      await rest.pulls.deleteReviewComment({ owner, repo, comment_id: id });
    },
    removeFromConversation: async ({ id }) => {
      await rest.issues.deleteComment({ owner, repo, comment_id: id });
    },
    close: async ({ node, first }, ending) => {
      await (ending === 'resolve' ? change(RESOLVE, { thread: node }) : change(HIDE, { comment: first.node }));
    },
    open: async ({ node, first, isResolved }) => {
      if (isResolved) await change(UNRESOLVE, { thread: node });
      if (first.isHidden) await change(SHOW, { comment: first.node });
    },
    postSummary: async (body) => {
      await rest.issues.createComment({ ...issue, body });
    },
    editSummary: async ({ id }, body) => {
      await rest.issues.updateComment({ owner, repo, comment_id: id, body });
    },
    mustBeResolved: async (branch) => {
      const { data } = await rest.repos.getBranchRules({ owner, repo, branch, per_page: 100 });
      return data.some(
        (rule) => rule.type === 'pull_request' && rule.parameters?.required_review_thread_resolution === true,
      );
    },
  };
}

const RESOLVE = `mutation ($thread: ID!) { resolveReviewThread(input: { threadId: $thread }) { thread { isResolved } } }`;
const UNRESOLVE = `mutation ($thread: ID!) { unresolveReviewThread(input: { threadId: $thread }) { thread { isResolved } } }`;
const HIDE = `mutation ($comment: ID!) { minimizeComment(input: { subjectId: $comment, classifier: RESOLVED }) { minimizedComment { isMinimized } } }`;
const SHOW = `mutation ($comment: ID!) { unminimizeComment(input: { subjectId: $comment }) { unminimizedComment { isMinimized } } }`;

/** GitHub rejects a `start_line` equal to `line`. */
function linesOf(anchor: ThreadAnchor): { line?: number; side?: 'RIGHT'; start_line?: number; start_side?: 'RIGHT' } {
  if (anchor.kind === 'file') return {};
  const { first, last } = anchor;
  const end = { line: last, side: 'RIGHT' as const };
  return first === last ? end : { ...end, start_line: first, start_side: 'RIGHT' };
}
