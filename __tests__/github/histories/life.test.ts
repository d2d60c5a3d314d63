import { describe, expect } from 'vitest';
import { pullRequestEvent } from './events.ts';
import { deployment } from './manifests.ts';
import { openThreads } from './oracle.ts';
import { history, shareEngines } from './play.ts';

shareEngines();

const privileged = { privileged: true };
const WEB = { 'web.yaml': deployment('web'), 'api.yaml': deployment('api') };
const RISKY = { 'web.yaml': deployment('web', privileged), 'api.yaml': deployment('api', privileged) };
const FIXED = { 'web.yaml': deployment('web', { comment: '# fixed' }) };

describe('a first run', () => {
  history(
    'says all it found, in one review and one summary, with at most 8 requests',
    async (h) => {
      h.commit(RISKY);
      const run = await h.run({ event: pullRequestEvent(h.hub, h.pull, 'opened') });

      expect([run.exitCode, run.outputs['verdict'], run.outputs['new']]).toEqual([1, 'fail', '2']);
      expect(run.requests.length).toBeLessThanOrEqual(8);
      expect(h.pull.reviews).toHaveLength(1);
      expect(h.pull.conversation).toHaveLength(1);
      expect(h.threads.map(({ path, line }) => [path, line])).toEqual([
        ['api.yaml', 23],
        ['web.yaml', 23],
      ]);
      expect(run.summary).toContain('privileged');
    },
    { base: WEB },
  );
});

describe('a run that has nothing new to say writes nothing', () => {
  const again = {
    'for the same head': (h: Parameters<Parameters<typeof history>[1]>[0]) => h.run(),
    'when the pull request is reopened': (h: Parameters<Parameters<typeof history>[1]>[0]) => {
      h.people.close(h.pull);
      h.people.reopen(h.pull);
      return h.run({ event: pullRequestEvent(h.hub, h.pull, 'reopened'), run: 43 });
    },
    'in another attempt': (h: Parameters<Parameters<typeof history>[1]>[0]) => h.run({ attempt: 2 }),
  };
  for (const [when, run] of Object.entries(again)) {
    history(
      when,
      async (h) => {
        h.commit(RISKY);
        await h.run();
        const { writes, requests, exitCode } = await run(h);

        expect(exitCode).toBe(1);
        expect(writes).toEqual([]);
        expect(requests.length).toBeLessThanOrEqual(6);
      },
      { base: WEB },
    );
  }
});

describe('fixes', () => {
  history(
    'one of two is fixed: its thread is settled, and the other is left alone',
    async (h) => {
      h.commit(RISKY);
      await h.run();
      const other = h.threads.find(({ path }) => path === 'api.yaml')?.comments[0];
      const before = { ...other };
      h.commit(FIXED);
      const run = await h.run();

      expect([run.exitCode, run.outputs['new']]).toEqual([1, '1']);
      expect(other).toEqual(before);
      expect(openThreads(h)).toHaveLength(1);
    },
    { base: WEB },
  );

  history(
    'all are fixed: nothing stands open, and the next run writes nothing',
    async (h) => {
      h.commit(RISKY);
      await h.run();
      h.commit(WEB);
      const run = await h.run();
      const next = await h.run();

      expect([run.exitCode, run.outputs['verdict']]).toEqual([0, 'pass']);
      expect(openThreads(h)).toEqual([]);
      expect(next.writes).toEqual([]);
    },
    { base: WEB },
  );

  history(
    'what is back again is open again, once',
    async (h) => {
      h.commit(RISKY);
      await h.run();
      h.commit(FIXED);
      await h.run();
      h.commit({ 'web.yaml': deployment('web', privileged) });
      const run = await h.run();

      expect(run.outputs['new']).toBe('2');
      expect(openThreads(h)).toHaveLength(2);
    },
    { base: WEB },
  );

  history(
    'what gets worse is said anew, and stands open once',
    async (h) => {
      h.commit({ 'web.yaml': deployment('web', { capabilities: ['NET_ADMIN', 'SYS_TIME'] }) });
      const first = await h.run();
      h.commit({ 'web.yaml': deployment('web', { capabilities: ['NET_ADMIN', 'SYS_TIME', 'SYS_ADMIN'] }) });
      const run = await h.run();

      expect(first.outputs['worsened']).toBe('1');
      expect(run.outputs['worsened']).toBe('1');
      expect(openThreads(h)).toHaveLength(1);
    },
    { base: { 'web.yaml': deployment('web', { capabilities: ['NET_ADMIN'] }) } },
  );

  history(
    'ten pushes that come and go leave at most one open thread for each finding',
    async (h) => {
      for (let push = 0; push < 10; push += 1) {
        const risky = push % 3 !== 2;
        h.commit({
          'web.yaml': deployment('web', { privileged: risky, comment: `# push ${push}` }),
          'api.yaml': deployment('api', privileged),
        });
        await h.run({ run: 42 + push });
        const open = openThreads(h);
        expect(new Set(open).size).toBe(open.length);
      }

      expect(openThreads(h)).toHaveLength(2);
    },
    { base: WEB },
  );
});

