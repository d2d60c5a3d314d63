import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readyCommits } from '../../src/action/commits.ts';
import { eventOf } from '../../src/action/event.ts';
import { type Inputs, inputSchemas, readInputs } from '../../src/action/inputs.ts';
import { prepare } from '../../src/action/prepared.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';
import { checkout, history } from './histories.ts';
import { type Hosted, hosted } from './hosted.ts';

const repository = { default_branch: 'main' };

function inputsWith(given: Readonly<Record<string, string>>): Inputs {
  const flags: Readonly<Record<string, string>> = {
    comment: 'true',
    'allow-empty': 'false',
    mode: 'auto',
    settle: 'auto',
    id: 'x',
  };
  const all = Object.keys(inputSchemas).map((name) => [name, given[name] ?? flags[name] ?? ''] as const);
  const values = Object.fromEntries(all);
  return readInputs({ input: (name) => values[name] ?? '' });
}

/**
 * Prepares an audit in a checkout of a branch: main, or `other`, at whose tip main is not; null for none. The event is of main, unless `ref` is
 * given.
 */
async function audited(event: string, payload: object, branch: 'main' | 'other' | null, ref = 'refs/heads/main') {
  const here = await hosted('private');
  const [base = '', tip = ''] = history(here.repository, 'refs/heads/main', null, [{ a: '1' }, { a: '2' }]);
  history(here.repository, 'refs/heads/other', base, [{ b: '1' }]);
  const workspace = join(temporaryFolder(), 'workspace');
  if (branch === null) mkdirSync(workspace);
  else checkout(here, workspace, `refs/heads/${branch}`, 1);
  const of = { GITHUB_REF: ref, GITHUB_SHA: tip };
  const all = { GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temporaryFolder(), ...environment(here), ...of };
  const world = { env: all, connect: () => Promise.resolve(here.octokit(here.token)), commits: readyCommits };
  const inputs = inputsWith({ mode: 'audit', token: here.token });
  const prepared = await prepare(inputs, eventOf(event, payload), workspace, world);
  return { prepared, workspace, tip };
}

function environment({ url }: Hosted): Record<string, string> {
  return { GITHUB_SERVER_URL: url, GITHUB_REPOSITORY: 'shop/deploy' };
}

describe('an audit', () => {
  it.each([
    ['pull_request', 'refs/pull/7/merge', { pull_request: {}, repository }],
    ['push', 'refs/heads/other', { ref: 'refs/heads/other', repository }],
    ['workflow_dispatch', 'refs/heads/other', { ref: 'refs/heads/other', repository }],
  ])('at %s for %s is by the configuration of the default branch', async (event, ref, payload) => {
    const pull = { number: 7, base: { sha: '1'.repeat(40), ref: 'main' }, head: { sha: '2'.repeat(40) } };
    const push = { before: '1'.repeat(40), after: '2'.repeat(40) };
    const whole = { ...payload, ...push, ...('pull_request' in payload ? { pull_request: pull } : {}) };

    const { prepared, workspace, tip } = await audited(event, whole, 'other', ref);

    expect(prepared).toMatchObject({ mode: 'audit', options: { directory: workspace, trustRoot: tip } });
  });

  const ofDefault = [
    ['schedule', { schedule: '0 6 * * *' }],
    ['schedule', { schedule: '0 6 * * *', repository }],
    ['workflow_dispatch', { ref: 'refs/heads/main', repository }],
    ['pull_request_target', { repository }],
  ] as const;

  it.each(ofDefault)(
    'at %s, of the commit of the default branch, is by the configuration of its files',
    async (event, payload) => {
      const pull = { number: 7, base: { sha: '1'.repeat(40), ref: 'main' }, head: { sha: '2'.repeat(40) } };
      const { prepared } = await audited(event, { ...payload, pull_request: pull }, 'main');

      expect(prepared).toMatchObject({ mode: 'audit', options: { trustRoot: null } });
    },
  );

  it.each(ofDefault)(
    'at %s, of another commit that is checked out, is by that of the default branch',
    async (event, payload) => {
      const pull = { number: 7, base: { sha: '1'.repeat(40), ref: 'main' }, head: { sha: '2'.repeat(40) } };
      const { prepared, tip } = await audited(event, { ...payload, pull_request: pull }, 'other');

      expect(prepared).toMatchObject({ mode: 'audit', options: { trustRoot: tip } });
    },
  );

  it('of files that are in no repository is by the configuration of these', async () => {
    const { prepared } = await audited('workflow_dispatch', { repository }, null, 'refs/heads/other');

    expect(prepared).toMatchObject({ mode: 'audit', options: { trustRoot: null } });
  });
});

it('a review outside of GitHub Actions is an error that says what is missing', async () => {
  const pull = { number: 7, base: { sha: '1'.repeat(40), ref: 'main' }, head: { sha: '2'.repeat(40) } };
  const event = eventOf('pull_request', { pull_request: pull, repository });
  const workspace = temporaryFolder();
  const env = { GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temporaryFolder() };

  const world = { env, connect: () => Promise.reject(new Error('no network')), commits: readyCommits };

  await expect(prepare(inputsWith({}), event, workspace, world)).rejects.toThrow(
    "The default branch main, which has the configuration, can't be asked for at a server (this is no workflow run)",
  );
});
