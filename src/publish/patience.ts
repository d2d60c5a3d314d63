/** Retries, waits and time limits for requests to the GitHub API. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Octokit } from './pull-request.ts';

/** Maximum number of attempts per request, including the first. */
const MOST_ATTEMPTS = 4;
/**
 * GitHub asks clients to wait at least a minute if a secondary limit gives no time (docs.github.com, best practices for
 * REST).
 */
const SECONDARY_SECONDS = 60;
/** Time limits of publishing, in seconds. */
export interface Limits {
  readonly request: number;
  /** For all requests with their retries and waits. */
  readonly all: number;
}

export const defaultLimits: Limits = { request: 30, all: 180 };

export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (seconds: number) => Promise<void>;
}

/**
 * Makes the client wait as GitHub asks: `retry-after`, the reset of an exhausted limit, a minute for a secondary limit.
 * A request without an answer is ended, and so is publishing after its limit; the job summary still has everything.
 * After a server error, a request is repeated only if that is safe: a POST may have succeeded.
 */
export function bePatient(octokit: Octokit, clock: Clock, limits: Limits = defaultLimits): void {
  const end = clock.now() + limits.all * 1000;
  const secondsLeft = () => (end - clock.now()) / 1000;
  octokit.hook.wrap('request', async (request, options) => {
    for (let attempt = 1; ; attempt += 1) {
      const seconds = Math.min(limits.request, secondsLeft());
      if (seconds <= 0) throw new Error(`requests to GitHub took longer than ${limits.all} seconds; no more were sent`);
      try {
        return await withinSeconds(seconds, async () => request(options));
      } catch (thrown) {
        const wait = waitAfter(thrown, options.method, attempt, clock.now());
        if (wait === null || wait > secondsLeft() || attempt === MOST_ATTEMPTS) throw thrown;
        await clock.sleep(wait);
      }
    }
  });
}

/** It is unknown whether the request succeeded, as after a server error. */
class SlowAnswer extends Error {
  override readonly name = 'SlowAnswer';
  readonly status = 504;
}

/** The answer, or an error after the time limit. (The client of `@actions/github` ignores `signal`.) */
async function withinSeconds<T>(seconds: number, ask: () => Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(seconds * 1000, null, { signal: timer.signal }).then(() => {
    throw new SlowAnswer('GitHub did not answer in time');
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    late.catch(() => undefined);
    timer.abort();
  }
}

/** Seconds to wait before the next attempt; null if another attempt is useless. */
function waitAfter(thrown: unknown, method: string, attempt: number, now: number): number | null {
  const status = statusOf(thrown);
  if (status === 403 || status === 429) return limitWait(thrown, now);
  if (status !== null && status >= 500 && method !== 'POST') return 2 ** (attempt - 1);
  return null;
}

function limitWait(thrown: unknown, now: number): number | null {
  const retryAfter = Number(headerOf(thrown, 'retry-after') ?? Number.NaN);
  if (!Number.isNaN(retryAfter)) return retryAfter;
  if (headerOf(thrown, 'x-ratelimit-remaining') === '0') {
    const reset = Number(headerOf(thrown, 'x-ratelimit-reset') ?? 0);
    return Math.max(1, Math.ceil(reset - now / 1000));
  }
  return thrown instanceof Error && /secondary rate limit/i.test(thrown.message) ? SECONDARY_SECONDS : null;
}

/** The HTTP status of an Octokit error; null for other errors. */
export function statusOf(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('status' in thrown)) return null;
  return typeof thrown.status === 'number' ? thrown.status : null;
}

function headerOf(thrown: unknown, name: string): string | null {
  if (!(thrown instanceof Error) || !('response' in thrown)) return null;
  const { response } = thrown;
  if (typeof response !== 'object' || response === null || !('headers' in response)) return null;
  const headers = new Map(Object.entries(response.headers ?? {}));
  const value: unknown = headers.get(name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
