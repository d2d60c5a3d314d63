import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, git, query, showing, temporaryFolder } from './asking.ts';
import type { Fault } from './hub/faults.ts';
import { Hub } from './hub/hub.ts';
import type { Pull, Repository } from './hub/state.ts';

const TEXT = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n'];

function lines(change: (line: string) => string | readonly string[] = (line) => line): string {
  return `${TEXT.flatMap(change).join('\n')}\n`;
}

let hub: Hub;
let shop: Repository;
let pull: Pull;
const PULL = '/repos/shop/deploy/pulls/7';
const BOT = 'bot';
/** What a test expects to find wrong. */
let expected: readonly RegExp[] = [];

beforeEach(async () => {
  hub = await Hub.open();
  shop = hub.addRepository('shop/deploy');
  hub.addToken(BOT, { contents: 'read', pull_requests: 'write', checks: 'write' });
  hub.people.push(shop, 'main', { 'a.txt': lines(), 'other.txt': 'x\n' });
  hub.people.push(shop, 'change', { 'a.txt': lines((line) => (line === 'c' ? 'C' : line)) }, { from: tip('main') });
  pull = hub.people.openPull(shop, { head: 'change' });
  expected = [];
});

afterEach(async () => {
  await hub.close();
  for (const one of expected) expect(hub.violations.some((fault) => one.test(fault))).toBe(true);
  if (expected.length === 0) expect(hub.violations).toEqual([]);
});

function tip(branch: string): string {
  return shop.branches.get(branch)!;
}

function review(comments: readonly object[], body = 'One finding.') {
  return ask(hub, BOT, 'POST', `${PULL}/reviews`, { event: 'COMMENT', body, comments });
}

async function aComment(line = 3, body = 'Look.'): Promise<number> {
  const { body: posted } = await ask(hub, BOT, 'POST', `${PULL}/comments`, {
    ...{ commit_id: pull.head.sha, path: 'a.txt', line, side: 'RIGHT', body },
  });
  return (posted as { id: number }).id;
}

const THREADS = `query($n: Int!) { repository(owner: "shop", name: "deploy") { pullRequest(number: $n) {
  headRefOid reviewThreads(first: 50) { pageInfo { hasNextPage endCursor } nodes {
    id isResolved isOutdated path line startLine originalLine subjectType diffSide viewerCanResolve viewerCanUnresolve
    resolvedBy { login }
    comments(first: 10) { nodes { id databaseId fullDatabaseId body isMinimized minimizedReason viewerDidAuthor
      viewerCanUpdate viewerCanDelete viewerCanMinimize lastEditedAt author { __typename login } editor { login } } }
  } } } } }`;

interface ShownThread {
  readonly id: string;
  readonly line: number | null;
  readonly isOutdated: boolean;
  readonly isResolved: boolean;
  readonly comments: { readonly nodes: readonly Record<string, unknown>[] };
}

async function threads(secret = BOT): Promise<readonly ShownThread[]> {
  const { data } = await query(hub, secret, THREADS, { n: pull.number });
  const { repository } = data as { repository: { pullRequest: { reviewThreads: { nodes: ShownThread[] } } } };
  return repository.pullRequest.reviewThreads.nodes;
}

