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

/** What it takes to fetch one chart. */
export interface Means {
  readonly web: Web;
  readonly cache: Cache;
  readonly hosts: AllowedHosts;
  readonly credentials: Credentials;
  readonly gitHub: GitHub;
  readonly offline: boolean;
  readonly limits: FetchLimits;
  readonly resolveRange: ResolveRange;
  readonly repository: (base: URL) => RepositoryClient;
  /** Ends when the time for this chart is over. */
  readonly signal: AbortSignal;
}

/** What an exact version was before. A version is published once; if it is not, the cache says what it first was. */
export async function cachedArchive({ cache, limits }: Means, name: string): Promise<Omit<Fetched, 'from'> | null> {
  const named = await cache.named(name);
  const archive = named === null ? null : await cache.content(named.digest, limits.archiveBytes);
  return named === null || archive === null
    ? null
    : { ok: true, version: named.version, digest: named.digest, archive };
}

/** @throws {Refused} offline. Called before anything is asked. */
export function assertOnline({ offline }: Means): void {
  if (offline) throw new Refused('offline', 'nothing is fetched offline, and the cache does not have it');
}
