/** Serves one request: who asks, what goes wrong with it, and which part of the hub answers. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { effectOf, type Fault, type Faults, faultyReply, halved } from './faults.ts';
import type { Clock } from './clock.ts';
import type { Setting } from './discussion.ts';
import { type Fetched, fetchedBy, type GitRequest, gitRefusal, gitRequest, serveGit } from './git-http.ts';
import { answeredGraphql, operationOf } from './graphql/answer.ts';
import type { Logged } from './log.ts';
import type { Token } from './permissions.ts';
import { answered, matched, type Reply } from './rest/answer.ts';
import { Shapes } from './rest/shapes.ts';

/** What requests see of the hub. */
export interface Served {
  readonly url: string;
  readonly latency: number;
  readonly namesViewer: boolean;
  readonly setting: Setting;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly tokens: readonly Token[];
  readonly log: Logged[];
  readonly fetched: Fetched[];
  readonly violations: string[];
  readonly requests: number;
}

interface Request {
  readonly method: string;
  readonly pathname: string;
  readonly query: URLSearchParams;
  readonly raw: Buffer;
  readonly token: Token | null;
  /** Whether a token was shown, known or not. */
  readonly named: boolean;
}

export async function serve(hub: Served, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await serveRequest(hub, incoming, response);
  } catch (thrown) {
    hub.violations.push(
      `the hub failed: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
    );
    response.destroy();
  }
}

async function serveRequest(hub: Served, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(incoming.url ?? '', hub.url);
  const { token, named } = identified(hub, incoming.headers.authorization ?? '');
  const raw = await read(incoming);
  const request = { method: incoming.method ?? '', pathname, query: searchParams, raw, token, named };
  const git = gitRequest(pathname, hub.setting.state);
  if (git !== null) {
    await respondToGit(hub, incoming, response, request, git);
    return;
  }
  const asked = askedOf(hub, request);
  hub.log.push(asked.logged);
  if (hub.latency > 0) await wait(hub.latency);
  const fault = hub.faults.of(asked.logged);
  if (fault !== null) {
    await fail(hub, asked, fault, response);
    return;
  }
  const { status, headers, body } = await asked.reply('whole');
  asked.logged.status = status;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...limits(hub), ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

/** A request that was understood, and how to answer it. */
interface Asked {
  readonly logged: Logged;
  readonly reply: (effect: 'whole' | 'half') => Promise<Reply>;
}

/** Both forms of addresses: those of api.github.com, and those of an own server. */
const REST_PREFIX = /^\/api\/v3(?=\/)/u;
const GRAPHQL = ['/graphql', '/api/graphql'];

function askedOf(hub: Served, request: Request): Asked {
  const { pathname, raw, method } = request;
  const text = raw.toString('utf8');
  const fault = (what: string) => {
    hub.violations.push(`${method} ${pathname}: ${what}`);
  };
  let body: Record<string, unknown> = {};
  try {
    body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    fault('the body is not JSON');
  }
  const n = hub.requests + 1;
  const common = {
    n,
    method,
    path: pathname,
    query: request.query.toString(),
    by: request.token?.identity.login ?? null,
  };
  return GRAPHQL.includes(pathname)
    ? askedGraphql(hub, request, { ...common, body, status: null }, fault)
    : askedRest(hub, request, { ...common, body, status: null }, fault);
}

type Common = Omit<Logged, 'kind' | 'pattern' | 'isWrite'>;

function askedGraphql(hub: Served, { token, named }: Request, common: Common, fault: (what: string) => void): Asked {
  const body = common.body as { query?: string; variables?: Record<string, unknown> };
  const asked = { query: body.query ?? '', variables: body.variables ?? {} };
  const { name, isWrite } = operationOf(asked.query);
  const shapes = new Shapes({ web: hub.url, api: hub.url }, hub.setting.places);
  return {
    logged: { ...common, kind: 'graphql', pattern: name, isWrite },
    reply: async () => {
      if (named && token === null) return badCredentials;
      return answeredGraphql(asked, { setting: hub.setting, shapes, token }, { namesViewer: hub.namesViewer, fault });
    },
  };
}

function askedRest(hub: Served, request: Request, common: Common, fault: (what: string) => void): Asked {
  const { method, pathname, token, named, query } = request;
  const found = matched(method, pathname.replace(REST_PREFIX, ''));
  if (found === null) fault('the hub knows no such operation');
  const api = REST_PREFIX.test(pathname) ? `${hub.url}/api/v3` : hub.url;
  const shapes = new Shapes({ web: hub.url, api }, hub.setting.places);
  const body = common.body as Record<string, unknown>;
  return {
    logged: { ...common, kind: 'rest', pattern: found?.pattern ?? null, isWrite: method !== 'GET' },
    reply: (effect) => {
      if (found === null) return Promise.resolve({ status: 404, headers: {}, body: { message: 'Not Found' } });
      if (named && token === null) return Promise.resolve(badCredentials);
      const taken = effect === 'half' ? halved(body) : body;
      const call = { setting: hub.setting, shapes, token, params: found.params, query, body: taken, fault };
      return Promise.resolve(answered(found, method, call, `${hub.url}${pathname}`));
    },
  };
}

const badCredentials: Reply = { status: 401, headers: {}, body: { message: 'Bad credentials' } };

async function fail(hub: Served, { logged, reply }: Asked, fault: Fault, response: ServerResponse): Promise<void> {
  const effect = effectOf(fault);
  if (effect !== 'none') await reply(effect);
  const faulty = faultyReply(fault, logged.kind, hub.clock.now());
  if (faulty === null) {
    if (fault.kind !== 'slow') response.destroy();
    return;
  }
  logged.status = faulty.status;
  response.writeHead(faulty.status, { ...limits(hub), ...faulty.headers }).end(faulty.text);
}

function limits(hub: Served): Record<string, string> {
  const reset = String(Math.ceil(hub.clock.now() / 1000) + 3600);
  const [used, remaining] = [String(hub.requests), String(5000 - hub.requests)];
  return {
    ...{ 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': remaining, 'x-ratelimit-used': used },
    ...{ 'x-ratelimit-reset': reset, 'x-ratelimit-resource': 'core' },
  };
}

async function respondToGit(
  hub: Served,
  incoming: IncomingMessage,
  response: ServerResponse,
  { method, pathname, query, raw, token, named }: Request,
  git: GitRequest,
): Promise<void> {
  const by = token?.identity.login ?? null;
  const logged: Logged = {
    ...{ n: 0, kind: 'git', method, pattern: git.path, path: pathname, query: query.toString(), body: null, by },
    ...{ isWrite: `${git.path}${query.toString()}`.includes('git-receive-pack'), status: null },
  };
  hub.log.push(logged);
  const fault = hub.faults.of(logged);
  if (fault !== null)
    return fail(hub, { logged, reply: () => Promise.reject(new Error('git has no effect')) }, fault, response);
  const status = gitRefusal(git, query.toString(), token, named);
  const { repository, path } = git;
  if (status !== null || repository === undefined) {
    logged.status = status ?? 404;
    const headers = logged.status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
    response.writeHead(logged.status, headers).end(logged.status === 404 ? 'Repository not found.' : '');
    return;
  }
  const fetched = fetchedBy(repository, token, raw, incoming.headers['content-encoding'] ?? '');
  if (fetched !== null) hub.fetched.push(fetched);
  logged.status = 200;
  await serveGit(incoming, response, raw, { repository, path, query: query.toString() });
}

/** `token T`, `Bearer T`, or as git says it: basic, with the token as password. */
function identified(hub: Served, authorization: string): { token: Token | null; named: boolean } {
  const [scheme = '', value = ''] = authorization.split(' ');
  if (value === '') return { token: null, named: false };
  const isBasic = scheme.toLowerCase() === 'basic';
  const secret = isBasic
    ? Buffer.from(value, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/u, '')
    : value;
  return { token: hub.tokens.find((one) => one.secret === secret) ?? null, named: true };
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
