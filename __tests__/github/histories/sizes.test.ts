import { describe, expect } from 'vitest';
import { deployment } from './manifests.ts';
import { openThreads } from './oracle.ts';
import { history, shareEngines } from './play.ts';

shareEngines();

const MUCH = 400;

function apps(count: number, privileged: boolean): Record<string, string> {
  const names = Array.from({ length: count }, (_, at) => `app-${at}`);
  return Object.fromEntries(names.map((name) => [`${name}.yaml`, deployment(name, { privileged })]));
}

describe('much at once', () => {
  history(
    '400 findings are at most 30 threads and 15 requests, and all are in the report',
    async (h) => {
      h.commit(apps(MUCH, true));
      const run = await h.run();
      const again = await h.run();

      expect(run.outputs['new']).toBe(String(MUCH));
      expect(run.report?.findings).toHaveLength(MUCH);
      expect(h.threads.length).toBeLessThanOrEqual(30);
      expect(run.requests.length).toBeLessThanOrEqual(15);
      expect(again.writes).toEqual([]);
      expect(again.requests.length).toBeLessThanOrEqual(6);
    },
    { base: apps(MUCH, false) },
  );

  history(
    'among 320 changed files, more than GitHub compares, each that matters is commented',
    async (h) => {
      const others = Array.from({ length: 318 }, (_, at) => [`notes/${at}.txt`, `${at}\n`] as const);
      h.commit({
        ...Object.fromEntries(others),
        'api.yaml': deployment('api', { privileged: true }),
        'web.yaml': deployment('web', { privileged: true }),
      });
      const run = await h.run();
      const again = await h.run();

      expect([run.exitCode, run.outputs['new']]).toEqual([1, '2']);
      expect(openThreads(h).map((thread) => thread.split(' ')[0])).toEqual(['api.yaml:23', 'web.yaml:23']);
      expect(again.writes).toEqual([]);
    },
    { base: { 'web.yaml': deployment('web'), 'api.yaml': deployment('api') } },
  );

  history(
    'among 3,100 changed files, more than GitHub lists, the one that matters is commented',
    async (h) => {
      const others = Array.from({ length: 3100 }, (_, at) => [`notes/${at}.txt`, `${at}\n`] as const);
      h.commit({ ...Object.fromEntries(others), 'web.yaml': deployment('web', { privileged: true }) });
      const run = await h.run();

      expect(run.outputs['new']).toBe('1');
      expect(openThreads(h).map((thread) => thread.split(' ')[0])).toEqual(['web.yaml:23']);
    },
    { base: { 'web.yaml': deployment('web') } },
  );

  history(
    'a patch that GitHub leaves out for its size costs the comment its place, and nothing else',
    async (h) => {
      const long = Array.from({ length: 300 }, (_, at) => `# line ${at}`).join('\n');
      h.commit({
        'web.yaml': deployment('web', { privileged: true, comment: long }),
        'api.yaml': deployment('api', { privileged: true }),
      });
      const run = await h.run();

      expect([run.exitCode, run.outputs['new']]).toEqual([1, '2']);
      expect(openThreads(h).some((thread) => thread.startsWith('api.yaml:23'))).toBe(true);
      expect(run.summary).toContain('web.yaml');
    },
    { base: { 'web.yaml': deployment('web'), 'api.yaml': deployment('api') }, patchLines: 100 },
  );
});

describe('a suggestion', () => {
  history(
    'over lines between which others were deleted is a diff in the comment, without a button',
    async (h) => {
      h.commit({ 'web.yaml': withAdded('SYS_ADMIN', 'NET_ADMIN') });
      const run = await h.run();

      expect(run.exitCode).toBe(1);
      const [{ comments }] = h.threads as [(typeof h.threads)[number]];
      const [{ body }] = comments as [(typeof comments)[number]];
      expect(body).toContain('```diff');
      expect(body).not.toContain('```suggestion');
    },
    { base: { 'web.yaml': withAdded('CHOWN', 'KILL') } },
  );

  history(
    'over lines between which nothing was deleted has a button',
    async (h) => {
      h.commit({ 'web.yaml': withAdded('SYS_ADMIN', 'NET_ADMIN') });
      const run = await h.run();

      expect(run.exitCode).toBe(1);
      expect(h.threads.flatMap(({ comments }) => comments.map(({ body }) => body)).join()).toContain('```suggestion');
    },
    { base: { 'api.yaml': deployment('api') } },
  );
});

/** A Deployment whose added capabilities are a line each. */
function withAdded(...capabilities: readonly string[]): string {
  const lines = capabilities.map((name) => `\n                - ${name}`).join('');
  return deployment('web').replace(
    'capabilities: {drop: [ALL]}',
    () => `capabilities:\n              drop: [ALL]\n              add:${lines}`,
  );
}
