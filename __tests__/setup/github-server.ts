/** A GitHub that answers what `doctor` asks, each answer by GitHub's own description, on a port of this machine. */
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { gitHubContract } from '../github/contract.ts';

/** What a repository on GitHub has. */
export interface Settings {
  readonly branch?: string;
  readonly private?: boolean;
  /** Rules of the default branch, as the API has them. */
  readonly rules?: readonly object[];
  /** The required checks of a classic protection: names and apps. */
  readonly classic?: readonly { readonly context: string; readonly app_id: number | null }[];
  /** The scopes of a classic token; absent for another kind of token. */
  readonly scopes?: string;
  /** Statuses to answer with, by the end of the path; 0 never answers. */
  readonly statuses?: Readonly<Record<string, number>>;
  /** Sent with every answer that is no success: where a redirect leads. */
  readonly location?: string;
}

export interface GitHubServer {
  readonly url: string;
  /** Method, path and token of each request. */
  readonly asked: readonly string[];
  /** What was wrong with requests or answers by GitHub's description. */
  readonly faults: readonly string[];
}

const contract = gitHubContract();

const patterns = [
  [/^\/repos\/octo-org\/shop$/, '/repos/{owner}/{repo}'],
  [/^\/repos\/octo-org\/shop\/rules\/branches\/[^/]+$/, '/repos/{owner}/{repo}/rules/branches/{branch}'],
  [/^\/repos\/octo-org\/shop\/branches\/[^/]+$/, '/repos/{owner}/{repo}/branches/{branch}'],
] as const;

export async function gitHubServer(settings: Settings, prefix = ''): Promise<GitHubServer> {
  const asked: string[] = [];
  const faults: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
    const method = request.method ?? '';
    asked.push(`${method} ${pathname} ${request.headers.authorization ?? ''}`);
    const path = pathname.startsWith(prefix) ? decodeURI(pathname.slice(prefix.length)) : '';
    const pattern = patterns.find(([form]) => form.test(path))?.[1];
    const status = Object.entries(settings.statuses ?? {}).find(([end]) => path.endsWith(end))?.[1] ?? 200;
    if (status === 0) return;
    if (pattern === undefined) faults.push(`${method} ${pathname} is not known`);
    else note(faults, contract.request(method, pattern, searchParams, undefined));
    const body = status === 200 && pattern !== undefined ? answerTo(pattern, settings, searchParams) : failure(status);
    if (status === 200 && pattern !== undefined) note(faults, contract.answer(method, pattern, status, body));
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      ...(settings.scopes === undefined ? {} : { 'x-oauth-scopes': settings.scopes }),
      ...(settings.location === undefined ? {} : { location: settings.location }),
    };
    response.writeHead(status, headers).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`, asked, faults };
}

function note(faults: string[], fault: string | null): void {
  if (fault !== null) faults.push(fault);
}

function failure(status: number): object {
  const messages: Readonly<Record<number, string>> = { 401: 'Bad credentials', 403: 'Forbidden', 404: 'Not Found' };
  return { message: messages[status] ?? 'Moved Permanently', documentation_url: 'https://docs.github.com/rest' };
}

function answerTo(pattern: (typeof patterns)[number][1], settings: Settings, query: URLSearchParams): unknown {
  const { branch = 'main', rules = [], classic } = settings;
  if (pattern === '/repos/{owner}/{repo}')
    return {
      ...contract.example('full-repository'),
      default_branch: branch,
      private: settings.private ?? false,
      has_discussions: true,
    };
  if (pattern === '/repos/{owner}/{repo}/rules/branches/{branch}') {
    const size = Number(query.get('per_page'));
    const from = (Number(query.get('page')) - 1) * size;
    return rules.slice(from, from + size);
  }
  const example = contract.example('branch-get');
  const checks =
    classic === undefined
      ? {}
      : { required_status_checks: { contexts: classic.map((one) => one.context), checks: classic } };
  return { ...example, name: branch, protection: { enabled: classic !== undefined, ...checks } };
}

const origin = { ruleset_source_type: 'Repository', ruleset_source: 'octo-org/shop', ruleset_id: 1 };

/** Rules as GitHub writes them. */
export const rule = {
  checks: (...checks: readonly { readonly context: string; readonly integration_id?: number }[]): object => ({
    type: 'required_status_checks',
    parameters: { required_status_checks: checks, strict_required_status_checks_policy: false },
    ...origin,
  }),
  workflow: (path: string): object => ({
    type: 'workflows',
    parameters: { workflows: [{ path, repository_id: 7, ref: 'refs/heads/main' }] },
    ...origin,
  }),
  pullRequest: (owners: boolean, conversations: boolean): object => ({
    type: 'pull_request',
    parameters: {
      dismiss_stale_reviews_on_push: false,
      require_code_owner_review: owners,
      require_last_push_approval: false,
      required_approving_review_count: 1,
      required_review_thread_resolution: conversations,
    },
    ...origin,
  }),
  mergeQueue: (): object => ({
    type: 'merge_queue',
    parameters: {
      check_response_timeout_minutes: 60,
      grouping_strategy: 'ALLGREEN',
      max_entries_to_build: 5,
      max_entries_to_merge: 5,
      merge_method: 'MERGE',
      min_entries_to_merge: 1,
      min_entries_to_merge_wait_minutes: 5,
    },
    ...origin,
  }),
  deletion: (): object => ({ type: 'deletion', ...origin }),
};