describe('one state', () => {
  it('a review made by REST is threads in GraphQL, and what GraphQL edits and deletes is gone from REST', async () => {
    const { status } = await review([{ path: 'a.txt', line: 3, start_line: 2, side: 'RIGHT', body: 'Look.' }]);
    const [thread] = await threads();
    const [comment] = thread!.comments.nodes;
    const [listed] = (await ask(hub, BOT, 'GET', `${PULL}/comments`)).body as [Record<string, unknown>];
    const edit =
      'mutation($id: ID!) { updatePullRequestReviewComment(input: {pullRequestReviewCommentId: $id, body: "Now."}) { pullRequestReviewComment { body } } }';
    await query(hub, BOT, edit, { id: comment!['id'] });
    const edited = await ask(
      hub,
      BOT,
      'GET',
      `/repos/shop/deploy/pulls/comments/${String(comment!['fullDatabaseId'])}`,
    );
    const remove =
      'mutation($id: ID!) { deletePullRequestReviewComment(input: {id: $id}) { pullRequestReviewComment { id } } }';
    await query(hub, BOT, remove, { id: comment!['id'] });

    expect(status).toBe(200);
    expect(thread).toMatchObject({ path: 'a.txt', line: 3, startLine: 2, isOutdated: false, isResolved: false });
    expect(comment).toMatchObject({ body: 'Look.', viewerDidAuthor: true, databaseId: null });
    expect(comment!['author']).toEqual({ __typename: 'Bot', login: 'github-actions' });
    expect(listed).toMatchObject({ id: Number(comment!['fullDatabaseId']), line: 3, start_line: 2 });
    expect(listed['user']).toMatchObject({ login: 'github-actions[bot]', type: 'Bot' });
    expect(edited.body).toMatchObject({ body: 'Now.' });
    expect((await ask(hub, BOT, 'GET', `${PULL}/comments`)).body).toEqual([]);
    expect(await threads()).toEqual([]);
  });

  it('lists come in pages, with the next in a header, in both forms of addresses', async () => {
    for (let count = 0; count < 5; count += 1) hub.people.say(pull, `Remark ${count}`);
    const first = await ask(hub, BOT, 'GET', '/repos/shop/deploy/issues/7/comments?per_page=2&page=2');
    const own = await ask(hub, BOT, 'GET', '/api/v3/repos/shop/deploy/issues/7/comments?per_page=2');

    expect((first.body as { body: string }[]).map(({ body }) => body)).toEqual(['Remark 2', 'Remark 3']);
    expect(first.headers.get('link')).toContain('issues/7/comments?per_page=2&page=3>; rel="next"');
    expect(own.headers.get('link')).toContain(`<${hub.url}/api/v3/repos/`);
  });

  it('the conversation is written by REST, and hidden by GraphQL', async () => {
    const { body } = await ask(hub, BOT, 'POST', '/repos/shop/deploy/issues/7/comments', { body: 'Summary' });
    const hide =
      'mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized minimizedReason } } }';
    const hidden = await query(hub, BOT, hide, { id: (body as { node_id: string }).node_id });

    expect(hidden.data).toEqual({
      minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: 'outdated' } },
    });
    expect(pull.conversation[0]).toMatchObject({ body: 'Summary', minimized: 'outdated' });
  });

  it('each operation of REST answers as GitHub describes it', async () => {
    const id = await aComment();
    const check = await ask(hub, BOT, 'POST', '/repos/shop/deploy/check-runs', {
      ...{ name: 'plimsoll', head_sha: pull.head.sha, status: 'in_progress' },
    });
    const run = (check.body as { id: number }).id;
    hub.people.setRules(shop, [{ branch: 'main', rule: { type: 'deletion' } }]);
    hub.addToken('person', { contents: 'write' }, { kind: 'person', login: 'ann' });
    const asked: readonly (readonly [string, string, string, object?])[] = [
      [BOT, 'GET', PULL],
      [BOT, 'GET', '/repos/shop/deploy/pulls?head=shop:change&state=open'],
      [BOT, 'GET', `${PULL}/files?per_page=100`],
      [BOT, 'GET', `${PULL}/reviews`],
      [BOT, 'GET', `/repos/shop/deploy/pulls/comments/${id}`],
      [BOT, 'PATCH', `/repos/shop/deploy/pulls/comments/${id}`, { body: 'Edited' }],
      [BOT, 'DELETE', `/repos/shop/deploy/pulls/comments/${id}`],
      [BOT, 'GET', `/repos/shop/deploy/compare/${tip('main')}...${tip('change')}`],
      [BOT, 'GET', '/repos/shop/deploy/compare/main...change?per_page=1'],
      [BOT, 'GET', `/repos/shop/deploy/commits/${tip('change')}/pulls`],
      [BOT, 'GET', '/repos/shop/deploy'],
      [BOT, 'GET', '/repos/shop/deploy/git/ref/heads%2Fmain'],
      [BOT, 'GET', '/repos/shop/deploy/branches/main'],
      [BOT, 'GET', '/repos/shop/deploy/rules/branches/main'],
      [BOT, 'PATCH', `/repos/shop/deploy/check-runs/${run}`, { conclusion: 'success' }],
      [BOT, 'GET', '/installation/repositories'],
      [BOT, 'GET', '/rate_limit'],
      ['person', 'GET', '/user'],
    ];

    const statuses = [];
    for (const [secret, method, path, body] of asked)
      statuses.push((await ask(hub, secret, method, path, body)).status);

    expect(statuses).toEqual(asked.map(([, method]) => (method === 'DELETE' ? 204 : 200)));
  });
});

