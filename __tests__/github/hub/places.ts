/** Where the threads of a pull request stand now, after all pushes. */
import { mergeBaseOf } from './bare.ts';
import { changesBetween, type FileChange, lineMover } from './diff.ts';
import type { Pull, Repository, Thread } from './state.ts';

/** Lines at head; null for comments on files, and where the thread is outdated. */
export interface ThreadPlace {
  readonly line: number | null;
  readonly startLine: number | null;
  readonly position: number | null;
  readonly isOutdated: boolean;
}

/** Compares commits, and remembers what never changes. */
export class Places {
  readonly #changes = new Map<string, readonly FileChange[]>();
  readonly #mergeBases = new Map<string, string>();
  readonly #movers = new Map<string, (line: number) => number | null>();

  /** What a commit of the pull request changes: from its merge base with the base branch. */
  changes(pull: Pull, commit = pull.head.sha): readonly FileChange[] {
    return this.between(pull.repository, this.mergeBase(pull, commit), commit);
  }

  /** The commit that is compared with: of histories that share none, the tip of the base branch. */
  mergeBase({ repository, base, state }: Pull, commit: string): string {
    // What a merged pull request changed is no longer seen from the tip.
    const tip = state === 'closed' ? base.sha : (repository.branches.get(base.ref) ?? base.sha);
    const key = `${repository.directory} ${tip} ${commit}`;
    const known = this.#mergeBases.get(key) ?? mergeBaseOf(repository.directory, tip, commit) ?? tip;
    this.#mergeBases.set(key, known);
    return known;
  }

  between({ directory }: Repository, from: string, to: string): readonly FileChange[] {
    const key = `${directory} ${from} ${to}`;
    const known = this.#changes.get(key) ?? changesBetween(directory, from, to);
    this.#changes.set(key, known);
    return known;
  }

  /**
   * A thread is outdated when one of its lines was changed or deleted, or is no longer part of the diff. Threads on
   * files stay as long as the pull request changes the file.
   */
  of(pull: Pull, thread: Thread): ThreadPlace {
    const outdated = { line: null, startLine: null, position: null, isOutdated: true };
    const change = this.changes(pull).find(({ filename }) => filename === thread.path);
    if (change === undefined) return outdated;
    const last = thread.line;
    if (last === null) return { line: null, startLine: null, position: 1, isOutdated: false };
    const first = thread.startLine ?? last;
    const moved = Array.from({ length: last - first + 1 }, (_, at) => this.#move(pull, thread, first + at));
    const [start, end] = [moved[0], moved.at(-1)];
    const shown = change.shown[thread.side].get(end ?? 0);
    if (moved.includes(null) || start === undefined || end === undefined || shown === undefined) return outdated;
    const startLine = thread.startLine === null ? null : start;
    return { line: end, startLine, position: shown.position, isOutdated: false };
  }

  #move(pull: Pull, { countedIn, side, path }: Thread, line: number): number | null {
    const { directory } = pull.repository;
    const now = side === 'RIGHT' ? pull.head.sha : this.mergeBase(pull, pull.head.sha);
    const key = `${directory} ${countedIn} ${now} ${path}`;
    const mover = this.#movers.get(key) ?? lineMover(directory, countedIn, now, path);
    this.#movers.set(key, mover);
    return mover(line);
  }
}
