/** Sets up fetching of charts: hosts, logins, cache and limits. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Helm } from '../../engine/helm.ts';
import { credentialsOf } from '../../fetch/credentials/credential.ts';
import { credentialFiles, readCredentials } from '../../fetch/credentials/read-credentials.ts';
import { createFetcher } from '../../fetch/fetcher.ts';
import { gitHubOf } from '../../fetch/git-hub.ts';
import { defaultFetchLimits, type FetchLimits } from '../../fetch/limits.ts';
import { type ResolveRange } from '../../fetch/versions.ts';
import { parseAllowedHost } from '../../fetch/web/allowed-hosts.ts';
import { systemAddresses } from '../../fetch/web/guarded-lookup.ts';
import { openBases } from '../kustomize/remote/bases.ts';
import { type Charts, openCharts } from './charts.ts';
import { defaultBudget } from './fetch-budget.ts';
import { repositoryNames } from './repository-names.ts';

/** How remote charts are fetched on this machine. */
export interface Fetching {
  /** True: only the cache is used. */
  readonly offline: boolean;
  /** A folder that is kept between runs; null: nothing is kept. */
  readonly cache: string | null;
  readonly limits: FetchLimits;
}

export const defaultFetching: Fetching = { offline: false, cache: null, limits: defaultFetchLimits };

/**
 * Fetches charts from these hosts only, with the logins of docker and Helm, and `GITHUB_TOKEN` for GitHub. Without
 * hosts, no login is read and no request is made. When the signal aborts, nothing more is fetched.
 *
 * @throws {ConfigurationError} when a login cannot be read.
 */
export async function chartsOf(
  hosts: readonly string[],
  { offline, cache, limits }: Fetching,
  helm: Pick<Helm, 'newest'>,
  signal: AbortSignal,
): Promise<Charts> {
  const files = credentialFiles(process.env, homedir(), process.platform);
  const gitHub = gitHubOf(process.env);
  const mayAsk = hosts.length > 0;
  const names = mayAsk ? await repositoryNames(files.helmRepositories) : new Map<string, string>();
  const resolveRange: ResolveRange = async (range, versions) => {
    const answer = await helm.newest(range, versions);
    return answer.ok ? answer.value : null;
  };
  const fetcher = createFetcher({
    hosts: hosts.map(parseAllowedHost).filter((host) => host !== null),
    cache: cache === null ? null : join(cache, 'charts'),
    credentials: mayAsk
      ? await readCredentials(files, process.env['GITHUB_TOKEN'] ?? null, gitHub.api)
      : credentialsOf([]),
    gitHub,
    offline,
    limits,
    resolveRange,
    addressesOf: systemAddresses,
    signal,
  });
  const now = (): number => performance.now();
  return openCharts({
    fetcher,
    budget: defaultBudget,
    now,
    bases: openBases({ fetcher, budget: defaultBudget, now }),
    repositoryNamed: (name) => names.get(name) ?? null,
    resolveRange,
  });
}