describe('comments move with the code', () => {
  const push = (text: string, from?: string) =>
    hub.people.push(shop, 'change', { 'a.txt': text }, from === undefined ? {} : { from });

  it('a line that moved is found again', async () => {
    await aComment(3);
    push(lines((line) => (line === 'a' ? ['0', '1', 'a'] : line === 'c' ? 'C' : line)));

    expect(await threads()).toMatchObject([{ line: 5, originalLine: 3, isOutdated: false }]);
    expect((await ask(hub, BOT, 'GET', `${PULL}/comments`)).body).toMatchObject([{ line: 5, original_line: 3 }]);
  });

  it('a line that was changed is outdated, as is one that is no longer in the diff; the file stays', async () => {
    await aComment(3);
    await ask(hub, BOT, 'POST', `${PULL}/comments`, {
      ...{ commit_id: pull.head.sha, path: 'a.txt', subject_type: 'file', body: 'All of it.' },
    });
    push(lines((line) => (line === 'c' ? 'CC' : line === 'n' ? 'N' : line)));

    expect(await threads()).toMatchObject([
      { line: null, isOutdated: true },
      { line: null, isOutdated: false, subjectType: 'FILE' },
    ]);
    expect((await ask(hub, BOT, 'GET', `${PULL}/comments`)).body).toMatchObject([{ line: null, position: null }, {}]);
  });

  it('a force-push keeps what it left as it was', async () => {
    await aComment(3);
    const before = pull.head.sha;
    push(
      lines((line) => (line === 'c' ? 'C' : line === 'e' ? 'E' : line)),
      tip('main'),
    );

    expect(await git(shop.directory, 'merge-base', before, pull.head.sha)).toBe(tip('main'));
    expect(await threads()).toMatchObject([{ line: 3, isOutdated: false }]);
  });

  it('a multi-line comment is outdated when any of its lines is changed, and grows with what is put between', async () => {
    await review([{ path: 'a.txt', start_line: 2, line: 5, side: 'RIGHT', body: 'These.' }]);
    push(lines((line) => (line === 'c' ? ['C', 'new'] : line)));
    const grown = await threads();
    push(lines((line) => (line === 'c' ? ['CC', 'new'] : line)));

    expect(grown).toMatchObject([{ startLine: 2, line: 6, isOutdated: false }]);
    expect(await threads()).toMatchObject([{ startLine: null, line: null, isOutdated: true }]);
  });

  it('a comment on a deleted line stands on the left side', async () => {
    await review([{ path: 'a.txt', line: 3, side: 'LEFT', body: 'It was c.' }]);
    push(lines((line) => (line === 'c' ? 'CC' : line)));

    expect(await threads()).toMatchObject([{ line: 3, diffSide: 'LEFT', isOutdated: false }]);
  });
});

describe('what GitHub does not take', () => {
  it.each([
    [
      { path: 'a.txt', line: 12 },
      "Pull request review thread line must be part of the diff and Pull request review thread diff hunk can't be blank",
    ],
    [{ path: 'other.txt', line: 1 }, 'Path could not be resolved'],
    [{ path: 'a.txt', line: 3, start_line: 3 }, 'Pull request review thread start line must precede the end line.'],
    [
      { path: 'a.txt', line: 12, start_line: 2 },
      "Pull request review thread line must be part of the diff, Pull request review thread start line must be part of the same hunk as the line., and Pull request review thread diff hunk can't be blank",
    ],
    [{ path: 'a.txt', line: 3, body: 'x'.repeat(65_537) }, 'Body is too long (maximum is 65536 characters)'],
  ])('a review with the comment %j is refused whole, in its words', async (wrong, why) => {
    const { status, body } = await review([
      { path: 'a.txt', line: 3, side: 'RIGHT', body: 'Right.' },
      { side: 'RIGHT', body: 'Wrong.', ...wrong },
    ]);

    expect(status).toBe(422);
    expect(body).toMatchObject({ message: 'Unprocessable Entity', errors: [why] });
    expect(pull.threads).toEqual([]);
    expect(pull.reviews).toEqual([]);
  });

  it('a commit that is no longer of the pull request, and lines of a patch that it leaves out', async () => {
    const before = pull.head.sha;
    const large = Array.from({ length: 3001 }, (_, at) => `${at}`).join('\n');
    hub.people.push(shop, 'change', { 'large.txt': large }, { from: tip('main') });
    const gone = await ask(hub, BOT, 'POST', `${PULL}/comments`, {
      ...{ commit_id: before, path: 'a.txt', line: 3, side: 'RIGHT', body: 'Late.' },
    });
    const files = await ask(hub, BOT, 'GET', `${PULL}/files`);

    expect(gone.status).toBe(422);
    expect(gone.body).toMatchObject({ errors: [{ field: 'commit_id' }] });
    expect(files.body).toMatchObject([{ filename: 'large.txt', additions: 3001 }]);
    expect((files.body as object[])[0]).not.toHaveProperty('patch');
    expect((await review([{ path: 'large.txt', line: 1, side: 'RIGHT', body: 'There.' }])).status).toBe(422);
  });
});

