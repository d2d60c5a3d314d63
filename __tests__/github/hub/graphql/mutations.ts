/** The mutations of a review bot. */
import { GraphQLError } from 'graphql';
import { addConversation, addReview, addReviewComment, addThread, deleteComment } from '../discussion.ts';
import { type Draft, editComment, objections, shownChanges } from '../discussion.ts';
import { demand, demandUnlocked, forbidden, isSeen, mayResolve, type Permission, type Token } from '../permissions.ts';
import type { Comment, Pull, Review, Thread } from '../state.ts';
import { conversationNode, pullNode, reviewCommentNode, reviewNode, type Seeing, threadNode } from './objects.ts';
import { typed } from './schema.ts';

interface Input<T> {
  readonly input: T;
}
interface Minimizing {
  readonly subjectId: string;
  readonly classifier: string;
}
interface Handed {
  readonly path: string;
  readonly body: string;
  readonly line?: number | null;
  readonly startLine?: number | null;
  readonly side?: Thread['side'];
  readonly subjectType?: Thread['subject'];
}
interface ReviewInput {
  readonly pullRequestId: string;
  readonly commitOID?: string;
  readonly body?: string;
  readonly event?: 'COMMENT' | 'APPROVE' | 'REQUEST_CHANGES';
  readonly threads?: readonly Handed[];
  readonly comments?: readonly unknown[];
}

