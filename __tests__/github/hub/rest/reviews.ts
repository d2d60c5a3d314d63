/** Reviews, and the comments on lines and files. */
import { commitAt, mergeBaseOf } from '../bare.ts';
import { addReview, addThread, deleteComment, type Draft, editComment, objections } from '../discussion.ts';
import { isTooLong, shownChanges } from '../discussion.ts';
import { demand, demandUnlocked, Refusal, type Token } from '../permissions.ts';
import type { Pull, Review, ReviewComment, Thread } from '../state.ts';
import { type Answer, type Call, notFound, type Operations, pullOf, repositoryOf, text } from './call.ts';

export const reviewOperations: Operations = {
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews': (call) => {
    const pull = pullOf(call);
    demand(call.token, pull.repository, ['pull_requests'], 'read');
    return { status: 200, items: pull.reviews.map((review) => call.shapes.review(pull, review)) };
  },

  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': createReview,

  'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments': (call) => {
    const pull = pullOf(call);
    demand(call.token, pull.repository, ['pull_requests'], 'read');
    const comments = pull.threads.flatMap((thread) => thread.comments.map((comment) => ({ thread, comment })));
    const sorted = comments.sort((one, other) => one.comment.id - other.comment.id);
    if (call.query.get('direction') === 'desc') sorted.reverse();
    return { status: 200, items: sorted.map((one) => call.shapes.reviewComment(pull, one.thread, one.comment)) };
  },

  'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments': createComment,

  'GET /repos/{owner}/{repo}/pulls/comments/{comment_id}': (call) => {
    const { pull, thread, comment } = commentOf(call, 'read');
    return { status: 200, body: call.shapes.reviewComment(pull, thread, comment) };
  },

  'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}': (call) => {
    const { pull, thread, comment, token } = commentOf(call, 'write');
    editComment(call.setting, comment, token.identity, text(call.body['body']));
    return { status: 200, body: call.shapes.reviewComment(pull, thread, comment) };
  },

  'DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}': (call) => {
    const { pull, comment } = commentOf(call, 'write');
    deleteComment(pull, comment);
    return { status: 204, body: undefined };
  },
};

const VERDICTS: Readonly<Record<string, Review['state']>> = {
  COMMENT: 'COMMENTED',
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
};

/** A review is taken whole or not at all. */
function createReview(call: Call): Answer {
  const { pull, token } = writable(call);
  const verdict = VERDICTS[text(call.body['event'])];
  if (verdict === undefined) {
    call.fault('a review without an event is pending, and the hub plays none');
    throw unprocessable(['Pending reviews are not played']);
  }
  const commit = commitOf(call, pull);
  if (commit === null) throw unprocessable(['The commit_id is not part of the pull request']);
  const body = text(call.body['body']);
  const drafts = ((call.body['comments'] ?? []) as readonly Handed[]).map(draftOf);
  if (body === '' && (drafts.length === 0 || verdict === 'CHANGES_REQUESTED')) {
    throw unprocessable(['Review body is required']);
  }
  if (isTooLong(body)) throw unprocessable(['Body is too long (maximum is 65536 characters)']);
  const changes = shownChanges(call.setting, pull, commit);
  const wrong = [...new Set(drafts.flatMap((draft) => objections(draft, changes)))];
  if (wrong.length > 0) throw unprocessable([inWords(wrong)]);
  const review = addReview(call.setting, pull, token.identity, { body, commit, verdict });
  for (const draft of drafts) addThread(call.setting, pull, review, draft);
  return { status: 200, body: call.shapes.review(pull, review) };
}

/** GitHub makes a review of its own for each comment that is posted alone. */
function createComment(call: Call): Answer {
  const { pull, token } = writable(call);
  const commit = commitOf(call, pull);
  if (commit === null) throw invalid('commit_id', 'commit_id is not part of the pull request');
  const draft = draftOf(call.body as unknown as Handed);
  const [why] = objections(draft, shownChanges(call.setting, pull, commit));
  if (why !== undefined) throw invalid(fieldOf(why), why);
  const review = addReview(call.setting, pull, token.identity, { body: '', commit, verdict: 'COMMENTED' });
  const thread = addThread(call.setting, pull, review, draft);
  return { status: 201, body: call.shapes.reviewComment(pull, thread, thread.comments[0]!) };
}

function writable(call: Call): { pull: Pull; token: Token } {
  const pull = pullOf(call);
  const token = demand(call.token, pull.repository, ['pull_requests'], 'write');
  demandUnlocked(token, pull);
  return { pull, token };
}

function commentOf(call: Call, level: 'read' | 'write') {
  const repository = repositoryOf(call);
  const token = demand(call.token, repository, ['pull_requests'], level);
  for (const pull of repository.pulls) {
    for (const thread of pull.threads) {
      const comment: ReviewComment | undefined = thread.comments.find(
        ({ id }) => id === Number(call.params['comment_id']),
      );
      if (comment === undefined) continue;
      if (level === 'write') demandUnlocked(token, pull);
      return { pull, thread, comment, token };
    }
  }
  throw notFound();
}

/** A comment as REST takes it. */
interface Handed {
  readonly path: string;
  readonly body: string;
  readonly side?: Thread['side'];
  readonly line?: number;
  readonly start_line?: number;
  readonly subject_type?: 'line' | 'file';
}

function draftOf({ path, body, side = 'RIGHT', line, start_line, subject_type }: Handed): Draft {
  const subject = subject_type === 'file' ? 'FILE' : 'LINE';
  return { path, body, side, line: line ?? null, startLine: start_line ?? null, subject };
}

/** The commented commit; null if it is none of the pull request, for instance after a force-push. */
function commitOf({ body }: Call, { head, repository, base }: Pull): string | null {
  const given = text(body['commit_id']);
  if (given === '' || given === head.sha) return head.sha;
  const { directory } = repository;
  const isKnown = /^[0-9a-f]{40}$/u.test(given) && commitAt(directory, given) !== null;
  if (!isKnown || mergeBaseOf(directory, given, head.sha) !== given) return null;
  return mergeBaseOf(directory, given, base.sha) === given ? null : given;
}

/** A list as GitHub writes it: "a, b, and c". */
function inWords(parts: readonly string[]): string {
  if (parts.length < 3) return parts.join(' and ');
  return `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1) ?? ''}`;
}

function unprocessable(errors: readonly string[]): Refusal {
  return new Refusal(422, 'Unprocessable Entity', errors);
}

function invalid(field: string, message: string): Refusal {
  return new Refusal(422, 'Validation Failed', [
    { resource: 'PullRequestReviewComment', code: 'custom', field, message },
  ]);
}

function fieldOf(why: string): string {
  if (why.startsWith('Path')) return 'pull_request_review_thread.path';
  if (why.startsWith('Body')) return 'body';
  return why.includes('start line') ? 'pull_request_review_thread.start_line' : 'pull_request_review_thread.line';
}