describe('permissions', () => {
  const RESOLVE =
    'mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { isResolved resolvedBy { login } } } }';

  it('a workflow token is not told its user by REST, but by GraphQL, where its name has [bot]', async () => {
    const { status, body } = await ask(hub, BOT, 'GET', '/user');
    const viewer = '{ viewer { login __typename } }';

    expect([status, body]).toMatchObject([403, { message: 'Resource not accessible by integration' }]);
    expect(await query(hub, BOT, viewer)).toEqual({
      data: { viewer: { login: 'github-actions[bot]', __typename: 'User' } },
    });
    hub.namesViewer = false;
    expect(await query(hub, BOT, viewer)).toMatchObject({ data: null, errors: [{ type: 'FORBIDDEN' }] });
  });

  it('to resolve a thread wants contents: write, and viewerCanResolve says so', async () => {
    hub.addToken('strong', { contents: 'write', pull_requests: 'write' }, { kind: 'app', login: 'plimsoll[bot]' });
    await aComment();
    const [thread] = await threads();
    const refused = await query(hub, BOT, RESOLVE, { id: thread!.id });
    const before = pull.threads[0]?.resolvedBy;
    const done = await query(hub, 'strong', RESOLVE, { id: thread!.id });

    expect(thread).toMatchObject({ viewerCanResolve: false, viewerCanUnresolve: false });
    expect(refused).toMatchObject({
      data: { resolveReviewThread: null },
      errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration', path: ['resolveReviewThread'] }],
    });
    expect(before).toBeNull();
    expect(done.data).toEqual({
      resolveReviewThread: { thread: { isResolved: true, resolvedBy: { login: 'plimsoll[bot]' } } },
    });
    expect(await threads('strong')).toMatchObject([{ viewerCanResolve: false, viewerCanUnresolve: true }]);
  });

  it('a token that only reads, as of forks and Dependabot, writes nothing', async () => {
    hub.addToken('reader', { contents: 'read', pull_requests: 'read' });
    const posted = await ask(hub, 'reader', 'POST', '/repos/shop/deploy/issues/7/comments', { body: 'No.' });

    expect(posted).toMatchObject({ status: 403, body: { message: 'Resource not accessible by integration' } });
    expect((await ask(hub, 'reader', 'GET', PULL)).status).toBe(200);
    expect((await ask(hub, 'unknown', 'GET', PULL)).status).toBe(401);
    expect((await ask(hub, null, 'GET', PULL)).status).toBe(200);
  });

  it('a locked conversation takes comments of those alone who may push', async () => {
    hub.people.lock(pull);
    hub.addToken('strong', { contents: 'write', pull_requests: 'write' });
    const say = (secret: string) => ask(hub, secret, 'POST', '/repos/shop/deploy/issues/7/comments', { body: 'Hi' });

    expect(await say(BOT)).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('locked') as string },
    });
    expect((await say('strong')).status).toBe(201);
  });

  it('a private repository does not exist for those who may not see it', async () => {
    const secret = hub.addRepository('shop/private', { isPrivate: true });
    hub.people.push(secret, 'main', { 'a.txt': 'a\n' });
    const asked = await query(hub, BOT, '{ repository(owner: "shop", name: "private") { id } }');

    expect((await ask(hub, BOT, 'GET', '/repos/shop/private')).status).toBe(404);
    expect(asked).toMatchObject({ data: { repository: null }, errors: [{ type: 'NOT_FOUND' }] });
  });

  it('commits of forks lead to no pull request; the name of the branch does', async () => {
    const fork = hub.addRepository('bob/deploy', { fork: shop });
    const head = hub.people.push(
      fork,
      'theirs',
      { 'a.txt': lines((line) => (line === 'b' ? 'B' : line)) },
      { from: tip('main') },
    );
    const opened = hub.people.openPull(shop, { head: 'theirs', from: fork, author: 'bob' });
    const { body } = await ask(hub, BOT, 'GET', '/repos/shop/deploy/pulls?head=bob:theirs&state=open');
    const cross = await query(
      hub,
      BOT,
      '{ repository(owner: "shop", name: "deploy") { pullRequest(number: 8) { isCrossRepository } } }',
    );

    expect((await ask(hub, BOT, 'GET', `/repos/shop/deploy/commits/${head}/pulls`)).body).toEqual([]);
    expect(body).toMatchObject([{ number: opened.number, head: { sha: head, label: 'bob:theirs' } }]);
    expect(cross.data).toEqual({ repository: { pullRequest: { isCrossRepository: true } } });
  });
});

