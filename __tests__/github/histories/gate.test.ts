import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect } from 'vitest';
import {
  mergeGroupEvent,
  pullRequestEvent,
  pullRequestTargetEvent,
  pushEvent,
  timedEvent,
  workflowRunEvent,
} from './events.ts';
import type { History } from './history.ts';
import { deployment } from './manifests.ts';
import { openThreads } from './oracle.ts';
import { history, type Playing, shareEngines } from './play.ts';

shareEngines();

const SAFE = { 'web.yaml': deployment('web') };
const RISKY = { 'web.yaml': deployment('web', { privileged: true }) };
const LAX = { '.github/plimsoll.yaml': 'rules: {sets: []}\n' };
const silent: Playing = { base: SAFE, oracle: false };

/** A pull request of bob's fork. */
function ofFork(h: History, files: Record<string, string> = RISKY): void {
  const fork = h.hub.addRepository('bob/deploy', { fork: h.repository });
  h.people.push(fork, 'theirs', files, { from: h.tip() });
  h.follow(h.people.openPull(h.repository, { head: 'theirs', from: fork, author: 'bob' }));
}

describe('forks, by pull_request_target', () => {
  for (const isPrivate of [false, true]) {
    for (const credentials of ['kept', 'none'] as const) {
      history(
        `of a ${isPrivate ? 'private' : 'public'} repository, credentials ${credentials}: posted, and the work tree is as before`,
        async (h) => {
          ofFork(h);
          const run = await h.run({ event: pullRequestTargetEvent(h.hub, h.pull, 'opened'), credentials });

          expect([run.exitCode, run.outputs['new']]).toEqual([1, '1']);
          expect(openThreads(h)).toHaveLength(1);
          expect(h.hub.fetched.flatMap(({ depth }) => (depth === null ? [0] : [depth]))).not.toContain(0);
        },
        { ...silent, isPrivate },
      );
    }
  }

  history(
    'a configuration in the head counts for nothing',
    async (h) => {
      ofFork(h, { ...RISKY, ...LAX });
      const run = await h.run({ event: pullRequestTargetEvent(h.hub, h.pull, 'opened') });

      expect([run.exitCode, run.outputs['verdict']]).toEqual([1, 'fail']);
    },
    silent,
  );
});

describe('forks, by workflow_run', () => {
  history(
    'the review is posted on the right pull request, though the event names none',
    async (h) => {
      h.commit({ 'other.yaml': deployment('other') });
      ofFork(h);
      const run = await h.run({ event: workflowRunEvent(h.hub, h.pull) });

      expect([run.exitCode, run.outputs['new']]).toEqual([1, '1']);
      expect(openThreads(h)).toHaveLength(1);
      expect(h.repository.pulls[0]?.threads).toEqual([]);
    },
    silent,
  );

  history(
    'whose head has moved meanwhile: nothing is posted, and it is no pass',
    async (h) => {
      ofFork(h);
      const event = workflowRunEvent(h.hub, h.pull);
      h.people.push(h.pull.head.repository, 'theirs', { 'web.yaml': deployment('web', { comment: '# moved' }) });
      const run = await h.run({ event });

      expect(run.outputs['verdict']).not.toBe('pass');
      expect(run.writes).toEqual([]);
    },
    silent,
  );
});

describe('other events', () => {
  history(
    'a merge group of one is judged in silence',
    async (h) => {
      h.commit(RISKY);
      const run = await h.run({ event: mergeGroupEvent(h.hub, [h.pull]) });

      expect([run.exitCode, run.outputs['new'], run.writes]).toEqual([1, '1', []]);
    },
    silent,
  );

  history(
    'a merge group of three is judged in silence, all of it',
    async (h) => {
      const pulls = ['api', 'cron', 'web'].map((name) => {
        h.people.push(
          h.repository,
          name,
          { [`${name}.yaml`]: deployment(name, { privileged: name === 'cron' }) },
          { from: h.tip() },
        );
        return h.people.openPull(h.repository, { head: name });
      });
      h.follow(pulls[0]!);
      const run = await h.run({ event: mergeGroupEvent(h.hub, pulls) });

      expect([run.exitCode, run.outputs['new'], run.writes]).toEqual([1, '1', []]);
      expect(run.report?.findings[0]?.place).toMatchObject({ file: 'cron.yaml' });
    },
    { oracle: false },
  );

  history(
    'a push is judged by its range',
    async (h) => {
      h.commit(SAFE);
      const before = h.tip();
      h.people.push(h.repository, 'main', RISKY);
      const run = await h.run({ event: pushEvent(h.hub, h.repository, 'main', before) });

      expect([run.exitCode, run.outputs['new'], run.writes]).toEqual([1, '1', []]);
    },
    silent,
  );

  history(
    'a push of a new branch is compared with the default branch',
    async (h) => {
      h.commit(SAFE);
      h.people.push(h.repository, 'fresh', RISKY, { from: h.tip() });
      const run = await h.run({ event: pushEvent(h.hub, h.repository, 'fresh', null) });

      expect([run.exitCode, run.outputs['new']]).toEqual([1, '1']);
    },
    silent,
  );

  for (const name of ['schedule', 'workflow_dispatch'] as const) {
    history(
      `on ${name} all of the default branch is audited, whatever its name: never an empty pass`,
      async (h) => {
        h.commit({ 'README.md': 'changed\n' });
        const run = await h.run({ event: timedEvent(h.hub, h.repository, name) });

        expect([run.exitCode, run.outputs['existing'], run.writes]).toEqual([1, '1', []]);
      },
      { base: RISKY, oracle: false, defaultBranch: 'trunk' },
    );
  }
});

