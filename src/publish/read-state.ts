/** Reads the state of a pull request from GitHub, in one GraphQL query for each hundred threads and comments. */
import { z } from 'zod';
import { type Octokit, type PullRequestName } from './client.ts';
import { type Posted, type PullRequestState, type Thread } from './state.ts';

/** The answer of GitHub is not what its schema promises. Nothing is written then: what was posted is not known. */
export class UnknownAnswer extends Error {}

const comment = z.object({
  id: z.string(),
  fullDatabaseId: z.union([z.string(), z.number()]).nullish(),
  url: z.string(),
  body: z.string(),
  viewerDidAuthor: z.boolean(),
  isMinimized: z.boolean(),
  viewerCanMinimize: z.boolean(),
  editor: z.object({ login: z.string() }).nullable(),
  author: z.object({ login: z.string() }).nullable(),
});

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

const thread = z.object({
  id: z.string(),
  isResolved: z.boolean(),
  isOutdated: z.boolean(),
  viewerCanResolve: z.boolean(),
  viewerCanUnresolve: z.boolean(),
  path: z.string(),
  line: z.int().nullable(),
  startLine: z.int().nullable(),
  diffSide: z.string(),
  subjectType: z.string(),
  comments: z.object({ totalCount: z.int(), nodes: z.array(comment) }),
});

const answer = z.object({
  repository: z.object({
    pullRequest: z.object({
      headRefOid: z.string(),
      baseRefName: z.string(),
      state: z.string(),
      reviewThreads: z.object({ nodes: z.array(thread), pageInfo }).optional(),
      comments: z.object({ nodes: z.array(comment), pageInfo }).optional(),
    }),
  }),
});

const COMMENT =
  'id fullDatabaseId url body viewerDidAuthor isMinimized viewerCanMinimize editor { login } author { login }';

/** A thread's later comments only tell whether somebody else wrote in it: twenty show that. */
const QUERY = `query ($owner: String!, $repo: String!, $number: Int!, $threads: Boolean!, $threadsAfter: String, $comments: Boolean!, $commentsAfter: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      headRefOid baseRefName state
      reviewThreads(first: 100, after: $threadsAfter) @include(if: $threads) {
        nodes {
          id isResolved isOutdated viewerCanResolve viewerCanUnresolve path line startLine diffSide subjectType
          comments(first: 20) { totalCount nodes { ${COMMENT} } }
        }
        pageInfo { hasNextPage endCursor }
      }
      comments(first: 100, after: $commentsAfter) @include(if: $comments) {
        nodes { ${COMMENT} }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

/** GitHub allows 2,500 comments per pull request; more pages than this are an error of the server. */
const mostPages = 100;

/**
 * Reads all threads and comments.
 *
 * @throws {UnknownAnswer} if the answer can't be understood; Octokit's errors otherwise.
 */
export async function readState(octokit: Octokit, pull: PullRequestName): Promise<PullRequestState> {
  const threads: Thread[] = [];
  const conversation: Posted[] = [];
  let threadsAfter: string | null | undefined = null;
  let commentsAfter: string | null | undefined = null;
  for (let page = 0; page < mostPages; page += 1) {
    const asked = { threads: threadsAfter !== undefined, comments: commentsAfter !== undefined };
    const given = { ...pull, ...asked, threadsAfter: threadsAfter ?? null, commentsAfter: commentsAfter ?? null };
    const read = answer.safeParse(await octokit.graphql<unknown>(QUERY, given));
    if (!read.success) throw new UnknownAnswer(`GitHub's answer is not understood: ${z.prettifyError(read.error)}`);
    const { pullRequest } = read.data.repository;
    threads.push(...(pullRequest.reviewThreads?.nodes ?? []).flatMap(threadOf));
    conversation.push(...(pullRequest.comments?.nodes ?? []).map(posted));
    threadsAfter = nextPage(pullRequest.reviewThreads?.pageInfo);
    commentsAfter = nextPage(pullRequest.comments?.pageInfo);
    if (threadsAfter !== undefined || commentsAfter !== undefined) continue;
    const { headRefOid: head, baseRefName: base, state } = pullRequest;
    return { head, base, isOpen: state === 'OPEN', threads, conversation };
  }
  throw new UnknownAnswer(`The pull request has more than ${mostPages} pages of comments.`);
}

/** Undefined if there is none. */
function nextPage(info: z.output<typeof pageInfo> | undefined): string | undefined {
  return info?.hasNextPage === true && info.endCursor !== null ? info.endCursor : undefined;
}

function threadOf(read: z.output<typeof thread>): Thread[] {
  const [first, ...others] = read.comments.nodes;
  if (first === undefined) return [];
  const isLong = read.comments.totalCount > read.comments.nodes.length;
  return [
    {
      node: read.id,
      anchor: anchorOf(read),
      isResolved: read.isResolved,
      canResolve: read.viewerCanResolve,
      canUnresolve: read.viewerCanUnresolve,
      first: posted(first),
      hasOtherWords: isLong || others.some(({ viewerDidAuthor }) => !viewerDidAuthor),
    },
  ];
}

function anchorOf({
  isOutdated,
  path,
  line,
  startLine,
  diffSide,
  subjectType,
}: z.output<typeof thread>): Thread['anchor'] {
  if (subjectType === 'FILE') return { kind: 'file', file: path };
  if (isOutdated || line === null || diffSide !== 'RIGHT') return null;
  return { kind: 'inline', file: path, first: startLine ?? line, last: line };
}

function posted(read: z.output<typeof comment>): Posted {
  const { id, fullDatabaseId, url, body, viewerDidAuthor, isMinimized, viewerCanMinimize, editor, author } = read;
  return {
    node: id,
    id: Number(fullDatabaseId ?? /(\d+)$/.exec(url)?.[1] ?? Number.NaN),
    body,
    isOurs: viewerDidAuthor,
    isEdited: editor !== null && editor.login !== author?.login,
    isHidden: isMinimized,
    canHide: viewerCanMinimize,
  };
}
