/** Writing in a pull request: reviews, threads, comments. REST, GraphQL and people all come here. */
import { Refusal } from './permissions.ts';
import type { FileChange, Side } from './diff.ts';
import type { Places } from './places.ts';
import { type Account, type Comment, node, type Pull, type Review, type ReviewComment, type State } from './state.ts';
import type { Thread } from './state.ts';

/** A comment as it is handed in. */
export interface Draft {
  readonly path: string;
  readonly body: string;
  readonly subject: Thread['subject'];
  readonly side: Side;
  readonly line: number | null;
  readonly startLine: number | null;
}

/** Characters, as GitHub counts them: code points. */
const MOST_CHARACTERS = 65_536;
const TOO_LONG = `Body is too long (maximum is ${MOST_CHARACTERS} characters)`;

export function isTooLong(body: string): boolean {
  return Array.from(body).length > MOST_CHARACTERS;
}

/** Why GitHub does not take a comment, in its words for reviews; empty if it does. */
export function objections(draft: Draft, changes: readonly FileChange[]): readonly string[] {
  const change = changes.find(({ filename }) => filename === draft.path);
  if (change === undefined) return ['Path could not be resolved'];
  if (isTooLong(draft.body)) return [TOO_LONG];
  if (draft.body.trim() === '') return ["Pull request review comment body can't be blank"];
  if (draft.subject === 'FILE') return [];
  const { line, startLine } = draft;
  const shown = change.shown[draft.side];
  const last = line === null ? undefined : shown.get(line);
  const wrong = last === undefined ? ['Pull request review thread line must be part of the diff'] : [];
  if (startLine !== null && line !== null) {
    if (startLine >= line) wrong.push('Pull request review thread start line must precede the end line.');
    else if (last === undefined || shown.get(startLine)?.hunk !== last.hunk) {
      wrong.push('Pull request review thread start line must be part of the same hunk as the line.');
    }
  }
  return last === undefined ? [...wrong, "Pull request review thread diff hunk can't be blank"] : wrong;
}

export interface Setting {
  readonly state: State;
  readonly places: Places;
  /** Lines of a patch beyond which GitHub shows none, and takes no comments on lines. */
  readonly limits: { readonly patchLines: number; readonly files: number };
}

/** The files as GitHub shows them: without the patches that are too large. */
export function shownChanges({ places, limits }: Setting, pull: Pull, commit?: string): readonly FileChange[] {
  return places.changes(pull, commit).map((change) => {
    if (change.additions + change.deletions <= limits.patchLines) return change;
    return { ...change, patch: null, shown: { LEFT: new Map<never, never>(), RIGHT: new Map<never, never>() } };
  });
}

export function addReview(
  { state }: Setting,
  pull: Pull,
  author: Account,
  { body, commit, verdict }: { body: string; commit: string; verdict: Review['state'] },
): Review {
  const id = state.id();
  const submittedAt = state.moment().text;
  const review: Review = { id, node: node('PRR', id), author, body, state: verdict, commit, submittedAt };
  pull.reviews.push(review);
  return review;
}

/** Adds a thread with one comment. The draft was looked at before. */
export function addThread(setting: Setting, pull: Pull, review: Review, draft: Draft): Thread {
  const { commit } = review;
  const { line, startLine, path, subject, side, body } = draft;
  const thread: Thread = {
    ...{ node: node('PRRT', setting.state.id()), path, subject, side, commit, resolvedBy: null, comments: [] },
    countedIn: side === 'RIGHT' ? commit : setting.places.mergeBase(pull, commit),
    ...(subject === 'FILE' ? { line: null, startLine: null, hunk: '' } : { line, startLine }),
    hunk: hunkUpTo(setting.places.changes(pull, commit), draft),
  };
  pull.threads.push(thread);
  addReviewComment(setting, thread, review, body);
  return thread;
}

export function addReviewComment({ state }: Setting, thread: Thread, review: Review, body: string): ReviewComment {
  const comment: ReviewComment = { ...newComment(state, 'PRRC', review.author, body), review };
  thread.comments.push(comment);
  return comment;
}

export function addConversation({ state }: Setting, pull: Pull, author: Account, body: string): Comment {
  const comment = newComment(state, 'IC', author, body);
  pull.conversation.push(comment);
  return comment;
}

function newComment(state: State, prefix: string, author: Account, body: string): Comment {
  const id = state.id();
  const { text } = state.moment();
  return {
    ...{ id, node: node(prefix, id), author, body, createdAt: text, updatedAt: text },
    ...{ editor: null, minimized: null },
  };
}

export function editComment({ state }: Setting, comment: Comment, editor: Account, body: string): void {
  if (isTooLong(body)) throw tooLong();
  if (body.trim() === '') throw new Refusal(422, 'Validation Failed', [{ code: 'missing_field', field: 'body' }]);
  comment.body = body;
  comment.editor = editor;
  comment.updatedAt = state.moment().text;
}

/** A thread is gone with its last comment, and so is a review that said nothing else. */
export function deleteComment(pull: Pull, comment: Comment): void {
  drop(pull.conversation, comment);
  const thread = pull.threads.find(({ comments }) => comments.some((one) => one === comment));
  if (thread === undefined) return;
  const { review } = thread.comments.find((one) => one === comment)!;
  drop(thread.comments, comment as ReviewComment);
  if (thread.comments.length === 0) drop(pull.threads, thread);
  const left = pull.threads.some(({ comments }) => comments.some((one) => one.review === review));
  if (!left && review.body === '') drop(pull.reviews, review);
}

export function drop<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at !== -1) list.splice(at, 1);
}

export function tooLong(resource = 'IssueComment'): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, code: 'unprocessable', field: 'data', message: TOO_LONG }]);
}

/** The commented hunk, up to the commented line. */
function hunkUpTo(changes: readonly FileChange[], { path, side, line }: Draft): string {
  const change = changes.find(({ filename }) => filename === path);
  const position = line === null ? undefined : change?.shown[side].get(line)?.position;
  if (change === undefined || change.patch === null || position === undefined) return '';
  const lines = change.patch.split('\n').slice(0, position + 1);
  return lines.slice(lines.findLastIndex((text) => text.startsWith('@@ '))).join('\n');
}
