/** What fetching one chart needs, and the cache lookup for exact versions. */
import { type Cache } from './cache.ts';
import { type Fetched } from './fetched.ts';
import { type FetchLimits } from './limits.ts';
import { Refused } from './refusal.ts';
import { type Credentials } from './credentials/credential.ts';
import { type GitHub } from './git-hub.ts';
import { type RepositoryClient } from './repository/chart-repository.ts';
import { type ResolveRange } from './versions.ts';
import { type AllowedHosts } from './web/allowed-hosts.ts';
import { type Web } from './web/web.ts';

/** What fetching one chart needs. */
export interface FetchContext {
  readonly web: Web;
  readonly cache: Cache;
  readonly hosts: AllowedHosts;
  readonly credentials: Credentials;
  readonly gitHub: GitHub;
  readonly offline: boolean;
  readonly limits: FetchLimits;
  readonly resolveRange: ResolveRange;
  readonly repository: (base: URL) => RepositoryClient;
  /** Aborts when the time limit for this chart is reached. */
  readonly signal: AbortSignal;
}

/**
 * The cached archive of an exact version. A version is published only once; if it is published again, the cache still
 * has the first archive.
 */
export async function cachedArchive(
  { cache, limits }: FetchContext,
  name: string,
): Promise<Omit<Fetched, 'from'> | null> {
  const named = await cache.named(name);
  const archive = named === null ? null : await cache.content(named.digest, limits.archiveBytes);
  return named === null || archive === null
    ? null
    : { ok: true, version: named.version, digest: named.digest, archive };
}

/** @throws {Refused} offline. Called before any request. */
export function assertOnline({ offline }: FetchContext): void {
  if (offline) throw new Refused('offline', 'it is not in the cache, and nothing is fetched offline');
}
