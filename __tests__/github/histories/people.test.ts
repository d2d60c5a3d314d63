import { describe, expect } from 'vitest';
import type { History } from './history.ts';
import { deployment } from './manifests.ts';
import { openThreads } from './oracle.ts';
import { history, shareEngines } from './play.ts';

shareEngines();

const WEB = { 'web.yaml': deployment('web'), 'api.yaml': deployment('api') };
const RISKY = {
  'web.yaml': deployment('web', { privileged: true }),
  'api.yaml': deployment('api', { privileged: true }),
};

async function firstRun(h: History) {
  h.commit(RISKY);
  await h.run();
  return h.threads.find(({ path }) => path === 'web.yaml')!;
}

const ofWeb = (thread: string) => thread.startsWith('web.yaml');
const ours = (h: History) => h.pull.conversation.filter((comment) => h.foreign.isOurs(comment));

describe('a person', () => {
  history(
    'replies: the words stay, also when the finding is fixed',
    async (h) => {
      const thread = await firstRun(h);
      const reply = h.people.reply(h.pull, thread, 'We need this for a week.');
      const again = await h.run();
      h.commit({ 'web.yaml': deployment('web') });
      await h.run();

      expect(again.writes).toEqual([]);
      expect(thread.comments).toContain(reply);
      expect(reply).toMatchObject({ body: 'We need this for a week.', minimized: null });
    },
    { base: WEB },
  );

  history(
    'edits our comment: nothing is posted a second time, and the words are not written over',
    async (h) => {
      const [comment] = (await firstRun(h)).comments;
      h.people.edit(comment!, `See RFC 12.\n\n${comment!.body}`);
      const before = comment!.body;
      const run = await h.run();

      expect(run.writes).toEqual([]);
      expect(comment!.body).toBe(before);
      expect(openThreads(h).filter(ofWeb)).toHaveLength(1);
    },
    { base: WEB, oracle: false },
  );

  history(
    'resolves a thread: it is neither reopened nor posted again, and the summary counts it',
    async (h) => {
      const thread = await firstRun(h);
      h.people.resolve(thread);
      const run = await h.run();
      const next = await h.run();

      expect(run.exitCode).toBe(1);
      expect(thread.resolvedBy?.login).toBe('ann');
      expect(h.threads).toHaveLength(2);
      expect(run.writes.filter(({ path }) => !path.includes('/issues/comments/'))).toEqual([]);
      expect(next.writes).toEqual([]);
    },
    { base: WEB, except: ofWeb },
  );

  history(
    'deletes our comment: it is not posted again',
    async (h) => {
      const thread = await firstRun(h);
      h.people.delete(h.pull, thread.comments[0]!);
      const run = await h.run();

      expect(run.exitCode).toBe(1);
      expect(h.threads.map(({ path }) => path)).toEqual(['api.yaml']);
      expect((await h.run()).writes).toEqual([]);
    },
    { base: WEB, except: ofWeb },
  );

  history(
    'deletes the summary: it is back, once',
    async (h) => {
      await firstRun(h);
      h.people.delete(h.pull, ours(h)[0]!);
      const run = await h.run();

      expect(ours(h)).toHaveLength(1);
      expect(run.writes).toHaveLength(1);
      expect((await h.run()).writes).toEqual([]);
    },
    { base: WEB },
  );

  history(
    'hides our comment: it stays hidden, and is not posted again',
    async (h) => {
      const [comment] = (await firstRun(h)).comments;
      h.people.minimize(comment!);
      const run = await h.run();

      expect(comment!.minimized).toBe('off-topic');
      expect(h.threads).toHaveLength(2);
      expect(run.writes.filter(({ path }) => !path.includes('/issues/comments/'))).toEqual([]);
    },
    { base: WEB, except: ofWeb },
  );
});

describe('comments of others', () => {
  history(
    '260 of them, before and after ours: ours are found, and theirs are left alone',
    async (h) => {
      h.commit(RISKY);
      for (let count = 0; count < 130; count += 1) {
        h.people.say(h.pull, `Remark ${count}`);
        h.people.comment(h.pull, { path: 'web.yaml', body: `Line ${count}`, line: 23 });
      }
      await h.run();
      for (let count = 0; count < 130; count += 1) h.people.say(h.pull, `Later ${count}`);
      const run = await h.run();

      expect(run.writes).toEqual([]);
      expect(ours(h)).toHaveLength(1);
      expect(h.threads).toHaveLength(2);
    },
    { base: WEB },
  );

  history(
    'copies of our comments by a person count for nothing, and stay as they are',
    async (h) => {
      await firstRun(h);
      const [comment] = h.threads[0]!.comments;
      const [summary] = ours(h);
      for (const thread of h.threads.slice()) h.people.delete(h.pull, thread.comments[0]!);
      h.people.delete(h.pull, summary!);
      h.pull.reviews.length = 0;
      h.people.comment(h.pull, { path: 'api.yaml', line: 23, body: comment!.body }, 'mallory');
      h.people.say(h.pull, summary!.body, 'mallory');
      const run = await h.run();

      expect(run.exitCode).toBe(1);
      expect(ours(h)).toHaveLength(1);
    },
    { base: WEB, oracle: false },
  );

  history(
    'another workflow under the same name quotes our marks: ours are posted, and its comments are left alone',
    async (h) => {
      await firstRun(h);
      const marked = [...h.threads.map(({ comments }) => comments[0]!.body), ours(h)[0]!.body];
      h.commit(WEB);
      await h.run();
      const bot = 'github-actions[bot]';
      for (const body of marked) {
        h.people.say(h.pull, `Digest of this pull request:\n\n${body.replaceAll(/^/gmu, '> ')}`, bot);
        h.people.say(h.pull, `Digest of this pull request:\n\n${body}`, bot);
      }
      h.commit(RISKY);
      await h.run();

      expect(openThreads(h)).toHaveLength(2);
    },
    { base: WEB },
  );
});
