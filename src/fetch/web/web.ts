/** Sends GET requests to allowed hosts, with redirects, retries and limits. */
import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Digest, contentDigest } from '../digest.ts';
import { type FetchLimits } from '../limits.ts';
import { Refused } from '../refusal.ts';
import { type AllowedHosts } from './allowed-hosts.ts';
import { type AddressesOf, unguardedLookup, publicOnly } from './guarded-lookup.ts';
import { openResponse } from './open-response.ts';
import { permit, type Reach } from './permit.ts';
import { type BodyLimit, readBody } from './read-body.ts';

/** The only access to the network: GET requests to allowed hosts, with limits for time and size. */
export interface Web {
  /** @throws {Refused} where there is no answer. A response of any status is an answer. */
  get(request: WebRequest): Promise<WebAnswer>;
}

export interface WebRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The Authorization header; sent to the host of `url`, and to no other host after a redirect. */
  readonly authorization: string | null;
  /** For `url` itself. */
  readonly reach: Reach;
  /** For redirects. */
  readonly redirectReach: Reach;
  readonly limit: BodyLimit;
  /** Whether the body may be sent compressed and is decompressed. A body with a known digest must be sent as it is. */
  readonly expand: boolean;
  readonly signal: AbortSignal;
}

export interface WebAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Empty unless the status is 200. */
  readonly bytes: Uint8Array;
  readonly digest: Digest;
}

export interface WebOptions {
  readonly hosts: AllowedHosts;
  readonly limits: FetchLimits;
  readonly addressesOf: AddressesOf;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Statuses of an overloaded server or proxy, for which a retry may help. */
const PASSING_STATUS = new Set([429, 502, 503, 504]);

/** One request to one host: an answer, or a redirect. */
interface Step {
  readonly answer: WebAnswer | null;
  readonly next: URL | null;
}

type Send = (request: WebRequest) => Promise<Step>;

export function createWeb(options: WebOptions): Web {
  const send = rememberingSilence(options.limits, persevering(options.limits, sending(options)));
  return {
    get: async (request) => {
      let hop = request;
      for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
        const { answer, next } = await send(hop);
        if (answer !== null) return answer;
        if (next !== null) hop = redirected(hop, next);
      }
      throw new Refused('answer-invalid', `${request.url.host} redirects more than ${MOST_REDIRECTS} times`);
    },
  };
}

function redirected(request: WebRequest, url: URL): WebRequest {
  const authorization = url.origin === request.url.origin ? request.authorization : null;
  return { ...request, url, authorization, reach: request.redirectReach };
}

function sending({ hosts, limits, addressesOf }: WebOptions): Send {
  // Sockets are reused for the next request to their host; idle ones do not keep the process alive.
  const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };
  const lookups = { any: unguardedLookup(addressesOf), public: publicOnly(addressesOf) };
  return async (request) => {
    const { url, signal } = request;
    const lookup = lookups[permit(url, hosts, request.reach)];
    const agent = agents[url.protocol === 'http:' ? 'http:' : 'https:'];
    const response = await openResponse({ url, headers: headersOf(request), agent, lookup, limits, signal });
    const next = redirectOf(response, url);
    if (next === null) return { answer: await answerOf(response, request), next };
    response.destroy();
    return { answer: null, next };
  };
}

/** Retries after each pause, where that may help. */
function persevering({ pauses }: FetchLimits, send: Send): Send {
  return async (request) => {
    for (const pause of pauses) {
      try {
        const step = await send(request);
        if (step.answer === null || !PASSING_STATUS.has(step.answer.status)) return step;
      } catch (thrown) {
        if (!(thrown instanceof Refused && thrown.passing)) throw thrown;
      }
      await sleep(pause * 1000);
    }
    return send(request);
  };
}

/** Sends no more requests to a host that did not answer once, since it may have hundreds of charts. */
function rememberingSilence({ totalSeconds }: FetchLimits, send: Send): Send {
  const silent = new Map<string, Refused>();
  return async (request) => {
    const { origin, host } = request.url;
    const before = silent.get(origin);
    if (before !== undefined) throw before;
    if (request.signal.aborted)
      throw new Refused('timed-out', `the limit of ${totalSeconds} s passed before ${host} was asked`);
    try {
      return await send(request);
    } catch (thrown) {
      const isSilence = thrown instanceof Refused && (thrown.code === 'timed-out' || thrown.code === 'unreachable');
      if (isSilence) silent.set(origin, thrown);
      throw thrown;
    }
  };
}

function headersOf({ headers, authorization, expand }: WebRequest): Record<string, string> {
  return {
    ...headers,
    'user-agent': 'plimsoll',
    'accept-encoding': expand ? 'gzip' : 'identity',
    ...(authorization === null ? {} : { authorization }),
  };
}

/** Where a response redirects to; null where it is an answer itself. */
function redirectOf({ statusCode = 0, headers: { location } }: IncomingMessage, url: URL): URL | null {
  if (!REDIRECTS.has(statusCode) || location === undefined) return null;
  if (URL.canParse(location, url.href)) return new URL(location, url.href);
  throw new Refused('answer-invalid', `${url.host} redirects to an invalid address`);
}

async function answerOf(response: IncomingMessage, { url, limit, expand }: WebRequest): Promise<WebAnswer> {
  const { statusCode: status = 0, headers } = response;
  if (status === 200) return { status, headers, ...(await readBody(response, url, limit, expand)) };
  response.destroy(); // error pages are not read
  return { status, headers, bytes: new Uint8Array(), digest: contentDigest('') };
}
