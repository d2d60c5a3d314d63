import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { linesShown } from './diff-lines.ts';
import { type Contract, gitHubContract } from './contract.ts';

/** How GitHub behaves towards the token, or on the day. */
export type Mood =
  | 'normal'
  | 'read-only' // writes are forbidden, as for pull requests from forks
  | 'rate-limited' // the first write of each kind meets the secondary limit
  | 'forgetful' // takes a review, and answers 502
  | 'strict' // refuses every comment on an even line
  | 'hung' // takes every request, and never answers
  | `answers ${number}`; // to everything, with this status

export interface Written {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** What stands on the pull request, and what is asked of it. Mutable: tests push commits and change the mood. */
export interface StandIn {
  readonly url: string;
  mood: Mood;
  head: string;
  diff: readonly { readonly filename: string; readonly patch?: string | undefined }[];
  viewer: string;
  readonly reviewComments: Comment[];
  readonly issueComments: Comment[];
  /** Every write that was taken or refused, in order. */
  readonly written: Written[];
  /** What was wrong with requests or answers: must stay empty. */
  readonly faults: string[];
  readonly close: () => Promise<void>;
}

interface Comment {
  readonly id: number;
  readonly login: string;
  body: string;
  readonly path?: string;
  readonly line?: number;
  readonly subject_type?: string;
}

interface Draft {
  readonly path?: string;
  readonly body: string;
  readonly line?: number;
  readonly start_line?: number;
  readonly subject_type?: string;
}

type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];

const contract: Contract = gitHubContract();
const REPOSITORY = /^\/repos\/shop\/deploy/;
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^\/pulls\/\d+$/, '/repos/{owner}/{repo}/pulls/{pull_number}'],
  [/^\/pulls\/\d+\/files$/, '/repos/{owner}/{repo}/pulls/{pull_number}/files'],
  [/^\/pulls\/\d+\/comments$/, '/repos/{owner}/{repo}/pulls/{pull_number}/comments'],
  [/^\/pulls\/\d+\/reviews$/, '/repos/{owner}/{repo}/pulls/{pull_number}/reviews'],
  [/^\/pulls\/comments\/\d+$/, '/repos/{owner}/{repo}/pulls/comments/{comment_id}'],
  [/^\/issues\/\d+\/comments$/, '/repos/{owner}/{repo}/issues/{issue_number}/comments'],
  [/^\/issues\/comments\/\d+$/, '/repos/{owner}/{repo}/issues/comments/{comment_id}'],
];

/** A GitHub with one pull request, shop/deploy#7, on a port of this machine. */
export async function gitHubStandIn(diff: StandIn['diff'], head: string): Promise<StandIn> {
  const server = createServer((request, response) => void serve(standIn, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const standIn: StandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ mood: 'normal', head, diff, viewer: 'github-actions[bot]' },
    ...{ reviewComments: [], issueComments: [], written: [], faults: [] },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return standIn;
}

async function serve(standIn: StandIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', standIn.url);
  const method = request.method ?? '';
  const text = await read(request);
  if (standIn.mood === 'hung') return;
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const always = /^answers (\d+)$/.exec(standIn.mood)?.[1];
  if (always !== undefined) {
    response.writeHead(Number(always), { 'content-type': 'application/json' }).end('{"message":"Not today"}');
    return;
  }
  const [status, answer, headers = {}] =
    pathname === '/graphql'
      ? ([200, { data: { viewer: { login: standIn.viewer } } }] as const)
      : rest(standIn, method, pathname, searchParams, body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answer));
}

function rest(standIn: StandIn, method: string, pathname: string, query: URLSearchParams, body: unknown): Answer {
  const path = pathname.replace(REPOSITORY, '');
  const pattern = PATTERNS.find(([expression]) => expression.test(path))?.[1];
  if (pattern === undefined || path === pathname) {
    standIn.faults.push(`${method} ${pathname} is not known`);
    return [404, { message: 'Not Found' }];
  }
  note(standIn, `${method} ${path}`, contract.request(method, pattern, query, body));
  const answer =
    method === 'GET' ? page(standIn, path, query, reading(standIn, path)) : writing(standIn, method, path, body);
  note(standIn, `the answer to ${method} ${path}`, contract.answer(method, pattern, answer[0], answer[1]));
  return answer;
}

function note({ faults }: StandIn, what: string, fault: string | null): void {
  if (fault !== null) faults.push(`${what}: ${fault}`);
}

function reading(standIn: StandIn, path: string): Answer {
  if (path.endsWith('/files')) return [200, standIn.diff.map(diffEntry)];
  if (path.startsWith('/issues')) return [200, standIn.issueComments.map(issueComment)];
  if (path.endsWith('/comments')) return [200, standIn.reviewComments.map(reviewComment)];
  const pull = contract.example('pull-request') as { head: Record<string, unknown> };
  // The example's team is not of the described shape.
  return [200, { ...pull, requested_teams: [], head: { ...pull.head, sha: standIn.head } }];
}

