import { describe, expect } from 'vitest';
import type { History, Run } from './history.ts';
import { deployment } from './manifests.ts';
import { openThreads } from './oracle.ts';
import { history, type Playing, shareEngines } from './play.ts';

shareEngines();

const WEB = { 'web.yaml': deployment('web'), 'api.yaml': deployment('api') };
const RISKY = {
  'web.yaml': deployment('web', { privileged: true }),
  'api.yaml': deployment('api', { privileged: true }),
};
const APP = 'token-of-an-app-0123456789';
const RESOLUTION = {
  ...{ dismiss_stale_reviews_on_push: false, require_code_owner_review: false, require_last_push_approval: false },
  ...{ required_approving_review_count: 0, required_review_thread_resolution: true },
};

/** Finds, then fixes one of two; the settled thread's state is what the test is about. */
async function settled(h: History, token?: string): Promise<Run> {
  const how = token === undefined ? {} : { token };
  h.commit(RISKY);
  await h.run(how);
  h.commit({ 'web.yaml': deployment('web') });
  return h.run(how);
}

describe('what is fixed is settled', () => {
  history(
    'by resolving, with a token that may',
    async (h) => {
      await settled(h);

      expect(h.threads.find(({ path }) => path === 'web.yaml')?.resolvedBy?.login).toBe('github-actions[bot]');
    },
    { base: WEB, permissions: { contents: 'write', pull_requests: 'write' } },
  );

  history(
    'by hiding, with a token that may not resolve, and without a refused request',
    async (h) => {
      const run = await settled(h);
      const thread = h.threads.find(({ path }) => path === 'web.yaml');

      expect(thread?.resolvedBy).toBeNull();
      expect(thread?.comments[0]?.minimized).toBe('resolved');
      expect(run.requests.every(({ status }) => status === 200 || status === 201)).toBe(true);
    },
    { base: WEB },
  );

  history(
    'by deleting, where conversations must be resolved and nobody spoke',
    async (h) => {
      h.people.setRules(h.repository, [{ branch: 'main', rule: { type: 'pull_request', parameters: RESOLUTION } }]);
      await settled(h);

      expect(h.threads.map(({ path }) => path)).toEqual(['api.yaml']);
    },
    { base: WEB },
  );

  history(
    'never by deleting where somebody spoke, though conversations must be resolved',
    async (h) => {
      h.people.setRules(h.repository, [{ branch: 'main', rule: { type: 'pull_request', parameters: RESOLUTION } }]);
      h.commit(RISKY);
      await h.run();
      const thread = h.threads.find(({ path }) => path === 'web.yaml')!;
      h.people.reply(h.pull, thread, 'Why?');
      h.commit({ 'web.yaml': deployment('web') });
      await h.run();

      expect(thread.comments).toHaveLength(2);
      expect(h.pull.threads).toContain(thread);
    },
    { base: WEB },
  );
});

/** Exit and job are those of a run that may write. */
function saysAllInTheJob(run: Run): void {
  expect([run.exitCode, run.outputs['verdict'], run.outputs['new']]).toEqual([1, 'fail', '2']);
  for (const file of ['web.yaml', 'api.yaml']) expect(run.summary).toContain(file);
  expect(run.writes.length).toBeLessThanOrEqual(1);
}

describe('where nothing can be posted, the job says all, with the same exit', () => {
  const silent: Playing = { base: WEB, oracle: false };

  history(
    'with a token that only reads, as of Dependabot',
    async (h) => {
      h.commit(RISKY);
      saysAllInTheJob(await h.run());

      expect(h.pull.conversation).toEqual([]);
    },
    { ...silent, permissions: { contents: 'read', pull_requests: 'read' } },
  );

  history(
    'for a pull request of a fork',
    async (h) => {
      const fork = h.hub.addRepository('bob/deploy', { fork: h.repository });
      h.people.push(fork, 'theirs', RISKY, { from: h.tip() });
      h.follow(h.people.openPull(h.repository, { head: 'theirs', from: fork, author: 'bob' }));
      saysAllInTheJob(await h.run());
    },
    { ...silent, permissions: { contents: 'read', pull_requests: 'read' } },
  );

  history(
    'in a locked conversation',
    async (h) => {
      h.commit(RISKY);
      h.people.lock(h.pull);
      saysAllInTheJob(await h.run());
    },
    silent,
  );

  history(
    'with the input comment: false, and no request',
    async (h) => {
      h.commit(RISKY);
      const run = await h.run({ inputs: { comment: 'false' } });
      saysAllInTheJob(run);

      expect(run.writes).toEqual([]);
    },
    silent,
  );
});

describe('whose token it is', () => {
  history(
    'is not told: what is told by each comment is enough, and nothing is doubled',
    async (h) => {
      h.hub.namesViewer = false;
      h.commit(RISKY);
      await h.run();
      const run = await h.run();

      expect(run.exitCode).toBe(1);
      expect(new Set(openThreads(h)).size).toBe(openThreads(h).length);
      expect(run.writes).toEqual([]);
    },
    { base: WEB, oracle: false },
  );

  history(
    "is an app's: its comments are known again, and those of the workflow's bot are not taken for its own",
    async (h) => {
      const permissions = { contents: 'read', pull_requests: 'write' } as const;
      h.hub.addToken(APP, permissions, { kind: 'app', login: 'plimsoll[bot]' });
      h.commit(RISKY);
      await h.run({ token: APP });
      const run = await h.run({ token: APP });

      expect(run.writes).toEqual([]);
      expect(h.threads.map(({ comments }) => comments[0]?.author.login)).toEqual(['plimsoll[bot]', 'plimsoll[bot]']);
    },
    { base: WEB },
  );
});

describe('several runs', () => {
  history(
    'two at once: what is doubled is removed by the next run at the latest',
    async (h) => {
      h.commit(RISKY);
      await Promise.all([h.run({ run: 42 }), h.run({ run: 43 })]);
      await h.run();

      expect(openThreads(h)).toHaveLength(2);
      expect(h.pull.conversation).toHaveLength(1);
      expect((await h.run()).writes).toEqual([]);
    },
    { base: WEB, golden: false },
  );

  history(
    'two instances with names of their own keep to their own comments',
    async (h) => {
      h.commit(RISKY);
      const one = { inputs: { id: 'one' } };
      const two = { inputs: { id: 'two' } };
      await h.run(one);
      await h.run(two);
      const [again, and] = [await h.run(one), await h.run(two)];

      expect([again.writes, and.writes]).toEqual([[], []]);
      expect(h.threads).toHaveLength(4);
      expect(h.pull.conversation).toHaveLength(2);
    },
    { base: WEB, oracle: false },
  );
});
