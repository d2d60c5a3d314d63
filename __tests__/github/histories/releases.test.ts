/** Pull requests that the last release commented: `release-1.json` has what its bundle posted for these manifests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { History } from './history.ts';
import { deployment } from './manifests.ts';
import { openThreads } from './oracle.ts';
import { history, shareEngines } from './play.ts';

shareEngines();

const SAFE = { 'web.yaml': deployment('web'), 'api.yaml': deployment('api'), 'cron.yaml': deployment('cron') };
const RISKY = {
  'web.yaml': deployment('web', { privileged: true }),
  'api.yaml': deployment('api', { privileged: true }),
  'cron.yaml': deployment('cron', { capabilities: ['NET_ADMIN'] }),
};
const BOT = 'github-actions[bot]';

interface Written {
  readonly threads: readonly { readonly path: string; readonly line: number; readonly body: string }[];
  readonly summary: string;
}

const written = JSON.parse(readFileSync(join(import.meta.dirname, 'release-1.json'), 'utf8')) as Written;

function commentedByRelease1(h: History): void {
  h.commit(RISKY);
  const threads = written.threads.map((draft) => h.people.comment(h.pull, draft, BOT));
  const summary = h.people.say(h.pull, written.summary, BOT);
  h.foreign.adopt([summary, ...threads.flatMap(({ comments }) => comments)]);
}

describe('what the last release wrote', () => {
  history(
    'is known again: nothing is doubled, the summary is the same one, and a second run writes nothing',
    async (h) => {
      commentedByRelease1(h);
      const run = await h.run();
      const again = await h.run();

      expect([run.exitCode, run.outputs['new'], run.outputs['posted']]).toEqual([1, '3', 'all']);
      expect(h.pull.threads).toHaveLength(3);
      expect(h.pull.conversation).toHaveLength(1);
      expect(again.writes).toEqual([]);
    },
    { base: SAFE },
  );

  history(
    'is settled when it is fixed, and what stands is left open',
    async (h) => {
      commentedByRelease1(h);
      h.commit({ 'web.yaml': deployment('web') });
      const run = await h.run();

      expect(run.outputs['new']).toBe('2');
      expect(openThreads(h).map((thread) => thread.split(':')[0])).toEqual(['api.yaml', 'cron.yaml']);
      expect(h.pull.threads).toHaveLength(3);
      expect((await h.run()).writes).toEqual([]);
    },
    { base: SAFE },
  );

  history(
    'and a person answered, edited or resolved stays as the person left it',
    async (h) => {
      commentedByRelease1(h);
      const [api, cron, web] = h.threads;
      h.people.reply(h.pull, api!, 'Needed until May.');
      h.people.edit(cron!.comments[0]!, `See RFC 12.\n\n${cron!.comments[0]!.body}`);
      h.people.resolve(web!);
      const before = cron!.comments[0]!.body;
      await h.run();

      expect(h.pull.threads).toHaveLength(3);
      expect(api!.comments).toHaveLength(2);
      expect(cron!.comments[0]!.body).toBe(before);
      expect(web!.resolvedBy?.login).toBe('ann');
      expect((await h.run()).writes).toEqual([]);
    },
    { base: SAFE, oracle: false },
  );

  history(
    'counts for the default instance only',
    async (h) => {
      commentedByRelease1(h);
      await h.run({ inputs: { id: 'other' } });

      expect(h.pull.threads).toHaveLength(6);
      expect(h.pull.conversation.map(({ body }) => body)).toContain(written.summary);
    },
    { base: SAFE, oracle: false },
  );
});
