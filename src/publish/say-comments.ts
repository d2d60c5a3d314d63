/** Posts comments on lines and files, and marks earlier ones as resolved. */
import { count } from '../report/labels.ts';
import { asResolved, markedKeys } from './marker.ts';
import { statusOf } from './patience.ts';
import type { Comment } from './plan.ts';
import type { PullRequest, PostedComment } from './pull-request.ts';

/** A comment that GitHub rejected, and its error message. */
export interface Lost {
  readonly comment: Comment;
  readonly why: string;
}

/**
 * Posts comments on lines as one review, and those on files one by one. If GitHub rejects the review, each of its
 * comments is posted alone, so that one wrong line does not lose the others. Returns the comments that were rejected.
 */
export async function postComments(
  pull: PullRequest,
  commit: string,
  comments: readonly Comment[],
  saidNow: () => Promise<ReadonlySet<string>>,
): Promise<readonly Lost[]> {
  const inline = comments.filter(({ anchor }) => anchor.kind === 'inline');
  const onFiles = comments.filter(({ anchor }) => anchor.kind === 'file');
  const alone = inline.length > 0 && !(await postReview(pull, commit, inline)) ? inline : [];
  const said = alone.length > 0 ? await saidNow() : new Set<string>();
  const left = [...alone, ...onFiles].filter(({ body }) => !markedKeys(body).some((key) => said.has(key)));
  return postAlone(pull, commit, left);
}

/** False if GitHub rejected the review, or if a server error leaves open whether it was posted. */
async function postReview(pull: PullRequest, commit: string, comments: readonly Comment[]): Promise<boolean> {
  const findings = comments.reduce((sum, comment) => sum + comment.entries, 0);
  try {
    await pull.postReview(commit, `${count(findings, 'finding')} on these lines.`, comments);
    return true;
  } catch (thrown) {
    if (!isRefusal(thrown) && !isServerFault(thrown)) throw thrown;
    return false;
  }
}

async function postAlone(pull: PullRequest, commit: string, comments: readonly Comment[]): Promise<readonly Lost[]> {
  const lost: Lost[] = [];
  for (const comment of comments) {
    try {
      await pull.postComment(commit, comment);
    } catch (thrown) {
      if (!isRefusal(thrown) && !isServerFault(thrown)) throw thrown;
      lost.push({ comment, why: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  }
  return lost;
}

/**
 * Marks our comments whose findings are all gone as resolved. `standing` has the keys of all existing findings.
 * Resolves to the number of comments.
 */
export async function resolveComments(
  pull: PullRequest,
  commit: string,
  said: readonly PostedComment[],
  standing: ReadonlySet<string>,
): Promise<number> {
  const gone = said.filter(({ body }) => {
    const keys = markedKeys(body);
    return keys.length > 0 && keys.every((key) => !standing.has(key));
  });
  for (const { id, body } of gone) await pull.editReviewComment(id, asResolved(body, commit));
  return gone.length;
}

function isRefusal(thrown: unknown): boolean {
  return statusOf(thrown) === 422;
}

function isServerFault(thrown: unknown): boolean {
  const status = statusOf(thrown);
  return status !== null && status >= 500;
}
