/** Keeps what stands in all pull requests, to go back to it: the commits stay, as nothing is ever deleted of them. */
import type { Comment, Pull, State, Thread } from './state.ts';

/** Returns the function that goes back. It can be called often. */
export function snapshot(state: State): () => void {
  const back = state.repositories.flatMap(({ pulls, checkRuns }) => [
    keptList(pulls),
    keptList(checkRuns),
    ...pulls.map(keptPull),
  ]);
  return () => {
    for (const restore of back) restore();
  };
}

function keptPull(pull: Pull): () => void {
  const { title, state, merged, draft, locked, reviews, threads, conversation } = pull;
  const lists = [keptList(reviews), keptList(threads), keptList(conversation)];
  const parts = [...threads.map(keptThread), ...conversation.map(keptComment)];
  return () => {
    Object.assign(pull, { title, state, merged, draft, locked });
    for (const restore of [...lists, ...parts]) restore();
  };
}

function keptThread(thread: Thread): () => void {
  const { resolvedBy, comments } = thread;
  const parts = [keptList(comments), ...comments.map(keptComment)];
  return () => {
    Object.assign(thread, { resolvedBy });
    for (const restore of parts) restore();
  };
}

function keptComment(comment: Comment): () => void {
  const { body, updatedAt, editor, minimized } = comment;
  return () => Object.assign(comment, { body, updatedAt, editor, minimized });
}

function keptList(list: unknown[]): () => void {
  const items = [...list];
  return () => list.splice(0, list.length, ...items);
}
