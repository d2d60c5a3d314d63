/** Faults that are injected into chosen requests. */
import type { Clock } from './clock.ts';
import type { Logged } from './log.ts';

/** What can go wrong with one request. Seconds where there is a number. */
export type Fault =
  | { readonly kind: 'error'; readonly status: 401 | 403 | 404 | 410 | 422 | 500 | 502 | 503; readonly effect?: Effect }
  /** The connection ends without an answer. */
  | { readonly kind: 'reset'; readonly effect?: Effect }
  /** Too many writes in short time; null: without `retry-after`. Refused again until the time is over. */
  | { readonly kind: 'secondary limit'; readonly status: 403 | 429; readonly retryAfter: number | null }
  /** All requests of the hour are used up. */
  | { readonly kind: 'primary limit'; readonly reset: number }
  /** A page of a proxy in place of GitHub's answer. */
  | { readonly kind: 'html'; readonly status: 200 | 503; readonly effect?: Effect }
  /** Takes the request, and never answers. */
  | { readonly kind: 'slow' }
  /** From this request on there is no server. */
  | { readonly kind: 'gone for good' };

/** Whether the request was carried out all the same. Half: of a review, the first half of its comments. */
export type Effect = 'none' | 'whole' | 'half';

export interface Chosen {
  /** The number of the request to REST or GraphQL, counted from 1 since `at` was set. */
  readonly request?: number;
  /** Or the k-th request that matches, from 1. */
  readonly matches?: (request: Logged) => boolean;
  readonly occurrence?: number;
}

/** Seconds that GitHub asks for at least where a secondary limit names no time. */
const SECONDARY_SECONDS = 60;

interface Injected extends Chosen {
  readonly fault: Fault;
  /** Number of the request after which counting begins. */
  readonly since: number;
  seen: number;
}

/** Limits that are in force until a time, in milliseconds since 1970. */
interface Limited {
  readonly until: number;
  readonly fault: Extract<Fault, { kind: 'secondary limit' | 'primary limit' }>;
}

export class Faults {
  readonly #injected: Injected[] = [];
  readonly #clock: Clock;
  #limited: Limited | null = null;
  #gone = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  inject(chosen: Chosen, fault: Fault, since: number): void {
    this.#injected.push({ ...chosen, fault, since, seen: 0 });
  }

  /** All is well again, also for a server that was gone. */
  clear(): void {
    this.#injected.length = 0;
    this.#limited = null;
    this.#gone = false;
  }

  /** The fault of this request; null if it is served. */
  of(request: Logged): Fault | null {
    if (this.#gone) return { kind: 'gone for good' };
    const limited = this.#stillLimited(request);
    if (limited !== null) return limited;
    // All of them count the request, also where another one applies.
    const at = this.#injected.map((one) => applies(one, request)).indexOf(true);
    if (at === -1) return null;
    const [{ fault }] = this.#injected.splice(at, 1) as [Injected];
    this.#begin(fault);
    return fault;
  }

  #begin(fault: Fault): void {
    if (fault.kind === 'gone for good') this.#gone = true;
    if (fault.kind === 'secondary limit') {
      this.#limited = { fault, until: this.#after(fault.retryAfter ?? SECONDARY_SECONDS) };
    }
    if (fault.kind === 'primary limit') this.#limited = { fault, until: this.#after(fault.reset) };
  }

  #after(seconds: number): number {
    return this.#clock.now() + seconds * this.#clock.second;
  }

  /** A secondary limit is one of writing: reads are served. */
  #stillLimited({ isWrite }: Logged): Fault | null {
    if (this.#limited === null) return null;
    const left = Math.ceil((this.#limited.until - this.#clock.now()) / this.#clock.second);
    if (left <= 0) {
      this.#limited = null;
      return null;
    }
    const { fault } = this.#limited;
    if (fault.kind === 'primary limit') return { ...fault, reset: left };
    if (!isWrite) return null;
    return { ...fault, retryAfter: fault.retryAfter === null ? null : left };
  }
}

function applies(injected: Injected, request: Logged): boolean {
  if (injected.matches === undefined) return request.n - injected.since === injected.request;
  if (request.n <= injected.since || !injected.matches(request)) return false;
  injected.seen += 1;
  return injected.seen === (injected.occurrence ?? 1);
}

export function effectOf(fault: Fault): Effect {
  return 'effect' in fault ? (fault.effect ?? 'none') : 'none';
}

/** The first half of a review's comments; other requests have no half, and are carried out whole. */
export function halved(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { comments } = body;
  return Array.isArray(comments) ? { ...body, comments: comments.slice(0, Math.ceil(comments.length / 2)) } : body;
}

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  410: 'This issue was deleted',
  422: 'Validation Failed',
  500: 'Server Error',
  502: 'Server Error',
  503: 'Service unavailable',
};

export interface FaultyReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The answer that a fault gives; null if it gives none. `now` is in milliseconds since 1970. */
export function faultyReply(fault: Fault, kind: Logged['kind'], now: number): FaultyReply | null {
  switch (fault.kind) {
    case 'error':
      return json(fault.status, { message: MESSAGES[fault.status] });
    case 'html': {
      const text = '<html><head><title>Please wait</title></head><body>Something went wrong.</body></html>';
      return { status: fault.status, headers: { 'content-type': 'text/html; charset=utf-8' }, text };
    }
    case 'secondary limit': {
      const message =
        'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.';
      return json(
        fault.status,
        { message },
        fault.retryAfter === null ? {} : { 'retry-after': String(fault.retryAfter) },
      );
    }
    case 'primary limit': {
      const reset = String(Math.ceil(now / 1000) + fault.reset);
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-used': '5000', 'x-ratelimit-reset': reset };
      const message = 'API rate limit exceeded for installation ID 1.';
      // GraphQL's primary limit is an answer of 200 with an error.
      if (kind === 'graphql') return json(200, { errors: [{ type: 'RATE_LIMITED', message }] }, headers);
      return json(403, { message }, headers);
    }
    case 'reset':
    case 'slow':
    case 'gone for good':
      return null;
  }
}

function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): FaultyReply {
  const described = { ...body, documentation_url: 'https://docs.github.com/rest' };
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    text: JSON.stringify(described),
  };
}
