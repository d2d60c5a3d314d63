/** Reads GitHub's REST API, at the one address that the environment names. */
import { Octokit } from '@octokit/rest';
import { EnvHttpProxyAgent, fetch as proxiedFetch } from 'undici';
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
  const through = proxy(env);
  const octokit = new Octokit({
    auth: token,
    baseUrl: api,
    userAgent: 'plimsoll',
    log: silent,
    request: {
      redirect: 'manual',
      fetch: (input: Parameters<typeof proxiedFetch>[0], init: Parameters<typeof proxiedFetch>[1]) =>
        proxiedFetch(input, { ...init, ...through }),
    },
  });
  return async (route, values) => {
    try {
      const request = { signal: AbortSignal.timeout(seconds * 1000) };
      const answer = await octokit.request(`GET ${route}`, { ...values, request });
      return { status: answer.status, body: answer.data as unknown, headers: answer.headers };
    } catch (thrown) {
      return failed(thrown, seconds);
    }
  };
}

/** Without a proxy, no agent is made: undici warns on standard error that it may change. */
function proxy(env: Readonly<NodeJS.ProcessEnv>): { readonly dispatcher?: EnvHttpProxyAgent } {
  const named = (name: string): string => env[name] ?? env[name.toUpperCase()] ?? '';
  const [httpProxy, httpsProxy] = [named('http_proxy'), named('https_proxy')];
  if (httpProxy === '' && httpsProxy === '') return {};
  return { dispatcher: new EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy: named('no_proxy') }) };
}

/** Octokit throws every answer above 299. */
function failed(thrown: unknown, seconds: number): Answered {
  const answer = thrown instanceof Error && 'response' in thrown ? thrown.response : undefined;
  const hasStatus = thrown instanceof Error && 'status' in thrown && typeof thrown.status === 'number';
  if (hasStatus && answer !== undefined && answer !== null) {
    const { headers = {}, data } = answer as { headers?: Answered['headers']; data?: unknown };
    return { status: Number(thrown.status), body: data, headers };
  }
  const isLate = thrown instanceof Error && /abort|timeout/i.test(`${thrown.name} ${messageOf(thrown)}`);
  return { status: null, body: isLate ? `no answer within ${seconds} seconds` : causeOf(thrown), headers: {} };
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
