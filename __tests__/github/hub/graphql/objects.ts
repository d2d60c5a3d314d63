/** The state as GraphQL sees it: the same threads and comments that REST shows. */
import type { Setting } from '../discussion.ts';
import { may, mayResolve, type Token } from '../permissions.ts';
import type { Shapes } from '../rest/shapes.ts';
import { type Account, type Comment, fullName, type Pull, type Repository } from '../state.ts';
import type { Review, ReviewComment, Thread } from '../state.ts';
import { connection, type Paging } from './connection.ts';

export interface Seeing {
  readonly setting: Setting;
  readonly shapes: Shapes;
  readonly token: Token;
}

type Node = Readonly<Record<string, unknown>>;

/** GraphQL's names of bots have no `[bot]`. */
export function actor({ login, node, id, kind }: Account): Node {
  return { __typename: kind, login: login.replace(/\[bot\]$/u, ''), id: node, databaseId: id };
}

/** Where the schema demands a user and it is a bot, the name is REST's. */
export function user({ login, node, id }: Account): Node {
  return { __typename: 'User', login, id: node, databaseId: id };
}

export function repositoryNode(seeing: Seeing, repository: Repository): Node {
  const { node, id, name, isPrivate, owner, defaultBranch, branches } = repository;
  return {
    ...{ __typename: 'Repository', id: node, databaseId: id, name, nameWithOwner: fullName(repository), isPrivate },
    owner: { __typename: owner.kind === 'Organization' ? 'Organization' : 'User', login: owner.login, id: owner.node },
    defaultBranchRef: () => refNode(defaultBranch, branches.get(defaultBranch)),
    pullRequest: ({ number }: { number: number }) => {
      const pull = repository.pulls.find((one) => one.number === number);
      return pull === undefined ? null : pullNode(seeing, pull);
    },
  };
}

function refNode(name: string, oid: string | undefined): Node | null {
  return oid === undefined
    ? null
    : { __typename: 'Ref', name, prefix: 'refs/heads/', target: { __typename: 'Commit', oid } };
}

export function pullNode(seeing: Seeing, pull: Pull): Node {
  const { node, id, number, title, state, merged, draft, locked, author, base, head, repository } = pull;
  const tip = repository.branches.get(base.ref);
  return {
    ...{ __typename: 'PullRequest', id: node, fullDatabaseId: String(id), number, title, isDraft: draft, locked },
    ...{ state: merged ? 'MERGED' : state.toUpperCase(), closed: state === 'closed', merged, author: actor(author) },
    ...{ headRefOid: head.sha, headRefName: head.ref, baseRefName: base.ref, baseRefOid: tip ?? base.sha },
    ...{ isCrossRepository: head.repository !== repository, createdAt: pull.createdAt },
    ...{ url: seeing.shapes.pullPage(pull), viewerDidAuthor: author === seeing.token.identity },
    repository: () => repositoryNode(seeing, repository),
    headRepository: () => repositoryNode(seeing, head.repository),
    baseRef: () => refNode(base.ref, tip),
    reviewThreads: (paging: Paging) => connection(pull.threads, paging, (one) => threadNode(seeing, pull, one)),
    comments: (paging: Paging) => connection(pull.conversation, paging, (one) => conversationNode(seeing, pull, one)),
    reviews: (paging: Paging) => connection(pull.reviews, paging, (one) => reviewNode(seeing, pull, one)),
  };
}

