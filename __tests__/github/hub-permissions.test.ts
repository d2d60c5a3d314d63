import { describe, expect, it } from 'vitest';
import { ask, query } from './asking.ts';
import { hub, shop, pull, PULL, BOT, lines, tip, aComment, threads } from './shop.ts';

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