const VERDICTS = { COMMENT: 'COMMENTED', APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED' } as const;

export function mutations(seeing: Seeing) {
  const { setting, token } = seeing;
  return {
    resolveReviewThread: ({ input }: Input<{ threadId: string }>) => resolved(seeing, input.threadId, token.identity),
    unresolveReviewThread: ({ input }: Input<{ threadId: string }>) => resolved(seeing, input.threadId, null),
    minimizeComment: ({ input }: Input<Minimizing>) => ({
      minimizedComment: minimized(seeing, input.subjectId, input.classifier.toLowerCase().replace('_', '-')),
    }),
    unminimizeComment: ({ input }: Input<{ subjectId: string }>) => ({
      unminimizedComment: minimized(seeing, input.subjectId, null),
    }),
    updatePullRequestReviewComment: ({ input }: Input<{ pullRequestReviewCommentId: string; body: string }>) => {
      const { comment, show } = writable(seeing, input.pullRequestReviewCommentId);
      editComment(setting, comment, token.identity, input.body);
      return { pullRequestReviewComment: show() };
    },
    updateIssueComment: ({ input }: Input<{ id: string; body: string }>) => {
      const { comment, show } = writable(seeing, input.id);
      editComment(setting, comment, token.identity, input.body);
      return { issueComment: show() };
    },
    deletePullRequestReviewComment: ({ input }: Input<{ id: string }>) => {
      const { comment, pull, show } = writable(seeing, input.id);
      const node = show();
      deleteComment(pull, comment);
      return { pullRequestReviewComment: node };
    },
    deleteIssueComment: ({ input }: Input<{ id: string }>) => {
      const { comment, pull } = writable(seeing, input.id);
      deleteComment(pull, comment);
      return {};
    },
    addComment: ({ input }: Input<{ subjectId: string; body: string }>) => {
      const pull = writablePull(seeing, input.subjectId, ['issues', 'pull_requests']);
      const comment = addConversation(setting, pull, token.identity, input.body);
      return { commentEdge: { node: conversationNode(seeing, pull, comment), cursor: comment.node } };
    },
    addPullRequestReview: ({ input }: Input<ReviewInput>) => addedReview(seeing, input),
    addPullRequestReviewThread: ({ input }: Input<Handed & { pullRequestId?: string }>) => addedThread(seeing, input),
    addPullRequestReviewThreadReply: ({ input }: Input<{ pullRequestReviewThreadId: string; body: string }>) => {
      const { pull, thread } = threadOf(seeing, input.pullRequestReviewThreadId);
      mayWrite(token, pull, ['pull_requests']);
      const review = commented(seeing, pull, pull.head.sha);
      const comment = addReviewComment(setting, thread, review, input.body);
      return { comment: reviewCommentNode(seeing, pull, thread, comment) };
    },
  };
}

function resolved(seeing: Seeing, id: string, by: Thread['resolvedBy']) {
  const { pull, thread } = threadOf(seeing, id);
  if (!mayResolve(seeing.token, pull)) throw forbidden(seeing.token);
  thread.resolvedBy = by;
  return { thread: threadNode(seeing, pull, thread) };
}

function minimized(seeing: Seeing, id: string, reason: string | null) {
  const { comment, show } = writable(seeing, id);
  comment.minimized = reason;
  return show();
}

function addedReview(
  seeing: Seeing,
  { pullRequestId, commitOID, body = '', event, threads = [], comments }: ReviewInput,
) {
  const pull = writablePull(seeing, pullRequestId, ['pull_requests']);
  if (event === undefined || comments !== undefined) {
    throw new GraphQLError('The hub plays neither pending reviews nor comments at positions.', {
      extensions: { fault: true },
    });
  }
  const commit = commitOID ?? pull.head.sha;
  const drafts = threads.map(draftOf);
  const changes = shownChanges(seeing.setting, pull, commit);
  const wrong = [...new Set(drafts.flatMap((draft) => objections(draft, changes)))];
  if (wrong.length > 0) throw typed('UNPROCESSABLE', wrong.join(', '));
  const verdict = VERDICTS[event];
  const review = addReview(seeing.setting, pull, seeing.token.identity, { body, commit, verdict });
  for (const draft of drafts) addThread(seeing.setting, pull, review, draft);
  return { pullRequestReview: reviewNode(seeing, pull, review) };
}

/** Outside of the diff GitHub answers that it made no thread, and no error (dcdpr/jp#857). */
function addedThread(seeing: Seeing, input: Handed & { pullRequestId?: string }) {
  if (input.pullRequestId === undefined) {
    throw new GraphQLError('The hub plays no pending reviews.', { extensions: { fault: true } });
  }
  const pull = writablePull(seeing, input.pullRequestId, ['pull_requests']);
  const draft = draftOf(input);
  if (objections(draft, shownChanges(seeing.setting, pull)).length > 0) return { thread: null };
  const thread = addThread(seeing.setting, pull, commented(seeing, pull, pull.head.sha), draft);
  return { thread: threadNode(seeing, pull, thread) };
}

function commented({ setting, token }: Seeing, pull: Pull, commit: string): Review {
  return addReview(setting, pull, token.identity, { body: '', commit, verdict: 'COMMENTED' });
}

function draftOf({ path, body, line = null, startLine = null, side = 'RIGHT', subjectType = 'LINE' }: Handed): Draft {
  return { path, body, line, startLine, side, subject: subjectType };
}

function mayWrite(token: Token, pull: Pull, permissions: readonly Permission[]): void {
  demand(token, pull.repository, permissions, 'write');
  demandUnlocked(token, pull);
}

function writablePull({ setting, token }: Seeing, id: string, permissions: readonly Permission[]): Pull {
  const pull = setting.state.pulls().find((one) => one.node === id && isSeen(token, one.repository));
  if (pull === undefined) throw unknownNode(id);
  mayWrite(token, pull, permissions);
  return pull;
}

/** The comment with that id, and how it is shown. */
function writable(seeing: Seeing, id: string): { comment: Comment; pull: Pull; show: () => unknown } {
  const found = commentOf(seeing, id);
  if (found === null) throw unknownNode(id);
  mayWrite(seeing.token, found.pull, ['pull_requests', ...(found.inThread ? [] : (['issues'] as const))]);
  return found;
}

function commentOf(seeing: Seeing, id: string) {
  for (const pull of visiblePulls(seeing)) {
    const comment = pull.conversation.find(({ node }) => node === id);
    if (comment !== undefined)
      return { comment, pull, inThread: false, show: () => conversationNode(seeing, pull, comment) };
    for (const thread of pull.threads) {
      const one = thread.comments.find(({ node }) => node === id);
      if (one === undefined) continue;
      return { comment: one, pull, inThread: true, show: () => reviewCommentNode(seeing, pull, thread, one) };
    }
  }
  return null;
}

function threadOf(seeing: Seeing, id: string): { pull: Pull; thread: Thread } {
  for (const pull of visiblePulls(seeing)) {
    const thread = pull.threads.find(({ node }) => node === id);
    if (thread !== undefined) return { pull, thread };
  }
  throw unknownNode(id);
}

function visiblePulls({ setting, token }: Seeing): readonly Pull[] {
  return setting.state.pulls().filter(({ repository }) => isSeen(token, repository));
}

export function unknownNode(id: string): GraphQLError {
  return typed('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}

/** Any node that the hub has ids for. */
export function nodeOf(seeing: Seeing, id: string): unknown {
  for (const pull of visiblePulls(seeing)) {
    if (pull.node === id) return pullNode(seeing, pull);
    const thread = pull.threads.find(({ node }) => node === id);
    if (thread !== undefined) return threadNode(seeing, pull, thread);
  }
  const found = commentOf(seeing, id);
  if (found === null) throw unknownNode(id);
  return found.show();
}
