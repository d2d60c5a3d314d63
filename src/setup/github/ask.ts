/** Reads GitHub's REST API, at the one address that the environment names. */
import { request } from '@octokit/request';
import { messageOf } from '../../foundation/errors.ts';

/** An answer of GitHub. `status` is null if none came in time; `body` then says why. */
export interface Answered {
  readonly status: number | null;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** Sends a GET request. `route`: `/repos/{owner}/{repo}`, filled from `values`. Never throws. */
export type Ask = (route: string, values: Readonly<Record<string, string | number>>) => Promise<Answered>;

export interface AskOptions {
  readonly token: string;
  /** The address of the REST API without a final slash, such as `https://api.github.com`. */
  readonly api: string;
  /** Time limit of one request. Seconds. */
  readonly seconds?: number;
  /** Names a proxy: `https_proxy`, `no_proxy` and so on. */
  readonly env?: Readonly<NodeJS.ProcessEnv>;
}

/** No redirect is followed: the token goes to this address only. */
export function askGitHub({ token, api, seconds = 20, env = {} }: AskOptions): Ask {
  const headers = { authorization: `token ${token}`, 'user-agent': 'plimsoll' };
  return async (route, values) => {
    try {
      const signal = AbortSignal.timeout(seconds * 1000);
      const asked = { baseUrl: api, headers, request: { redirect: 'manual' as const, signal, log: silent } };
      const answer = await request(`GET ${route}`, { ...values, ...asked });
      return { status: answer.status, body: answer.data as unknown, headers: answer.headers };
    } catch (thrown) {
      return failed(thrown, seconds, env);
    }
  };
}

/** Why a request may have failed behind a proxy: Node's own fetch uses one only if it is told to. */
function proxyHint(env: Readonly<NodeJS.ProcessEnv>): string {
  const isNamed = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].some((name) => (env[name] ?? '') !== '');
  if (!isNamed || env['NODE_USE_ENV_PROXY'] === '1') return '';
  return ' (Node uses the proxy of the environment only from version 24 on, with NODE_USE_ENV_PROXY=1)';
}

/** Octokit throws every answer above 299. */
function failed(thrown: unknown, seconds: number, env: Readonly<NodeJS.ProcessEnv>): Answered {
  const answer = thrown instanceof Error && 'response' in thrown ? thrown.response : undefined;
  const hasStatus = thrown instanceof Error && 'status' in thrown && typeof thrown.status === 'number';
  if (hasStatus && answer !== undefined && answer !== null) {
    const { headers = {}, data } = answer as { headers?: Answered['headers']; data?: unknown };
    return { status: Number(thrown.status), body: data, headers };
  }
  const isLate = thrown instanceof Error && /abort|timeout/i.test(`${thrown.name} ${messageOf(thrown)}`);
  const why = isLate ? `no answer within ${seconds} seconds` : causeOf(thrown);
  return { status: null, body: `${why}${proxyHint(env)}`, headers: {} };
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(thrown: unknown): string {
  const inner = thrown instanceof Error ? thrown.cause : undefined;
  return inner instanceof Error ? causeOf(inner) || messageOf(thrown) : messageOf(thrown);
}

function ignore(): void {
  // What goes wrong is in the answer.
}

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
