import { dirname } from 'node:path';
import { describe, expect } from 'vitest';
import type { Fault } from '../hub/faults.ts';
import { deployment } from './manifests.ts';
import { openThreads } from './oracle.ts';
import { history, type Playing, shareEngines } from './play.ts';

shareEngines();

const WEB = { 'web.yaml': deployment('web'), 'api.yaml': deployment('api') };
const RISKY = {
  'web.yaml': deployment('web', { privileged: true }),
  'api.yaml': deployment('api', { privileged: true }),
};
/** The order of requests depends on the machine where waits are short. */
const waiting: Playing = { base: WEB, golden: false };

const waited: Readonly<Record<string, Fault>> = {
  'a secondary limit of 3 seconds by 403': { kind: 'secondary limit', status: 403, retryAfter: 3 },
  'a secondary limit of 3 seconds by 429': { kind: 'secondary limit', status: 429, retryAfter: 3 },
};

describe('a limit that ends soon is waited for, and all is posted', () => {
  for (const [name, fault] of Object.entries(waited)) {
    history(
      name,
      async (h) => {
        h.commit(RISKY);
        h.hub.inject({ matches: ({ isWrite }) => isWrite }, fault);
        const run = await h.run();

        expect(run.exitCode).toBe(1);
        expect(run.writes[0]?.status).toBe(fault.kind === 'secondary limit' ? fault.status : 0);
        expect(openThreads(h)).toHaveLength(2);
        expect(h.pull.conversation).toHaveLength(1);
      },
      waiting,
    );
  }

  history(
    'a secondary limit without a time, which is a minute',
    async (h) => {
      h.commit(RISKY);
      h.hub.inject({ matches: ({ isWrite }) => isWrite }, { kind: 'secondary limit', status: 403, retryAfter: null });
      const run = await h.run();

      expect(run.exitCode).toBe(1);
      expect(openThreads(h)).toHaveLength(2);
    },
    waiting,
  );

  history(
    'a primary limit whose reset is near',
    async (h) => {
      h.commit(RISKY);
      h.hub.inject({ matches: ({ isWrite }) => isWrite }, { kind: 'primary limit', reset: 3 });
      const run = await h.run();

      expect(run.exitCode).toBe(1);
      expect(openThreads(h)).toHaveLength(2);
    },
    waiting,
  );
});

describe('a limit that is too long is not waited for: the job says all, and the next run posts it', () => {
  history(
    'an hour',
    async (h) => {
      h.commit(RISKY);
      h.hub.inject({ matches: ({ isWrite }) => isWrite }, { kind: 'secondary limit', status: 403, retryAfter: 3600 });
      const began = performance.now();
      const run = await h.run();
      const took = performance.now() - began;
      const posted = h.threads.length;
      h.hub.faults.clear();
      await h.run();

      expect([run.exitCode, run.outputs['verdict'], posted]).toEqual([1, 'fail', 0]);
      for (const file of ['web.yaml', 'api.yaml']) expect(run.summary).toContain(file);
      expect(took).toBeLessThan(30_000);
      expect(openThreads(h)).toHaveLength(2);
    },
    { ...waiting, second: 1000 },
  );
});

describe('where GitHub does not tell the merge base', () => {
  for (const status of [401, 404] as const) {
    history(
      `but ${status}, what others fixed meanwhile is not blamed on the pull request`,
      async (h) => {
        const before = h.tip();
        h.people.push(h.repository, 'main', { 'old.yaml': deployment('old') });
        h.people.push(
          h.repository,
          'change',
          { 'web.yaml': deployment('web', { comment: '# more' }) },
          { from: before },
        );
        h.follow(h.people.openPull(h.repository, { head: 'change' }));
        h.hub.inject({ matches: ({ pattern }) => pattern?.includes('/compare/') === true }, { kind: 'error', status });
        const run = await h.run();

        expect(run.requests.find(({ pattern }) => pattern?.includes('/compare/') === true)?.status).toBe(status);
        expect(run.outputs).toMatchObject({ verdict: 'pass', new: '0', fixed: '0', problems: '0' });
        expect(h.hub.fetched.filter(({ filter }) => filter === 'tree:0')).toHaveLength(1);
      },
      { base: { ...WEB, 'old.yaml': deployment('old', { privileged: true }) }, oracle: false },
    );
  }
});

describe('where neither GitHub nor git tells the merge base', () => {
  history(
    'nobody is blamed: the report says what is not known, the verdict is an error, and nothing is posted',
    async (h) => {
      const before = h.tip();
      h.people.push(h.repository, 'main', { 'old.yaml': deployment('old') });
      h.people.push(h.repository, 'change', RISKY, { from: before });
      h.follow(h.people.openPull(h.repository, { head: 'change' }));
      const first = await h.run();
      const open = openThreads(h);
      h.hub.inject({ matches: ({ pattern }) => pattern?.includes('/compare/') === true }, { kind: 'gone for good' });
      const run = await h.runIn(dirname(first.workspace), first.event);

      expect([run.exitCode, run.outputs['verdict'], run.writes]).toEqual([3, 'error', []]);
      expect(run.report?.problems.map(({ code }) => code)).toEqual(['base-missing']);
      expect(run.summary).toContain('merge base');
      for (const file of ['web.yaml', 'api.yaml']) expect(run.summary).toContain(file);
      expect(openThreads(h)).toEqual(open);
      h.hub.faults.clear();
    },
    { base: { ...WEB, 'old.yaml': deployment('old', { privileged: true }) } },
  );
});

describe('one refusal', () => {
  history(
    'of one comment costs that comment its place, and no other',
    async (h) => {
      h.commit({
        ...RISKY,
        'web.yaml': deployment('web', { privileged: true, comment: Array(60).fill('# more').join('\n') }),
      });
      const run = await h.run();

      expect(run.exitCode).toBe(1);
      expect(openThreads(h).some((thread) => thread.startsWith('api.yaml:23'))).toBe(true);
      expect(run.summary).toContain('web.yaml');
      expect((await h.run()).exitCode).toBe(1);
    },
    { base: WEB, patchLines: 50 },
  );
});
