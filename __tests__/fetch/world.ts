import { afterEach } from 'vitest';
import { credentialsOf } from '../../src/fetch/credentials/credential.ts';
import { type BaseFetcher, createFetcher, type Fetcher, type FetcherOptions } from '../../src/fetch/fetcher.ts';
import { gitHubItself } from '../../src/fetch/git-hub.ts';
import { parseAllowedHost } from '../../src/fetch/web/allowed-hosts.ts';
import { defaultFetchLimits } from '../../src/fetch/limits.ts';
import { type Answers, standIn, type StandIn } from './stand-in.ts';

const open: StandIn[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

/** A stand-in that is closed after the test. */
export async function serve(answers: Answers): Promise<StandIn> {
  const server = await standIn(answers);
  open.push(server);
  return server;
}

/** Quick to try again. */
export const limits = { ...defaultFetchLimits, pauses: [0.01, 0.02] };

/** Quick to lose patience. */
export const hasty = { ...limits, connectSeconds: 0.2, idleSeconds: 0.3, totalSeconds: 1 };

/** A range is the newest version that begins like it: enough to see what is asked. */
function startsWith(range: string, versions: readonly string[]): Promise<string | null> {
  const start = range.replace(/[*x^~]/g, '');
  const fitting = versions.filter((version) => version.startsWith(start));
  return Promise.resolve(fitting.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? null);
}

/** A fetcher without cache or credentials that may ask these hosts, and whatever else is said. */
export function fetcher(hosts: readonly string[], more: Partial<FetcherOptions> = {}): Fetcher & BaseFetcher {
  return createFetcher({
    hosts: hosts.map((entry) => parseAllowedHost(entry)!),
    cache: null,
    credentials: credentialsOf([]),
    gitHub: gitHubItself,
    offline: false,
    limits,
    resolveRange: startsWith,
    addressesOf: (host) => Promise.reject(new Error(`a test looks up ${host}`)),
    ...more,
  });
}
