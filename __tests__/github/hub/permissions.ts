/** Who asks, and what the token may do. */
import { type Account, fullName, type Pull, type Repository } from './state.ts';

export type Permission = 'metadata' | 'contents' | 'pull_requests' | 'issues' | 'checks';
export type Level = 'none' | 'read' | 'write';

export interface Token {
  readonly secret: string;
  readonly identity: Account;
  /**
   * A workflow's token and an app's are of an installation, and may not ask for the user. A person's token may do in its
   * repositories what the person may.
   */
  readonly kind: 'workflow' | 'app' | 'person';
  readonly permissions: Readonly<Partial<Record<Permission, Level>>>;
  /** `owner/name` of the repositories it was made for. */
  readonly repositories: readonly string[];
}

/** An answer of GitHub that is an error. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly errors: readonly unknown[] | null;

  constructor(status: number, message: string, errors: readonly unknown[] | null = null) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

const levels: readonly Level[] = ['none', 'read', 'write'];

export function isSeen(token: Token | null, repository: Repository): boolean {
  return !repository.isPrivate || (token?.repositories.includes(fullName(repository)) ?? false);
}

/** What belongs to a public repository can be read by everyone. */
export function may(token: Token | null, repository: Repository, permission: Permission, level: Level): boolean {
  if (level === 'read' && !repository.isPrivate) return true;
  if (token?.repositories.includes(fullName(repository)) !== true) return false;
  const given = permission === 'metadata' ? 'read' : (token.permissions[permission] ?? 'none');
  return levels.indexOf(given) >= levels.indexOf(level);
}

/** @throws {Refusal} if the token has none of the permissions. */
export function demand(
  token: Token | null,
  repository: Repository,
  permissions: readonly Permission[],
  level: Level,
): Token {
  if (token === null && level === 'write') throw new Refusal(401, 'Requires authentication');
  const allowed = permissions.some((one) => may(token, repository, one, level));
  if (token !== null && allowed) return token;
  if (token === null && allowed) return anonymous;
  throw forbidden(token);
}

const nobody: Account = { id: 0, node: 'U_nobody', login: 'nobody', kind: 'User' };
const anonymous: Token = { secret: '', identity: nobody, kind: 'person', permissions: {}, repositories: [] };

export function forbidden(token: Token | null): Refusal {
  const what = token?.kind === 'person' ? 'personal access token' : 'integration';
  return new Refusal(403, `Resource not accessible by ${what}`);
}

/** @throws {Refusal} where a conversation is locked, except for those who may push. */
export function demandUnlocked(token: Token, pull: Pull): void {
  if (!pull.locked || may(token, pull.repository, 'contents', 'write')) return;
  throw new Refusal(403, 'Unable to create comment because issue is locked.');
}

/** Threads are resolved by those who may push, and by the author of the pull request. */
export function mayResolve(token: Token, pull: Pull): boolean {
  const isAuthor = token.kind === 'person' && token.identity === pull.author;
  return isAuthor || may(token, pull.repository, 'contents', 'write');
}