export function threadNode(seeing: Seeing, pull: Pull, thread: Thread): Node {
  const { line, startLine, isOutdated } = seeing.setting.places.of(pull, thread);
  const { resolvedBy } = thread;
  const can = mayResolve(seeing.token, pull);
  return {
    ...{ __typename: 'PullRequestReviewThread', id: thread.node, path: thread.path, subjectType: thread.subject },
    ...{ isResolved: resolvedBy !== null, resolvedBy: resolvedBy === null ? null : user(resolvedBy), isOutdated },
    ...{ isCollapsed: resolvedBy !== null || isOutdated, line, startLine, diffSide: thread.side },
    ...{ originalLine: thread.line, originalStartLine: thread.startLine },
    startDiffSide: thread.startLine === null ? null : thread.side,
    ...{ viewerCanResolve: can && resolvedBy === null, viewerCanUnresolve: can && resolvedBy !== null },
    viewerCanReply: may(seeing.token, pull.repository, 'pull_requests', 'write'),
    pullRequest: () => pullNode(seeing, pull),
    comments: (paging: Paging) =>
      connection(thread.comments, paging, (one) => reviewCommentNode(seeing, pull, thread, one)),
  };
}

export function reviewCommentNode(seeing: Seeing, pull: Pull, thread: Thread, comment: ReviewComment): Node {
  const { line, startLine, isOutdated, position } = seeing.setting.places.of(pull, thread);
  const [first] = thread.comments;
  return {
    ...commentFields(seeing, pull, comment),
    ...{ __typename: 'PullRequestReviewComment', url: seeing.shapes.reviewCommentPage(pull, comment.id) },
    ...{ path: thread.path, line, startLine, outdated: isOutdated, position, state: 'SUBMITTED' },
    ...{ originalLine: thread.line, originalStartLine: thread.startLine, subjectType: thread.subject },
    ...{ diffHunk: thread.hunk, originalCommit: { __typename: 'Commit', oid: thread.commit } },
    pullRequest: () => pullNode(seeing, pull),
    pullRequestReview: () => reviewNode(seeing, pull, comment.review),
    replyTo: () => (first === undefined || first === comment ? null : reviewCommentNode(seeing, pull, thread, first)),
  };
}

export function conversationNode(seeing: Seeing, pull: Pull, comment: Comment): Node {
  return {
    ...commentFields(seeing, pull, comment),
    ...{ __typename: 'IssueComment', url: seeing.shapes.conversationPage(pull, comment.id) },
    pullRequest: () => pullNode(seeing, pull),
  };
}

export function reviewNode(seeing: Seeing, pull: Pull, review: Review): Node {
  const { id, node, author, body, state, commit, submittedAt } = review;
  const comments = pull.threads.flatMap((thread) =>
    thread.comments.filter((one) => one.review === review).map((comment) => ({ thread, comment })),
  );
  return {
    ...{ __typename: 'PullRequestReview', id: node, ...databaseIds(id), author: actor(author), body, state },
    ...{ commit: { __typename: 'Commit', oid: commit }, submittedAt, createdAt: submittedAt },
    ...{ url: `${seeing.shapes.pullPage(pull)}#pullrequestreview-${id}` },
    viewerDidAuthor: author === seeing.token.identity,
    comments: (paging: Paging) =>
      connection(comments, paging, (one) => reviewCommentNode(seeing, pull, one.thread, one.comment)),
  };
}

/** Who may write may also edit, hide and delete what others wrote: that it is allowed says nothing of whose it is. */
function commentFields({ token }: Seeing, { repository }: Pull, comment: Comment): Node {
  const { id, node, author, body, editor, minimized, createdAt, updatedAt } = comment;
  const can = may(token, repository, 'pull_requests', 'write') || may(token, repository, 'issues', 'write');
  return {
    ...{ id: node, ...databaseIds(id), author: actor(author), body, createdAt, updatedAt },
    ...{ editor: editor === null ? null : actor(editor), lastEditedAt: editor === null ? null : updatedAt },
    ...{ includesCreatedEdit: editor !== null, publishedAt: createdAt },
    ...{ isMinimized: minimized !== null, minimizedReason: minimized },
    ...{ viewerDidAuthor: author === token.identity, viewerCanUpdate: can, viewerCanDelete: can },
    viewerCanMinimize: can,
  };
}

/** GraphQL's Int has 32 bits, and the ids of comments have had more since 2024: their `databaseId` is null. */
function databaseIds(id: number): Node {
  return { databaseId: id < 2 ** 31 ? id : null, fullDatabaseId: String(id) };
}