/** Lists come in pages, with the address of the next in a header. */
function page({ url }: StandIn, path: string, query: URLSearchParams, answer: Answer): Answer {
  const [status, items] = answer;
  if (!Array.isArray(items)) return answer;
  const size = Number(query.get('per_page') ?? 30);
  const number = Number(query.get('page') ?? 1);
  const next = `<${url}/repos/shop/deploy${path}?per_page=${size}&page=${number + 1}>; rel="next"`;
  const kept: unknown[] = items.slice((number - 1) * size, number * size);
  return [status, kept, items.length > number * size ? { link: next } : {}];
}

function writing(standIn: StandIn, method: string, path: string, body: unknown): Answer {
  const before = standIn.written.filter((one) => one.method === method && one.path === path).length;
  standIn.written.push({ method, path, body });
  if (standIn.mood === 'read-only') return [403, failure('Resource not accessible by integration')];
  if (standIn.mood === 'rate-limited' && before === 0) {
    return [403, failure('You have exceeded a secondary rate limit'), { 'retry-after': '2' }];
  }
  if (method === 'PATCH') return edit(standIn, path, body as { body: string });
  if (path.endsWith('/reviews')) return review(standIn, body as { body?: string; comments?: readonly Draft[] });
  return path.startsWith('/issues') ? conversation(standIn, body as Draft) : single(standIn, body as Draft);
}

function edit(standIn: StandIn, path: string, { body }: { body: string }): Answer {
  const id = Number(path.split('/').at(-1));
  const issue = path.startsWith('/issues');
  const comment = (issue ? standIn.issueComments : standIn.reviewComments).find((one) => one.id === id);
  if (comment === undefined) return [404, failure('Not Found')];
  comment.body = body;
  return [200, issue ? issueComment(comment) : reviewComment(comment)];
}

/** A review is taken whole or not at all. */
function review(standIn: StandIn, { comments = [] }: { comments?: readonly Draft[] }): Answer {
  const errors = comments.flatMap((comment) => refusal(standIn, comment) ?? []);
  if (errors.length > 0) {
    return [422, { ...failure('Unprocessable Entity'), errors: [[...new Set(errors)].join(', and ')] }];
  }
  for (const comment of comments) add(standIn, standIn.reviewComments, comment);
  if (standIn.mood === 'forgetful') return [502, failure('Server Error')];
  return [200, { ...contract.example('pull-request-review'), body: '' }];
}

function single(standIn: StandIn, draft: Draft): Answer {
  const why = refusal(standIn, draft);
  if (why === null) return [201, reviewComment(add(standIn, standIn.reviewComments, draft))];
  const error = {
    resource: 'PullRequestReviewComment',
    code: 'custom',
    field: 'pull_request_review_thread.line',
    message: why,
  };
  return [422, { ...failure('Validation Failed'), errors: [error] }];
}

function conversation(standIn: StandIn, draft: Draft): Answer {
  if (Array.from(draft.body).length > 65_536) return [422, failure('Body is too long (maximum is 65536 characters)')];
  return [201, issueComment(add(standIn, standIn.issueComments, draft))];
}

/** Why GitHub would not take a comment, in its words. */
function refusal({ diff, mood }: StandIn, { path, body, line, start_line, subject_type }: Draft): string | null {
  const file = diff.find(({ filename }) => filename === path);
  if (file === undefined) return 'Path could not be resolved';
  if (Array.from(body).length > 65_536) return 'Body is too long (maximum is 65536 characters)';
  if (subject_type === 'file') return null;
  const shown = linesShown(file.patch);
  const hunk = line === undefined ? undefined : shown.get(line);
  if (hunk === undefined) return 'Pull request review thread line must be part of the diff';
  if (mood === 'strict' && Number(line) % 2 === 0) return "Pull request review thread diff hunk can't be blank";
  if (start_line === undefined || line === undefined) return null;
  if (start_line >= line) return 'Pull request review thread start line must precede the end line.';
  return shown.get(start_line) === hunk
    ? null
    : 'Pull request review thread start line must be part of the same hunk as the line.';
}

function add({ viewer }: StandIn, comments: Comment[], { path, body, line, subject_type }: Draft): Comment {
  const comment: Comment = {
    id: 100 + comments.length,
    login: viewer,
    body,
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
    subject_type: subject_type ?? 'line',
  };
  comments.push(comment);
  return comment;
}

function failure(message: string): { message: string; documentation_url: string } {
  return { message, documentation_url: 'https://docs.github.com/rest' };
}

function diffEntry({ filename, patch }: StandIn['diff'][number]): unknown {
  const [example] = contract.example('diff-entry-items') as unknown as [Record<string, unknown>];
  delete example['patch'];
  const entry = { ...example, filename };
  return patch === undefined ? entry : { ...entry, patch };
}

function reviewComment({ id, login, body, path, line }: Comment): unknown {
  const example = contract.example('pull-request-review-comment') as { user: Record<string, unknown> };
  return { ...example, id, body, path, line: line ?? 1, user: { ...example.user, login } };
}

function issueComment({ id, login, body }: Comment): unknown {
  const example = contract.example('issue-comment') as { user: Record<string, unknown> };
  const html_url = `https://github.example/shop/deploy/pull/7#issuecomment-${id}`;
  return { ...example, id, body, html_url, user: { ...example.user, login } };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
