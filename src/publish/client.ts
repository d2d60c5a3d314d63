/** Opens GitHub's API: with waits and retries as GitHub asks for them, within a time limit for all of it. */
import { Octokit as Rest } from '@octokit/rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import Bottleneck from 'bottleneck/light.js';
import { EnvHttpProxyAgent, fetch as proxiedFetch } from 'undici';

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

// The first plugin is the innermost.
const Client = Rest.plugin(namedLimits, retry, throttling);

/** GitHub gives no time with some secondary limits, and asks for a minute then (docs.github.com, best practices for REST). */
const secondarySeconds = 60;

/** Bottleneck increases a reservoir at multiples of this. Milliseconds. */
const bottleneckStep = 250;

/**
 * GitHub asks for a second between writes. A run writes little: a few requests at once are within its limits (80 a minute), and
 * the others follow one a second.
 */
function writesInPace(second: number): Bottleneck.Group {
  return new Bottleneck.Group({
    maxConcurrent: 1,
    reservoir: 5,
    reservoirIncreaseAmount: Math.max(1, Math.round(bottleneckStep / second)),
    reservoirIncreaseInterval: Math.max(bottleneckStep, second),
    reservoirIncreaseMaximum: 5,
  });
}

/**
 * The client. Requests that only read are repeated after a server error; a write never is, because it may have succeeded. A limit is
 * waited for if the time allows it. No request begins or goes on after the time limit.
 */
export function openGitHub({ token, api, limits = defaultLimits, second = 1000, now = Date.now }: Access): Octokit {
  const end = now() + limits.all * 1000;
  const isInTime = (seconds: number): boolean => now() + seconds * second < end;
  const all = AbortSignal.timeout(limits.all * 1000);
  const pace = writesInPace(second);
  const mayWait = (seconds: number, _: unknown, __: unknown, attempt: number): boolean =>
    attempt < 3 && isInTime(seconds);
  const octokit = new Client({
    auth: token,
    baseUrl: api,
    userAgent: 'plimsoll',
    log: silent,
    request: { fetch: fetchThroughProxy() },
    retry: { retries: 3, retryAfterBaseValue: second },
    throttle: {
      ...{ write: pace, notifications: pace, retryAfterBaseValue: second },
      fallbackSecondaryRateRetryAfter: secondarySeconds,
      onRateLimit: mayWait,
      onSecondaryRateLimit: mayWait,
    },
  });
  octokit.hook.before('request', (options) => {
    options.request.signal = AbortSignal.any([all, AbortSignal.timeout(limits.request * 1000)]);
    if (isWrite(options)) options.request['retries'] = 0;
  });
  return octokit;
}

/** GraphQL queries are POST requests that only read. */
function isWrite({ method, url, query }: { method: string; url: string; query?: unknown }): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return !url.endsWith('/graphql') || String(query).trimStart().startsWith('mutation');
}

/** Reads `http_proxy`, `https_proxy` and `no_proxy` in both cases, as the runner does. */
function fetchThroughProxy(): typeof proxiedFetch {
  const dispatcher = new EnvHttpProxyAgent();
  return (input, init) => proxiedFetch(input, { ...init, dispatcher });
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
