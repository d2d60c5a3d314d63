import { describe, expect, it } from 'vitest';
import { ask, query } from './asking.ts';
import { hub, shop, pull, PULL, BOT, tip, review, aComment, threads } from './shop.ts';

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