describe('the code moves', () => {
  history(
    'a force-push with the same content opens no new thread',
    async (h) => {
      h.commit(RISKY);
      await h.run();
      const before = h.pull.threads.length;
      h.rebase({ ...RISKY, 'README.md': 'shop, amended\n' });
      await h.run();

      expect(h.pull.threads).toHaveLength(before);
    },
    { base: WEB },
  );

  history(
    'the base moves on, and fixes of others are not our news',
    async (h) => {
      h.commit(RISKY);
      await h.run();
      const before = h.pull.threads.length;
      h.people.push(h.repository, 'main', { 'old.yaml': deployment('old') });
      h.rebase(RISKY);
      const run = await h.run();

      expect(run.outputs['fixed']).toBe('0');
      expect(h.pull.threads).toHaveLength(before);
      expect(run.writes).toEqual([]);
    },
    { base: { ...WEB, 'old.yaml': deployment('old', privileged) } },
  );

  history(
    'twenty lines down, the thread goes with its line, and at most the summary names the new one',
    async (h) => {
      h.commit(RISKY);
      await h.run();
      h.commit({ 'web.yaml': deployment('web', { ...privileged, comment: Array(20).fill('# more').join('\n') }) });
      const run = await h.run();

      expect(run.writes.filter(({ path }) => !path.includes('/issues/comments/'))).toEqual([]);
      expect(h.pull.threads).toHaveLength(2);
      expect(openThreads(h)).toHaveLength(2);
    },
    { base: WEB },
  );

  history(
    'a line that is touched, so that GitHub calls its thread outdated, has a thread again, and the old one is settled',
    async (h) => {
      h.commit(RISKY);
      await h.run();
      h.commit({ 'web.yaml': deployment('web', privileged).replace('privileged: true', 'privileged:  true') });
      await h.run();

      expect(openThreads(h)).toHaveLength(2);
      const outdated = h.threads.filter((thread) => h.hub.setting.places.of(h.pull, thread).isOutdated);
      expect(outdated).toHaveLength(1);
      expect(outdated[0]!.resolvedBy !== null || outdated[0]!.comments[0]!.minimized !== null).toBe(true);
    },
    { base: WEB },
  );

  history(
    'a renamed file takes its findings along',
    async (h) => {
      h.commit(RISKY);
      await h.run();
      h.commit({ 'web.yaml': null, 'shop/web.yaml': deployment('web', privileged) });
      const run = await h.run();

      expect(run.outputs['new']).toBe('2');
      expect(openThreads(h).map((thread) => thread.split(':')[0])).toEqual(['api.yaml', 'shop/web.yaml']);
    },
    { base: WEB },
  );

  history(
    'retargeted, what is not of the pull request is settled; and back, it is open again',
    async (h) => {
      h.people.push(h.repository, 'release', { 'web.yaml': deployment('web', privileged) }, { from: h.tip() });
      h.people.push(h.repository, 'change', RISKY, { from: h.tip('release') });
      h.follow(h.people.openPull(h.repository, { head: 'change' }));
      await h.run();
      const edited = (base: string) => pullRequestEvent(h.hub, h.pull, 'edited', { base: { ref: { from: base } } });
      h.people.retarget(h.pull, 'release');
      await h.run({ event: edited('main') });
      const away = openThreads(h);
      h.people.retarget(h.pull, 'main');
      await h.run({ event: edited('release') });

      expect(away).toHaveLength(1);
      expect(openThreads(h)).toHaveLength(2);
    },
    { base: WEB },
  );
});
