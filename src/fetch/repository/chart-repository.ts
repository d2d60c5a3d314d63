/** Reads the index and archives of an https chart repository. */
import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
import { basicHeader, type Credential } from '../credentials/credential.ts';
import { type Cache } from '../cache.ts';
import { type Digest } from '../digest.ts';
import { type FetchLimits } from '../limits.ts';
import { Refused } from '../refusal.ts';
import { choose, near, type ResolveRange } from '../versions.ts';
import { type BodyLimit } from '../web/read-body.ts';
import { type Web, type WebAnswer } from '../web/web.ts';
import { versionsIn } from './chart-index.ts';

/** An https chart repository: an index.yaml and the archives it names (helm.sh, the chart repository guide). */
export interface RepositoryClient {
  /** Its index.yaml, requested once; from the cache if the server reports that it did not change. */
  index(signal: AbortSignal): Promise<string>;
  /** An archive, which may be on another host; credentials are only sent to the repository's own host. */
  archive(url: URL, limit: BodyLimit, signal: AbortSignal): Promise<WebAnswer>;
}

export interface RepositoryOptions {
  readonly web: Web;
  readonly cache: Cache;
  readonly limits: FetchLimits;
  readonly credential: Credential | null;
}

export function openRepository(base: URL, { web, cache, limits, credential }: RepositoryOptions): RepositoryClient {
  const ask = async (
    url: URL,
    headers: Record<string, string>,
    limit: BodyLimit,
    signal: AbortSignal,
    expand: boolean,
  ) => {
    const authorization = url.origin === base.origin ? basicHeader(credential) : null;
    return web.get({ url, headers, authorization, reach: 'allowed', redirectReach: 'allowed', limit, expand, signal });
  };
  const readIndex = async (signal: AbortSignal): Promise<string> => {
    const url = below(base, 'index.yaml');
    const before = await cache.named(url.href);
    const etag = before?.etag ?? null;
    const kept = before === null || etag === null ? null : await cache.content(before.digest, limits.indexBytes);
    const headers = kept === null || etag === null ? {} : { 'if-none-match': etag };
    const answer = await ask(url, headers, { bytes: limits.indexBytes, what: 'its index.yaml' }, signal, true);
    if (answer.status === 304 && kept !== null) return new TextDecoder().decode(kept);
    assertOk(answer, url, credential, 'there is no index.yaml');
    const mark = answer.headers.etag;
    if (mark !== undefined) await cache.keep(url.href, { version: '', etag: mark }, answer.bytes);
    return new TextDecoder().decode(answer.bytes);
  };
  let reading: Promise<string> | null = null;
  return {
    index: (signal) => (reading ??= readIndex(signal)),
    archive: async (url, limit, signal) => {
      const answer = await ask(url, {}, limit, signal, false);
      assertOk(answer, url, credential, `${plain(url)} was not found`);
      return answer;
    },
  };
}

/** A version of a chart and its location: an address, or an OCI reference (as in Bitnami's index). */
export interface FoundVersion {
  readonly version: string;
  readonly digest: Digest | null;
  readonly location: string;
}

/** @throws {Refused} where the index does not have the chart, or no version that matches. */
export async function findVersion(
  index: string,
  chart: string,
  wanted: string,
  resolveRange: ResolveRange,
): Promise<FoundVersion> {
  const versions = versionsIn(index, chart);
  if (versions === null) throw new Refused('not-found', `the index has no chart ${JSON.stringify(chart)}`);
  const names = versions.map(({ version }) => version);
  const chosen = await choose(wanted, names, resolveRange);
  const found = versions.find(({ version }) => version === chosen);
  if (found === undefined) throw new Refused('not-found', `no version matches; ${near(wanted, names)}`);
  const [location] = found.urls;
  if (location === undefined) throw new Refused('answer-invalid', `the index has no URL for ${found.version}`);
  return { version: found.version, digest: found.digest, location };
}

/**
 * Resolves an address relative to the repository's. Keeps the repository's query, as Helm does, since some repositories
 * differ only in it.
 */
export function resolveIn(base: URL, location: string): URL {
  const folder = below(base, '');
  if (!URL.canParse(location, folder.href)) throw new Refused('answer-invalid', 'the index has an invalid address');
  const url = new URL(location, folder.href);
  if (url.origin === base.origin && url.search === '') url.search = base.search;
  return url;
}

function below(base: URL, name: string): URL {
  const url = new URL(base.href);
  url.pathname = `${withoutSlashes(url.pathname)}/${name}`;
  url.hash = '';
  return url;
}

function assertOk({ status }: WebAnswer, url: URL, credential: Credential | null, missing: string): void {
  if (status === 200) return;
  if (status === 404 || status === 410) throw new Refused('not-found', missing);
  if (status !== 401 && status !== 403)
    throw new Refused('answer-invalid', `${url.host} answers with status ${status}`);
  throw new Refused('unauthorised', wanting(url, credential));
}

/** The end of a sentence: a host requires a login. */
export function wanting(url: URL, credential: Credential | null): string {
  const known = credential?.kind === 'unusable' ? `: ${credential.why}` : '';
  return `${url.host} requires a login, and none is known or it was not accepted${known}`;
}

/** An address for messages: without its query, which may contain a signature. */
export function plain(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