describe('faults', () => {
  const say = (body = 'Hello') => ask(hub, BOT, 'POST', '/repos/shop/deploy/issues/7/comments', { body });
  const count = () => pull.conversation.length;

  it.each<[string, Fault, number, number]>([
    ['502 without effect', { kind: 'error', status: 502 }, 502, 0],
    ['502 with effect', { kind: 'error', status: 502, effect: 'whole' }, 502, 1],
    ...([401, 403, 404, 410, 422] as const).map((status): [string, Fault, number, number] => [
      String(status),
      { kind: 'error', status },
      status,
      0,
    ]),
    ['a page with 200', { kind: 'html', status: 200 }, 200, 0],
    ['a page with 503', { kind: 'html', status: 503 }, 503, 0],
  ])('%s at the second request, and none at the third', async (_, fault, status, effects) => {
    hub.inject({ request: 2 }, fault);
    await ask(hub, BOT, 'GET', PULL);
    const faulty = await say();

    expect(faulty.status).toBe(status);
    expect(faulty.headers.get('content-type')).toMatch(fault.kind === 'html' ? /^text\/html/ : /^application\/json/);
    expect(count()).toBe(effects);
    expect((await say()).status).toBe(201);
  });

  it('502 with half of a review: the first half of its comments is there', async () => {
    hub.inject(
      { matches: ({ pattern }) => pattern?.endsWith('/reviews') === true },
      { kind: 'error', status: 502, effect: 'half' },
    );
    const { status } = await review(
      [2, 3, 4].map((line) => ({ path: 'a.txt', line, side: 'RIGHT', body: `At ${line}` })),
    );

    expect(status).toBe(502);
    expect(pull.threads.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('a reset ends the connection, before or after the effect; the second request that matches is chosen', async () => {
    hub.inject({ matches: ({ isWrite }) => isWrite, occurrence: 2 }, { kind: 'reset' });
    hub.inject({ matches: ({ isWrite }) => isWrite, occurrence: 3 }, { kind: 'reset', effect: 'whole' });

    expect((await say()).status).toBe(201);
    await expect(say()).rejects.toThrow('fetch failed');
    expect(count()).toBe(1);
    await expect(say()).rejects.toThrow('fetch failed');
    expect(count()).toBe(2);
  });

  it('a secondary limit refuses writes until its time is over, and reads are served', async () => {
    hub.inject({ request: 1 }, { kind: 'secondary limit', status: 403, retryAfter: 3600 });
    const refused = await say();
    const again = await say();
    const read = await ask(hub, BOT, 'GET', PULL);
    await hub.clock.sleep(3600);

    expect([refused.status, again.status, read.status]).toEqual([403, 403, 200]);
    expect(refused.headers.get('retry-after')).toBe('3600');
    expect((await say()).status).toBe(201);
  });

  it('a secondary limit without a time says none, and lasts a minute', async () => {
    hub.inject({ request: 1 }, { kind: 'secondary limit', status: 429, retryAfter: null });
    const refused = await say();
    await hub.clock.sleep(30);
    const early = await say();
    await hub.clock.sleep(31);

    expect([refused.status, refused.headers.get('retry-after'), early.status]).toEqual([429, null, 429]);
    expect((await say()).status).toBe(201);
  });

  it('a primary limit refuses all until its reset, and GraphQL with a status of 200', async () => {
    hub.inject({ request: 1 }, { kind: 'primary limit', reset: 20 });
    const read = await ask(hub, BOT, 'GET', PULL);
    const asked = await query(hub, BOT, '{ viewer { login } }');
    await hub.clock.sleep(20);

    expect(read.status).toBe(403);
    expect(read.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(read.headers.get('x-ratelimit-reset')) - hub.clock.now() / 1000).toBeLessThanOrEqual(1);
    expect(asked.errors).toMatchObject([{ type: 'RATE_LIMITED' }]);
    expect((await ask(hub, BOT, 'GET', PULL)).status).toBe(200);
  });

  it('a server that is gone stays gone, until all is cleared', async () => {
    hub.inject({ request: 2 }, { kind: 'gone for good' });

    expect((await say()).status).toBe(201);
    await expect(say()).rejects.toThrow('fetch failed');
    await expect(ask(hub, BOT, 'GET', PULL)).rejects.toThrow('fetch failed');
    hub.faults.clear();
    expect((await say()).status).toBe(201);
    expect(count()).toBe(2);
  });

  it('a slow server never answers, and an answer takes its latency', async () => {
    hub.inject({ request: 1 }, { kind: 'slow' });
    const never = fetch(`${hub.url}${PULL}`, { signal: AbortSignal.timeout(200) });
    await expect(never).rejects.toThrow('timeout');
    hub.latency = 50;
    const began = performance.now();
    await ask(hub, BOT, 'GET', PULL);

    expect(performance.now() - began).toBeGreaterThanOrEqual(49);
  });
});

describe('git over HTTP', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  async function cloned(): Promise<string> {
    const folder = temporaryFolder();
    folders.push(folder);
    await git(folder, 'init', '--quiet', '--initial-branch=main', 'clone');
    return join(folder, 'clone');
  }

  it('fetches any commit by its id, and the refs of pull requests, and says what was asked for', async () => {
    const before = pull.head.sha;
    hub.people.push(shop, 'change', { 'a.txt': 'new\n' }, { from: tip('main') });
    const clone = await cloned();
    await git(clone, 'fetch', '--quiet', '--depth=1', `${hub.url}/shop/deploy`, before);
    await git(
      clone,
      'fetch',
      '--quiet',
      '--depth=1',
      `${hub.url}/shop/deploy.git`,
      'refs/pull/7/head',
      'refs/pull/7/merge',
    );

    expect(await git(clone, 'cat-file', '-t', before)).toBe('commit');
    expect(await git(clone, 'show', `${pull.head.sha}:a.txt`)).toBe('new');
    expect(hub.fetched).toMatchObject([
      { repository: 'shop/deploy', by: null, wants: [before], depth: 1 },
      { wants: expect.arrayContaining([pull.head.sha]) as string[], depth: 1 },
    ]);
  });

  it('a private repository is for tokens that may read it', async () => {
    const secret = hub.addRepository('shop/private', { isPrivate: true });
    hub.people.push(secret, 'main', { 'a.txt': 'a\n' });
    hub.addToken('insider', { contents: 'read' }, { repositories: [secret] });
    hub.addToken('blind', { pull_requests: 'write' }, { repositories: [secret] });
    const clone = await cloned();
    const fetchAs = (name: string | null) =>
      git(
        clone,
        ...(name === null ? [] : showing(name)),
        'fetch',
        '--quiet',
        '--depth=1',
        `${hub.url}/shop/private`,
        'main',
      );

    await expect(fetchAs(null)).rejects.toThrow('could not read Username');
    await expect(fetchAs('wrong')).rejects.toThrow('could not read Username');
    await expect(fetchAs(BOT)).rejects.toThrow('not found');
    await expect(fetchAs('blind')).rejects.toThrow('403');
    await fetchAs('insider');
    expect(hub.fetched).toMatchObject([{ repository: 'shop/private', by: 'github-actions[bot]' }]);
  });

  it('the commits of a fork are in the repository it was made of, once there is a pull request', async () => {
    const fork = hub.addRepository('bob/deploy', { fork: shop });
    const head = hub.people.push(fork, 'theirs', { 'b.txt': 'b\n' }, { from: tip('main') });
    hub.people.openPull(shop, { head: 'theirs', from: fork });
    const clone = await cloned();
    await git(clone, 'fetch', '--quiet', `${hub.url}/shop/deploy`, head);

    expect(await git(clone, 'show', `${head}:b.txt`)).toBe('b');
  });
});

describe('what is asked wrongly is found', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'a path that GitHub does not have',
      () => ask(hub, BOT, 'GET', '/repos/shop/deploy/nothing'),
      /knows no such operation/,
    ],
    [
      'a parameter that it does not know',
      () => ask(hub, BOT, 'GET', `${PULL}/files?size=3`),
      /unknown in the query: size/,
    ],
    [
      'a property that it does not know',
      () => review([{ path: 'a.txt', line: 3, body: 'x', subject: 'file' }]),
      /additional properties/,
    ],
    ['pages that are too large', () => ask(hub, BOT, 'GET', `${PULL}/files?per_page=101`), /100 at most/],
    ['a pending review', () => ask(hub, BOT, 'POST', `${PULL}/reviews`, { body: 'x' }), /pending/],
    ['a field that GraphQL does not have', () => query(hub, BOT, '{ viewer { name2 } }'), /Cannot query field "name2"/],
    ['a field that the hub does not play', () => query(hub, BOT, '{ viewer { bio } }'), /does not play User.bio/],
    [
      'a list without a size',
      () =>
        query(
          hub,
          BOT,
          '{ repository(owner: "shop", name: "deploy") { pullRequest(number: 7) { comments { totalCount } } } }',
        ),
      /provide a `first` or `last`/,
    ],
    [
      'a list that is too long',
      () =>
        query(
          hub,
          BOT,
          '{ repository(owner: "shop", name: "deploy") { pullRequest(number: 7) { comments(first: 101) { totalCount } } } }',
        ),
      /exceeds the `first` limit of 100/,
    ],
    [
      'more nodes than 500,000',
      () =>
        query(
          hub,
          BOT,
          'query($n: Int!) { repository(owner: "shop", name: "deploy") { pullRequest(number: 7) { reviews(first: $n) { nodes { comments(first: $n) { nodes { pullRequest { comments(first: $n) { totalCount } } } } } } } } }',
          { n: 100 },
        ),
      /1010100 possible nodes/,
    ],
  ])('%s', async (_, act, violation) => {
    expected = [violation];
    await act();
  });
});

