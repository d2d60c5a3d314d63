/** Tells what runs wrote from what others wrote, and finds out when a run touches the latter. */
import type { Comment, State, Thread } from '../hub/state.ts';

export class Foreign {
  readonly #state: State;
  readonly #ours = new Set<number>();

  constructor(state: State) {
    this.#state = state;
  }

  /** Whether a run wrote it. */
  isOurs({ id }: Comment): boolean {
    return this.#ours.has(id);
  }

  /** Takes comments for ours that no run of this history wrote: those of an earlier release. */
  adopt(comments: readonly Comment[]): void {
    for (const { id } of comments) this.#ours.add(id);
  }

  /**
   * Before a run. What is new when it ends is ours; of what is not, nothing may be edited, hidden or deleted, and no
   * thread that others began may be resolved or reopened.
   */
  begin(): { readonly touched: () => readonly string[] } {
    const comments = new Map(this.#comments().map((comment) => [comment.id, textOf(comment)]));
    const threads = new Map(this.#foreignThreads().map((thread) => [thread, thread.resolvedBy]));
    return {
      touched: () => {
        const now = this.#comments();
        for (const comment of now) if (!comments.has(comment.id)) this.#ours.add(comment.id);
        const after = new Map(now.map((comment) => [comment.id, textOf(comment)]));
        const changed = [...comments].filter(([id, text]) => !this.#ours.has(id) && after.get(id) !== text);
        const resolved = [...threads].filter(([thread, by]) => thread.resolvedBy !== by);
        return [
          ...changed.map(([, text]) => `a comment of others was touched: ${text.slice(0, 120)}`),
          ...resolved.map(([{ path }]) => `a thread of others was resolved or reopened: ${path}`),
        ];
      },
    };
  }

  #comments(): readonly Comment[] {
    return this.#state
      .pulls()
      .flatMap(({ threads, conversation }) => [...conversation, ...threads.flatMap(({ comments }) => comments)]);
  }

  #foreignThreads(): readonly Thread[] {
    const threads = this.#state.pulls().flatMap((pull) => pull.threads);
    return threads.filter(({ comments: [first] }) => first !== undefined && !this.isOurs(first));
  }
}

function textOf({ author, body, minimized }: Comment): string {
  return JSON.stringify([author.login, minimized, body]);
}
