import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Octokit, openGitHub } from '../../src/publish/client.ts';
import { onTestFinished } from 'vitest';
import { git, temporaryFolder } from '../snapshot/temporary.ts';

/** A pull request, as `GET /repos/{owner}/{repo}/pulls` lists it. */
export interface ListedPull {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly base: { readonly sha: string; readonly ref: string; readonly repo: { readonly full_name: string } };
  readonly head: {
    readonly sha: string;
    readonly ref: string;
    readonly label: string;
    readonly repo: { readonly full_name: string } | null;
  };
}

/** The repository shop/deploy on a server of this machine: git over HTTP, and the API that is asked before a look. */
export interface Hosted {
  /** As GITHUB_SERVER_URL. */
  readonly url: string;
  /** The bare repository. */
  readonly repository: string;
  /** The token of the workflow. */
  readonly token: string;
  readonly pulls: ListedPull[];
  /** `down`: the API answers 503. */
  api: 'up' | 'down';
  /** How many requests of git are answered with 503 from now on. */
  failures: number;
  /** `elsewhere`: git is redirected to this address. */
  redirect: string | null;
  /** `METHOD /path`, and all headers of that name. */
  readonly requests: { readonly line: string; readonly authorization: readonly string[] }[];
  readonly octokit: (token: string) => Octokit;
}

export async function hosted(access: 'public' | 'private'): Promise<Hosted> {
  const root = temporaryFolder();
  const repository = join(root, 'shop', 'deploy');
  mkdirSync(repository, { recursive: true });
  git(repository, 'init', '--quiet', '--bare', '--initial-branch=main');
  // As GitHub allows it: any commit of the repository and its forks.
  git(repository, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  git(repository, 'config', 'uploadpack.allowFilter', 'true');
  const server = createServer((request, response) => {
    const authorization = request.rawHeaders.filter((_, index, all) => /^authorization$/i.test(all[index - 1] ?? ''));
    here.requests.push({ line: `${request.method ?? ''} ${request.url ?? ''}`, authorization });
    serve(here, access, request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const here: Hosted = {
    ...{
      url,
      repository,
      token: 'ghs_0123456789abcdefTOKEN',
      pulls: [],
      api: 'up',
      failures: 0,
      redirect: null,
      requests: [],
    },
    octokit: (token) => openGitHub({ token, api: `${url}/api/v3`, second: 10 }),
  };
  return here;
}

function serve(here: Hosted, access: 'public' | 'private', request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '', here.url);
  const shown = request.headers.authorization;
  const basic = `basic ${Buffer.from(`x-access-token:${here.token}`).toString('base64')}`;
  const isOurs = shown === basic || shown === `token ${here.token}`;
  // GitHub refuses a wrong token also where none is needed.
  if (shown === undefined ? access === 'private' : !isOurs)
    return void response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
  if (pathname.startsWith('/api/v3/')) {
    const answer = here.api === 'down' ? null : answerTo(here, request.method ?? '', pathname.slice(7), searchParams);
    const status = here.api === 'down' ? 503 : answer === null ? 404 : 200;
    return void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  }
  if (here.failures > 0) {
    here.failures -= 1;
    return void response.writeHead(503).end();
  }
  if (here.redirect !== null)
    return void response.writeHead(302, { location: `${here.redirect}${request.url ?? ''}` }).end();
  backend(here, request, response, pathname, searchParams);
}

function answerTo({ repository, pulls }: Hosted, method: string, path: string, query: URLSearchParams): unknown {
  const [, base, head] = /^\/repos\/shop\/deploy\/compare\/(\w+)\.\.\.(\w+)$/.exec(decodeURIComponent(path)) ?? [];
  if (method === 'GET' && base !== undefined && head !== undefined) {
    const sha = mergeBaseOf(repository, base, head);
    return sha === null ? null : { merge_base_commit: { sha }, status: 'diverged', commits: [] };
  }
  if (method !== 'GET' || path !== '/repos/shop/deploy/pulls') return null;
  return pulls.filter((pull) => pull.head.label === query.get('head') && (query.get('state') ?? 'open') === pull.state);
}

function mergeBaseOf(repository: string, base: string, head: string): string | null {
  try {
    return git(repository, 'merge-base', base, head);
  } catch {
    return null;
  }
}

/** Runs git's own CGI program. */
function backend(
  { repository }: Hosted,
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  query: URLSearchParams,
): void {
  const program = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
  const { headers } = request;
  const env = {
    PATH: process.env['PATH'],
    ...{ GIT_PROJECT_ROOT: join(repository, '../..'), GIT_HTTP_EXPORT_ALL: '1', GIT_CONFIG_NOSYSTEM: '1' },
    ...{ PATH_INFO: pathname, QUERY_STRING: query.toString(), REQUEST_METHOD: request.method },
    ...{ CONTENT_TYPE: headers['content-type'], HTTP_CONTENT_ENCODING: headers['content-encoding'] },
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
  };
  const child = spawn(program, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  // git may end before it has read the whole request.
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    const lines = head.toString('latin1', 0, end).split('\r\n');
    const fields = lines.map((line) => line.split(': ') as [string, string]);
    const status = Number(fields.find(([name]) => name === 'Status')?.[1].slice(0, 3) ?? 200);
    response.writeHead(status, Object.fromEntries(fields.filter(([name]) => name !== 'Status')));
    response.write(head.subarray(end + 4));
  });
  child.on('close', () => response.end());
}
