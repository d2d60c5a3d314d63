import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { askGitHub } from '../../src/setup/github/ask.ts';
import { checkGitHub } from '../../src/setup/github/check-github.ts';
import { repositoryAddress, readSetUp } from '../../src/setup/repository.ts';
import { git, temporaryRepository } from '../snapshot/temporary.ts';
import { type GitHubServer, gitHubServer, rule, type Settings } from './github-server.ts';
import { action, commands } from './worlds.ts';

const { doctor } = commands();

const token = 'ghs_0123456789abcdef0123456789abcdef0123';
const ours = { context: 'plimsoll', integration_id: 15368 };
const workflow = readFileSync(join(import.meta.dirname, '../../docs/workflows/pull-request.yml'), 'utf8').replace(
  'OWNER/plimsoll@COMMIT',
  action,
);

/** A clone of octo-org/shop whose default branch is main. */
function clone(text = workflow): string {
  const folder = temporaryRepository({ '.github/workflows/plimsoll.yml': text });
  git(folder, 'remote', 'add', 'origin', 'https://github.com/octo-org/shop.git');
  git(folder, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
  git(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  return folder;
}

interface Heard {
  readonly said: Readonly<Record<string, string>>;
  readonly server: GitHubServer;
}

/** What is said, by id: level and message. */
async function heard(
  settings: Settings,
  with_: { readonly text?: string; readonly token?: string } = {},
): Promise<Heard> {
  const server = await gitHubServer(settings);
  const own = with_.token ?? token;
  const setUp = await readSetUp(clone(with_.text));
  const said = await checkGitHub(
    askGitHub({ token: own, api: server.url, seconds: 2 }),
    { host: 'github.com', owner: 'octo-org', name: 'shop' },
    setUp,
    own,
  );
  expect(server.faults).toEqual([]);
  return { server, said: Object.fromEntries(said.map(({ id, level, message }) => [id, `${level}: ${message}`])) };
}

describe('what only GitHub knows', () => {
  test('is all good where the check of GitHub Actions is required, and code owners are', async () => {
    const { said, server } = await heard({ rules: [rule.deletion(), rule.checks(ours), rule.pullRequest(true, true)] });

    expect(said).toEqual({
      'token-reads': 'good: The token can read octo-org/shop.',
      'token-comments': 'unknown: Whether a token of an app or a job can comment is not known without writing.',
      'default-branch': 'good: The default branch is main, here too.',
      'required-check':
        'good: main requires "plimsoll" from GitHub Actions. Any job of that name satisfies it, so guard .github/workflows.',
      'code-owner-review': 'good: main requires the review of code owners.',
      conversations: 'good: main requires resolved conversations: Plimsoll settles its own when they are fixed.',
    });
    expect(server.asked.every((request) => request.startsWith('GET '))).toBe(true);
    expect(server.asked).toHaveLength(3);
  });

  test.each([
    ['nothing', {}, /^mend: No rule of main requires "plimsoll"/],
    ['another check', { rules: [rule.checks({ context: 'build' })] }, /^mend: No rule of main requires "plimsoll"/],
    [
      'the check from anywhere',
      { rules: [rule.checks({ context: 'plimsoll' })] },
      /^mend: main requires "plimsoll" from any source/,
    ],
    [
      'the check of another app',
      { rules: [rule.checks({ ...ours, integration_id: 7 })] },
      /^good: main requires "plimsoll" from the app 7/,
    ],
    ['the check in a reusable workflow', { rules: [rule.checks({ ...ours, context: 'call / plimsoll' })] }, /^good: /],
    [
      'a classic protection',
      { classic: [{ context: 'plimsoll', app_id: 15368 }] },
      /^good: main requires "plimsoll" from GitHub Actions/,
    ],
    [
      'a classic protection without an app',
      { classic: [{ context: 'plimsoll', app_id: null }] },
      /^mend: .* from any source/,
    ],
    [
      'rules that it may not read',
      { statuses: { '/rules/branches/main': 403 } },
      /^unknown: .*GitHub answered 403 \(Forbidden\)/,
    ],
    [
      'a protection that it may not read',
      { statuses: { '/shop/branches/main': 404 } },
      /^unknown: .*GitHub answered 404 \(Not Found\)/,
    ],
    [
      'rules that it may not read, but a protection',
      { statuses: { '/rules/branches/main': 403 }, classic: [{ context: 'plimsoll', app_id: 15368 }] },
      /^good: /,
    ],
  ] satisfies readonly (readonly [string, Settings, RegExp])[])(
    'says how the check is required: %s',
    async (_, settings, expected) => {
      const { said } = await heard(settings);

      expect(said['required-check']).toMatch(expected);
    },
  );

  test('takes the name of the job for the check', async () => {
    const named = workflow.replace('    name: plimsoll\n', '    name: manifests\n');

    const { said } = await heard({ rules: [rule.checks({ ...ours, context: 'manifests' })] }, { text: named });

    expect(said['required-check']).toMatch(/^good: main requires "manifests"/);
  });

  test('finds a rule on the second page', async () => {
    const many = Array.from({ length: 100 }, () => rule.deletion());

    const { said } = await heard({ rules: [...many, rule.checks(ours)] });

    expect(said['required-check']).toMatch(/^good: /);
  });

  test('knows a workflow that a ruleset requires, and does not guess what another one runs', async () => {
    const [plimsoll, other] = [
      await heard({ rules: [rule.workflow('.github/workflows/plimsoll.yml')] }),
      await heard({ rules: [rule.workflow('.github/workflows/all.yml')] }),
    ];

    expect(plimsoll.said['required-workflow']).toMatch(/^good: A ruleset requires the workflow/);
    expect(plimsoll.said['required-check']).toBeUndefined();
    expect(other.said['required-workflow']).toBe(
      'unknown: A ruleset requires .github/workflows/all.yml; whether it runs Plimsoll is not known.',
    );
    expect(other.said['required-check']).toMatch(/^mend: /);
  });

  test('warns of a merge queue in which the workflow does not run', async () => {
    const without = workflow.replace('  merge_group:\n', '');
    const rules = [rule.checks(ours), rule.mergeQueue()];

    const [runs, waits] = [await heard({ rules }), await heard({ rules }, { text: without })];

    expect(runs.said['merge-queue']).toMatch(/^good: /);
    expect(waits.said['merge-queue']).toMatch(/^mend: main has a merge queue, in which the workflow does not run/);
  });

  test('says that the clone has another default branch', async () => {
    const { said, server } = await heard({ branch: 'release/1.0' });

    expect(said['default-branch']).toBe(
      'consider: The default branch is release/1.0; this clone takes main for it, and compares with the wrong branch.',
    );
    expect(server.asked.map((request) => request.split(' ')[1])).toContain(
      '/repos/octo-org/shop/rules/branches/release%2F1.0',
    );
  });

  test.each([
    ['repo, workflow', true, /^good: The token can comment \(repo, workflow\)/],
    ['public_repo', false, /^good: /],
    ['public_repo', true, /^consider: The token cannot comment: it has public_repo\./],
    ['', false, /^consider: The token cannot comment: it has no scope\./],
  ])(
    'knows of a classic token with %j, of a private repository: %s, whether it can comment',
    async (scopes, isPrivate, expected) => {
      const { said } = await heard({ scopes, private: isPrivate }, { token: 'ghp_x' });

      expect(said['token-comments']).toMatch(expected);
    },
  );

  test.each([
    [401, /^mend: The token cannot read octo-org\/shop: GitHub answered 401 \(Bad credentials\)\.$/],
    [403, /^mend: .*answered 403/],
    [404, /^mend: .*answered 404/],
    [502, /^unknown: Whether the token can read octo-org\/shop is not known: .*answered 502/],
    [0, /^unknown: .*no answer within 2 seconds\.$/],
  ])('says what an answer of %i to the first question means, and asks no more', async (status, expected) => {
    const { said, server } = await heard({ statuses: { '/octo-org/shop': status } });

    expect(Object.keys(said)).toEqual(['token-reads']);
    expect(said['token-reads']).toMatch(expected);
    expect(server.asked).toHaveLength(1);
  });

  test('follows no redirect, so that the token goes nowhere else', async () => {
    const other = await gitHubServer({});

    const { said } = await heard({ statuses: { '/octo-org/shop': 301 }, location: `${other.url}/repositories/7` });

    expect(said['token-reads']).toMatch(/^mend: .*answered 301/);
    expect(other.asked).toEqual([]);
  });
});

describe('doctor --github', () => {
  test('asks the address of the environment, with its token', async () => {
    const server = await gitHubServer({ rules: [rule.checks(ours)] }, '/api/v3');

    const { advice } = await doctor(clone(), { GITHUB_TOKEN: token, GITHUB_API_URL: `${server.url}/` });

    expect(advice.filter(({ area }) => area === 'github').map(({ id }) => id)).toContain('required-check');
    expect(server.asked[0]).toBe(`GET /api/v3/repos/octo-org/shop token ${token}`);
    expect(server.faults).toEqual([]);
    expect(JSON.stringify(advice)).not.toContain(token);
  });

  test('says how Node uses a proxy, if one is named and there is no answer', async () => {
    const named = { https_proxy: 'http://proxy.example:3128' };
    const ask = (env: Record<string, string>) => askGitHub({ token, api: 'http://127.0.0.1:1', env })('/user', {});

    expect((await ask(named)).body).toContain('NODE_USE_ENV_PROXY=1');
    expect((await ask({ ...named, NODE_USE_ENV_PROXY: '1' })).body).not.toContain('NODE_USE_ENV_PROXY');
    expect((await ask({})).body).not.toContain('proxy');
  });

  test('asks for the repository of the environment first', async () => {
    const server = await gitHubServer({});
    const folder = clone();
    git(folder, 'remote', 'set-url', 'origin', 'https://elsewhere.example/a/b');

    await doctor(folder, { GH_TOKEN: token, GITHUB_API_URL: server.url, GITHUB_REPOSITORY: 'octo-org/shop' });

    expect(server.asked[0]).toContain('/repos/octo-org/shop ');
  });

  test('asks nothing without a token, without an address, and of a host that the environment does not name', async () => {
    const server = await gitHubServer({});
    const [named, nameless, foreign] = [clone(), temporaryRepository(), clone()];
    git(foreign, 'remote', 'set-url', 'origin', `${server.url}/octo-org/shop`);

    await expect(doctor(named, {})).rejects.toThrow('--github needs a token');
    await expect(doctor(nameless, { GITHUB_TOKEN: token })).rejects.toThrow(
      '--github needs the address of a repository',
    );
    await expect(doctor(foreign, { GITHUB_TOKEN: token })).rejects.toThrow('origin is on 127.0.0.1, not on github.com');
    expect(server.asked).toEqual([]);
  });
});

test.each([
  ['https://github.com/octo-org/shop.git', 'github.com octo-org shop'],
  ['https://user:secret@github.example:8443/octo-org/shop', 'github.example octo-org shop'],
  ['git@github.com:octo-org/shop.git', 'github.com octo-org shop'],
  ['ssh://git@ssh.github.com:443/octo-org/my.shop.git', 'ssh.github.com octo-org my.shop'],
  ['/srv/git/shop.git', null],
  ['https://dev.example/a/b/c', null],
])('%s names the repository %j', (url, expected) => {
  const address = repositoryAddress(url);

  expect(address === null ? null : `${address.host} ${address.owner} ${address.name}`).toBe(expected);
});