it('people act on the same state: they reply, resolve, hide, edit, delete, retarget, merge and close', async () => {
  await aComment();
  const [thread] = pull.threads;
  hub.people.reply(pull, thread!, 'Really?');
  hub.people.resolve(thread!);
  hub.people.minimize(thread!.comments[0]!);
  hub.people.edit(thread!.comments[0]!, 'Look elsewhere.');
  const [seen] = await threads();
  hub.people.delete(pull, thread!.comments[0]!);
  hub.people.push(shop, 'release', {}, { from: tip('main') });
  hub.people.retarget(pull, 'release');
  hub.people.setDraft(pull);
  const merged = hub.people.merge(pull);
  const { body } = await ask(hub, BOT, 'GET', PULL);

  expect(seen).toMatchObject({
    ...{ isResolved: true, resolvedBy: { login: 'ann' } },
    comments: {
      nodes: [
        { body: 'Look elsewhere.', isMinimized: true, minimizedReason: 'off-topic', editor: { login: 'ann' } },
        { body: 'Really?', viewerDidAuthor: false, author: { __typename: 'User', login: 'ann' } },
      ],
    },
  });
  expect(pull.threads).toMatchObject([{ comments: [{ body: 'Really?' }] }]);
  expect(body).toMatchObject({ state: 'closed', merged: true, draft: true, base: { ref: 'release' } });
  expect(tip('release')).toBe(merged);
});

it('each request is logged, and writes are told from reads', async () => {
  await ask(hub, BOT, 'GET', `${PULL}/files?per_page=100`);
  await query(hub, BOT, '{ viewer { login } }');
  await ask(hub, null, 'POST', '/repos/shop/deploy/issues/7/comments', { body: 'x' });

  expect(hub.log).toMatchObject([
    { n: 1, kind: 'rest', pattern: '/repos/{owner}/{repo}/pulls/{pull_number}/files', isWrite: false, status: 200 },
    { n: 2, kind: 'graphql', pattern: 'query viewer', isWrite: false, status: 200 },
    { n: 3, method: 'POST', body: { body: 'x' }, by: null, isWrite: true, status: 401 },
  ]);
});
