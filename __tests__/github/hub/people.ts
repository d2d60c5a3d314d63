/** What people and other workflows do: acts on the state, without requests. */
import { type Files, mergeCommit, setRef, takeOver, writeCommit } from './bare.ts';
import { addConversation, addReview, addReviewComment, addThread, deleteComment, type Draft } from './discussion.ts';
import { drop, editComment, type Setting } from './discussion.ts';
import { type Account, type BranchRule, type Comment, node, type Pull, type Repository, type Thread } from './state.ts';

export class People {
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  account(login: string): Account {
    return this.#setting.state.account(login);
  }

  /**
   * Commits onto a branch and pushes it; a new branch starts at `from`. With `from` and a branch that exists, it is a
   * force-push. Returns the commit.
   */
  push(repository: Repository, branch: string, files: Files, { from, message }: PushOptions = {}): string {
    const parent = from === undefined ? (repository.branches.get(branch) ?? null) : from;
    const time = this.#setting.state.moment().seconds;
    const { directory } = repository;
    const commit = writeCommit(directory, { parent, files, message: message ?? `Change ${branch}`, time });
    this.setBranch(repository, branch, commit);
    return commit;
  }

  /** Lets a branch point to a commit, as a push or a force-push does. */
  setBranch(repository: Repository, branch: string, commit: string): void {
    setRef(repository.directory, `refs/heads/${branch}`, commit);
    repository.branches.set(branch, commit);
    for (const pull of this.#setting.state.pulls().filter(({ state }) => state === 'open')) {
      if (pull.head.repository === repository && pull.head.ref === branch) this.#moveHead(pull, commit);
      else if (pull.repository === repository && pull.base.ref === branch) this.#mergeRef(pull);
    }
  }

  #moveHead(pull: Pull, commit: string): void {
    takeOver(pull.repository.directory, pull.head.repository.directory, commit);
    pull.head.sha = commit;
    pull.base.sha = pull.repository.branches.get(pull.base.ref) ?? pull.base.sha;
    setRef(pull.repository.directory, `refs/pull/${pull.number}/head`, commit);
    this.#mergeRef(pull);
  }

  /** `refs/pull/N/merge`, which workflows check out. Where it conflicts, GitHub keeps none. */
  #mergeRef({ repository, base, head, number }: Pull): void {
    const tip = repository.branches.get(base.ref) ?? base.sha;
    const merged = mergeCommit(repository.directory, tip, head.sha, this.#setting.state.moment().seconds);
    setRef(repository.directory, `refs/pull/${number}/merge`, merged);
  }

  openPull(repository: Repository, { head, from = repository, base, title, author, draft }: Opening): Pull {
    const { state } = this.#setting;
    const id = state.id();
    const pull: Pull = {
      ...{ id, node: node('PR', id), number: nextNumber(repository), repository, createdAt: state.moment().text },
      ...{ head: { repository: from, ref: head, sha: '' }, base: { ref: base ?? repository.defaultBranch, sha: '' } },
      ...{ author: state.account(author ?? 'ann'), title: title ?? `Change ${head}`, state: 'open', merged: false },
      ...{ draft: draft ?? false, locked: false, reviews: [], threads: [], conversation: [] },
    };
    repository.pulls.push(pull);
    this.#moveHead(pull, tipOf(from, head));
    return pull;
  }

  retarget(pull: Pull, base: string): void {
    pull.base.ref = base;
    pull.base.sha = tipOf(pull.repository, base);
    this.#mergeRef(pull);
  }

  /** Merges by a merge commit, and closes. */
  merge(pull: Pull): string {
    const { repository, base, head } = pull;
    base.sha = tipOf(repository, base.ref);
    const commit = mergeCommit(repository.directory, base.sha, head.sha, this.#setting.state.moment().seconds);
    if (commit === null) throw new Error(`pull request ${pull.number} conflicts`);
    pull.state = 'closed';
    pull.merged = true;
    this.setBranch(repository, base.ref, commit);
    return commit;
  }

  close(pull: Pull): void {
    pull.base.sha = tipOf(pull.repository, pull.base.ref);
    pull.state = 'closed';
  }

  reopen(pull: Pull): void {
    pull.state = 'open';
    this.#moveHead(pull, tipOf(pull.head.repository, pull.head.ref));
  }

  lock(pull: Pull, locked = true): void {
    pull.locked = locked;
  }

  setDraft(pull: Pull, draft = true): void {
    pull.draft = draft;
  }

  setRules(repository: Repository, rules: readonly BranchRule[]): void {
    repository.rules.splice(0, repository.rules.length, ...rules);
  }

  reply(pull: Pull, thread: Thread, body: string, login = 'ann'): Comment {
    const by = { body: '', commit: pull.head.sha, verdict: 'COMMENTED' } as const;
    return addReviewComment(this.#setting, thread, addReview(this.#setting, pull, this.account(login), by), body);
  }

  /** Opens a thread of its own. */
  comment(pull: Pull, draft: Partial<Draft> & Pick<Draft, 'path' | 'body'>, login = 'ann'): Thread {
    const by = { body: '', commit: pull.head.sha, verdict: 'COMMENTED' } as const;
    const review = addReview(this.#setting, pull, this.account(login), by);
    const whole = { side: 'RIGHT', line: null, startLine: null, ...draft } as const;
    const subject = draft.subject ?? (whole.line === null ? 'FILE' : 'LINE');
    return addThread(this.#setting, pull, review, { ...whole, subject });
  }

  say(pull: Pull, body: string, login = 'ann'): Comment {
    return addConversation(this.#setting, pull, this.account(login), body);
  }

  resolve(thread: Thread, login: string | null = 'ann'): void {
    thread.resolvedBy = login === null ? null : this.account(login);
  }

  edit(comment: Comment, body: string, login = 'ann'): void {
    editComment(this.#setting, comment, this.account(login), body);
  }

  delete(pull: Pull, comment: Comment): void {
    deleteComment(pull, comment);
  }

  deleteThread(pull: Pull, thread: Thread): void {
    drop(pull.threads, thread);
  }

  minimize(comment: Comment, reason: string | null = 'off-topic'): void {
    comment.minimized = reason;
  }
}

interface PushOptions {
  readonly from?: string | null;
  readonly message?: string;
}

interface Opening {
  /** The branch. */
  readonly head: string;
  /** The fork that has it; the repository itself without one. */
  readonly from?: Repository;
  readonly base?: string;
  readonly title?: string;
  readonly author?: string;
  readonly draft?: boolean;
}

/** Numbers begin at 7, so that they are not taken for ids or counts. */
function nextNumber({ pulls }: Repository): number {
  return 7 + pulls.length;
}

function tipOf({ branches }: Repository, branch: string): string {
  const tip = branches.get(branch);
  if (tip === undefined) throw new Error(`there is no branch ${branch}`);
  return tip;
}