describe('what a pull request cannot choose', () => {
  history(
    'a base branch with a laxer configuration does not open the gate',
    async (h) => {
      h.people.push(h.repository, 'release', LAX, { from: h.tip() });
      h.people.push(h.repository, 'change', RISKY, { from: h.tip('release') });
      h.follow(h.people.openPull(h.repository, { head: 'change', base: 'release' }));
      const run = await h.run();

      expect([run.exitCode, run.outputs['verdict']]).toEqual([1, 'fail']);
    },
    silent,
  );

  history(
    'a head with a laxer configuration is judged by the old one',
    async (h) => {
      h.commit({ ...RISKY, ...LAX });
      const run = await h.run();

      expect([run.exitCode, run.outputs['verdict']]).toEqual([1, 'fail']);
      expect(run.summary).toContain('plimsoll.yaml');
    },
    silent,
  );

  history(
    'a waiver in the same pull request covers nothing',
    async (h) => {
      const waiver = `waivers:
  - rule: pod-security-baseline/privileged-containers
    object: Deployment/shop/web
    reason: needed
    owner: '@bob'
    expires: '${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}'
`;
      h.commit({ ...RISKY, '.github/plimsoll.yaml': waiver });
      const run = await h.run();

      expect([run.exitCode, run.outputs['new']]).toEqual([1, '1']);
    },
    silent,
  );

  history(
    'a head that breaks the configuration is judged by the old one',
    async (h) => {
      h.commit({ ...RISKY, '.github/plimsoll.yaml': 'rules: [\n' });
      const run = await h.run();

      expect(run.outputs['verdict']).not.toBe('pass');
      expect(run.exitCode).not.toBe(0);
      expect(run.outputs['new']).toBe('1');
    },
    silent,
  );
});

describe('nothing to say', () => {
  history(
    'where nothing of ours changes: success, and no comment',
    async (h) => {
      h.commit({ 'README.md': 'more\n' });
      const run = await h.run();

      expect([run.exitCode, run.outputs['verdict'], run.writes]).toEqual([0, 'pass', []]);
    },
    { base: SAFE },
  );

  history(
    'where something is only fixed: success that says so, and no comment on lines',
    async (h) => {
      h.commit(SAFE);
      const run = await h.run();

      expect([run.exitCode, run.outputs['verdict'], run.outputs['fixed']]).toEqual([0, 'pass', '1']);
      expect(h.pull.threads).toEqual([]);
    },
    { base: RISKY },
  );

  history(
    'a draft is reviewed as any other',
    async (h) => {
      h.commit(RISKY);
      h.people.setDraft(h.pull);
      const run = await h.run();

      expect(run.exitCode).toBe(1);
      expect(openThreads(h)).toHaveLength(1);
    },
    { base: SAFE },
  );

  history(
    'a closed pull request gets no comment on lines',
    async (h) => {
      h.commit(RISKY);
      const event = pullRequestEvent(h.hub, h.pull);
      h.people.close(h.pull);
      await h.run({ event });

      expect(h.pull.threads).toEqual([]);
    },
    silent,
  );

  history(
    'a late run of an old commit leaves the newest words standing',
    async (h) => {
      h.commit(RISKY);
      const late = pullRequestEvent(h.hub, h.pull);
      h.commit({ ...RISKY, 'api.yaml': deployment('api', { privileged: true }) });
      await h.run();
      const before = h.pull.conversation.map(({ body }) => body);
      const run = await h.run({ event: late });

      expect(run.exitCode).toBe(1);
      expect(run.writes).toEqual([]);
      expect(h.pull.conversation.map(({ body }) => body)).toEqual(before);
    },
    { base: SAFE },
  );
});

describe('other servers', () => {
  history(
    'a GitHub Enterprise Server is asked by its own addresses',
    async (h) => {
      h.commit(RISKY);
      const at = { GITHUB_API_URL: `${h.hub.url}/api/v3`, GITHUB_GRAPHQL_URL: `${h.hub.url}/api/graphql` };
      const run = await h.run({ env: at });

      expect(run.exitCode).toBe(1);
      expect(run.requests.every(({ path }) => path.startsWith('/api/'))).toBe(true);
      expect(openThreads(h)).toHaveLength(1);
    },
    { base: SAFE },
  );
});

const run = promisify(execFile);

describe('a clone of little depth', () => {
  history(
    'of a private repository with a long history: at most three commits are fetched for a review',
    async (h) => {
      for (let count = 0; count < 20; count += 1) h.people.push(h.repository, 'main', { 'README.md': `${count}\n` });
      h.commit(RISKY);
      for (let count = 0; count < 20; count += 1)
        h.people.push(h.repository, 'main', { 'README.md': `later ${count}\n` });
      const before = h.hub.fetched.length;
      const done = await h.run({ credentials: 'none' });
      const { stdout } = await run('git', ['-C', done.workspace, 'cat-file', '--batch-all-objects', '--batch-check']);

      expect([done.exitCode, done.outputs['new']]).toEqual([1, '1']);
      // The checkout itself fetches the merge commit.
      const [, ...own] = h.hub.fetched.slice(before);
      expect(own.every(({ depth }) => depth === 1)).toBe(true);
      expect(new Set(own.flatMap(({ wants }) => wants)).size).toBeLessThanOrEqual(3);
      expect(stdout.split('\n').filter((line) => line.includes(' commit ')).length).toBeLessThanOrEqual(4);
    },
    { base: SAFE, isPrivate: true },
  );
});
