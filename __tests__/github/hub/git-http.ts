/** git's smart HTTP from the bare repositories, by git's own CGI program. */
import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { isSeen, may, type Token } from './permissions.ts';
import { fullName, type Repository, type State } from './state.ts';

/** What one fetch asked for. */
export interface Fetched {
  readonly repository: string;
  /** The login of the token's owner; null without a token. */
  readonly by: string | null;
  /** Full commit ids. */
  readonly wants: readonly string[];
  /** Commits the client said it has. */
  readonly haves: readonly string[];
  /** Number of commits from each wanted one; null for the whole history. */
  readonly depth: number | null;
  /** Such as `blob:none`. */
  readonly filter: string | null;
}

export interface GitRequest {
  readonly repository: Repository | undefined;
  /** The path within the repository, such as `/info/refs`. */
  readonly path: string;
}

const PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/u;

/** Null for paths that are not of git's protocol. */
export function gitRequest(pathname: string, state: State): GitRequest | null {
  const [, owner, name, path] = PATH.exec(pathname) ?? [];
  if (owner === undefined || name === undefined || path === undefined) return null;
  return { repository: state.repository(owner, name), path };
}

/** Status of a request that is not served; null if it is. As GitHub: what is private does not exist for others. */
export function gitRefusal({ repository, path }: GitRequest, query: string, token: Token | null, named: boolean) {
  if (named && token === null) return 401;
  if (repository === undefined || !isSeen(token, repository)) return named ? 404 : 401;
  const pushes = `${path}${query}`.includes('git-receive-pack');
  if (token === null) return pushes ? 401 : null;
  return may(token, repository, 'contents', pushes ? 'write' : 'read') ? null : 403;
}

export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  { repository, path, query }: { repository: Repository; path: string; query: string },
): Promise<void> {
  const header = (name: string) => String(request.headers[name] ?? '');
  const program = spawn('git', ['http-backend'], {
    env: {
      ...{ PATH: process.env['PATH'], GIT_HTTP_EXPORT_ALL: '1', GIT_CONFIG_NOSYSTEM: '1', HOME: '/nonexistent' },
      ...{
        GIT_PROJECT_ROOT: repository.directory,
        PATH_INFO: path,
        REQUEST_METHOD: request.method,
        QUERY_STRING: query,
      },
      ...{ CONTENT_TYPE: header('content-type'), CONTENT_LENGTH: String(body.length), REMOTE_USER: 'hub' },
      ...{ GIT_PROTOCOL: header('git-protocol'), HTTP_CONTENT_ENCODING: header('content-encoding') },
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  program.stdin.on('error', () => undefined);
  program.stdin.end(body);
  const chunks: Buffer[] = [];
  for await (const chunk of program.stdout) chunks.push(chunk as Buffer);
  const printed = Buffer.concat(chunks);
  const end = printed.indexOf('\r\n\r\n');
  const lines = printed.subarray(0, end).toString('latin1').split('\r\n');
  const headers = lines.map((line) => /^([^:]+): (.*)$/u.exec(line)).flatMap((one) => one?.slice(1, 3) ?? []);
  const status = Number(/^Status: (\d+)/u.exec(lines.find((line) => line.startsWith('Status:')) ?? '')?.[1] ?? 200);
  response.writeHead(status, headers).end(printed.subarray(end + 4));
}

/** Reads what a request to upload-pack asks for; null for those that only list refs. */
export function fetchedBy(repository: Repository, token: Token | null, body: Buffer, encoding: string): Fetched | null {
  const lines = packetLines((encoding === 'gzip' ? gunzipSync(body) : body).toString('latin1'));
  const all = (word: string) =>
    lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1).split(' ')[0] ?? ''] : []));
  const wants = all('want');
  if (wants.length === 0) return null;
  const [depth] = all('deepen');
  return {
    ...{ repository: fullName(repository), by: token?.identity.login ?? null },
    ...{ wants, haves: all('have'), depth: depth === undefined ? null : Number(depth) },
    filter: all('filter')[0] ?? null,
  };
}

/** The lines of git's protocol: four hexadecimal digits with the length, which they count, and the text. */
function packetLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at + 4 <= text.length;) {
    // Shorter ones separate sections.
    const length = Math.max(4, Number.parseInt(text.slice(at, at + 4), 16));
    lines.push(text.slice(at + 4, at + length).trimEnd());
    at += length;
  }
  return lines;
}
