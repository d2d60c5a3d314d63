/** Opens GitHub's API: with waits and retries as GitHub asks for them, within a time limit for all of it. */
import { Octokit as Rest } from '@octokit/rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import Bottleneck from 'bottleneck/light.js';
import { HttpClient } from '@actions/http-client';
import { fetch as fetchBy } from 'undici';

export interface PullRequestName {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

export type Octokit = InstanceType<typeof Client>;

/** Time limits, in seconds. */
export interface Limits {
  readonly request: number;
  /** For everything: requests, retries and waits. */
  readonly all: number;
}

export const defaultLimits: Limits = { request: 30, all: 120 };

export interface Access {
  readonly token: string;
  /** The address of the REST API, without a final slash: `https://api.github.com`, or that of a GitHub Enterprise Server. */
  readonly api: string;
  readonly limits?: Limits;
  /** How long a second of waiting is, in milliseconds: tests make it shorter. The limits stay. */
  readonly second?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Names every limit as the throttling plugin expects it. It looks for the words in GitHub's message, but GitHub only promises the
 * status 429, or 403 with `retry-after`.
 */
function namedLimits(octokit: Pick<Rest, 'hook'>): void {
  octokit.hook.error('request', (thrown) => {
    const status = statusOf(thrown);
    const hasTime = 'response' in thrown && thrown.response?.headers['retry-after'] !== undefined;
    const isPrimary = 'response' in thrown && thrown.response?.headers['x-ratelimit-remaining'] === '0';
    const isLimit = !isPrimary && (status === 429 || (status === 403 && hasTime));
    if (isLimit && !/secondary rate/i.test(thrown.message)) thrown.message += ' (secondary rate limit)';
    throw thrown;
  });
}

/**
 * An answer of success with a page instead of JSON is of a proxy, or of a GitHub that is not well: what became of the request is not
 * known. It has no status, like no answer.
 */
function onlyJson(octokit: Pick<Rest, 'hook'>): void {
  octokit.hook.after('request', ({ status, data }) => {
    if (status !== 204 && typeof data === 'string') throw new Error('GitHub answered with a page, and not with JSON');
  });
}

// The first plugin is the innermost.
const Client = Rest.plugin(onlyJson, namedLimits, retry, throttling);

/** Another attempt would change nothing; for limits, the throttling plugin decides. */
const doNotRetry = [400, 401, 403, 404, 410, 422, 429, 451];

/** GitHub gives no time with some secondary limits, and asks for a minute then (docs.github.com, best practices for REST). */
const secondarySeconds = 60;

/** Bottleneck increases a reservoir at multiples of this. Milliseconds. */
const bottleneckStep = 250;

/**
 * GitHub asks for a second between writes. A run writes little: a few requests at once are within its limits (80 a minute), and
 * the others follow one a second.
 */
function writesInPace(second: number): Bottleneck.Group {
  const atOnce = 5;
  const increase = Math.max(1, Math.round(bottleneckStep / second));
  return new Bottleneck.Group({
    maxConcurrent: 1,
    reservoir: atOnce,
    reservoirIncreaseAmount: increase,
    reservoirIncreaseInterval: Math.max(bottleneckStep, second),
    reservoirIncreaseMaximum: Math.max(atOnce, increase),
  });
}

/**
 * The client. Requests that only read are repeated after a server error; a write never is, because it may have succeeded. A limit is
 * waited for if the time allows it. No request begins or goes on after the time limit.
 */
export function openGitHub({ token, api, limits = defaultLimits, second = 1000, now = Date.now }: Access): Octokit {
  const end = now() + limits.all * 1000;
  const isInTime = (seconds: number): boolean => now() + seconds * second < end;
  const pace = writesInPace(second);
  const mayWait = (seconds: number, _: unknown, __: unknown, attempt: number): boolean =>
    attempt < 3 && isInTime(seconds);
  const octokit = new Client({
    auth: token,
    baseUrl: api,
    userAgent: 'plimsoll',
    log: silent,
    request: { fetch: fetchWithin(limits, api) },
    retry: { retries: 3, doNotRetry, retryAfterBaseValue: second },
    throttle: {
      ...{ write: pace, notifications: pace, retryAfterBaseValue: second },
      fallbackSecondaryRateRetryAfter: secondarySeconds,
      onRateLimit: mayWait,
      onSecondaryRateLimit: mayWait,
    },
  });
  octokit.hook.before('request', (options) => {
    if (isWrite(options)) options.request['retries'] = 0;
  });
  return octokit;
}

/** GraphQL queries are POST requests that only read. */
function isWrite({ method, url, query }: { method: string; url: string; query?: unknown }): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return !url.endsWith('/graphql') || String(query).trimStart().startsWith('mutation');
}

/**
 * Fetches through the proxy that `https_proxy`, `http_proxy` and `no_proxy` name for this address, as the runner does. Each attempt ends after
 * its time, and all of them after theirs.
 */
function fetchWithin(limits: Limits, api: string): typeof fetchBy {
  const dispatcher = new HttpClient().getAgentDispatcher(api);
  const all = AbortSignal.timeout(limits.all * 1000);
  return (input, init) => {
    const signal = AbortSignal.any([all, AbortSignal.timeout(limits.request * 1000)]);
    return fetchBy(input, { ...init, signal, ...(dispatcher === undefined ? {} : { dispatcher }) });
  };
}

function ignore(): void {
  // Results are returned as values, and said by the caller.
}

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** The HTTP status of an Octokit error; null for other errors. */
export function statusOf(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('status' in thrown)) return null;
  return typeof thrown.status === 'number' ? thrown.status : null;
}
