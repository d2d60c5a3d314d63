/** The state of the hub: plain data that requests and people change. */
import type { Side } from './diff.ts';

export interface Account {
  readonly id: number;
  readonly node: string;
  /** As REST writes it: bots end with `[bot]`. */
  readonly login: string;
  readonly kind: 'User' | 'Bot' | 'Organization';
}

export interface Comment {
  readonly id: number;
  readonly node: string;
  readonly author: Account;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
  editor: Account | null;
  /** The reason, in lower case as GitHub gives it; null for comments that are shown. */
  minimized: string | null;
}

export interface ReviewComment extends Comment {
  readonly review: Review;
}

export interface Review {
  readonly id: number;
  readonly node: string;
  readonly author: Account;
  readonly body: string;
  readonly state: 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED';
  readonly commit: string;
  readonly submittedAt: string;
}

/** Comments on one place. It is the same for REST, which shows the comments alone, and for GraphQL. */
export interface Thread {
  readonly node: string;
  readonly path: string;
  readonly subject: 'LINE' | 'FILE';
  readonly side: Side;
  /** The commit that was commented. */
  readonly commit: string;
  /** The commit in which the lines are counted: the commented one, or for the left side the merge base of then. */
  readonly countedIn: string;
  /** Lines as they were then; null for files, and `startLine` for single lines. */
  readonly line: number | null;
  readonly startLine: number | null;
  readonly hunk: string;
  resolvedBy: Account | null;
  readonly comments: ReviewComment[];
}

export interface Pull {
  readonly id: number;
  readonly node: string;
  readonly number: number;
  readonly repository: Repository;
  readonly author: Account;
  readonly createdAt: string;
  readonly head: { readonly repository: Repository; readonly ref: string; sha: string };
  /** `sha` is the tip of the base branch when the head was last pushed, as in GitHub's events. */
  readonly base: { ref: string; sha: string };
  title: string;
  state: 'open' | 'closed';
  merged: boolean;
  draft: boolean;
  locked: boolean;
  readonly reviews: Review[];
  readonly threads: Thread[];
  readonly conversation: Comment[];
}

/** A rule of a ruleset that is in force for a branch. */
export interface BranchRule {
  readonly branch: string;
  readonly rule: { readonly type: string; readonly parameters?: Readonly<Record<string, unknown>> };
}

export interface CheckRun {
  readonly id: number;
  readonly app: Account;
  fields: Record<string, unknown>;
}

export interface Repository {
  readonly id: number;
  readonly node: string;
  readonly owner: Account;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  readonly fork: Repository | null;
  /** The bare repository on disk. */
  readonly directory: string;
  /** The tips of the branches. */
  readonly branches: Map<string, string>;
  readonly pulls: Pull[];
  readonly rules: BranchRule[];
  readonly checkRuns: CheckRun[];
}

export class State {
  readonly accounts: Account[] = [];
  readonly repositories: Repository[] = [];
  /** Beyond 32 bits, as GitHub's are today. */
  #nextId = 3_000_000_001;
  #seconds = Date.parse('2026-05-01T12:00:00Z') / 1000;

  id(): number {
    return (this.#nextId += 1);
  }

  /**
   * Each moment is a second after the one before, so that everything has an order, and the same one in each run. The
   * text is as GitHub writes times: ISO 8601 without fractions.
   */
  moment(): { readonly text: string; readonly seconds: number } {
    this.#seconds += 1;
    return { seconds: this.#seconds, text: new Date(this.#seconds * 1000).toISOString().replace('.000', '') };
  }

  account(login: string, kind: Account['kind'] = login.endsWith('[bot]') ? 'Bot' : 'User'): Account {
    const known = this.accounts.find((one) => one.login === login);
    if (known !== undefined) return known;
    const id = 1000 + this.accounts.length;
    const account: Account = { id, node: node(kind === 'Bot' ? 'BOT' : kind === 'User' ? 'U' : 'O', id), login, kind };
    this.accounts.push(account);
    return account;
  }

  repository(owner: string, name: string): Repository | undefined {
    return this.repositories.find((one) => same(one.owner.login, owner) && same(one.name, name));
  }

  /** All pull requests of all repositories. */
  pulls(): readonly Pull[] {
    return this.repositories.flatMap(({ pulls }) => pulls);
  }
}

/** Names of owners and repositories are the same in all cases of letters. */
function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The id of GraphQL. */
export function node(prefix: string, id: number): string {
  return `${prefix}_kwDO${Buffer.from(String(id)).toString('base64url')}`;
}

export function fullName({ owner, name }: Repository): string {
  return `${owner.login}/${name}`;
}
