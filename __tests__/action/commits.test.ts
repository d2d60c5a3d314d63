import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type CommitPlaces, readyCommits, readyTrustRoot } from '../../src/action/commits.ts';
import { gitHubAnswers } from '../../src/action/github-answers.ts';
import type { Comparison } from '../../src/action/task.ts';
import { git, temporaryFolder } from '../snapshot/temporary.ts';
import { checkout, commitsIn, history, merged } from './histories.ts';
import { type Hosted, hosted } from './hosted.ts';

/** Main moved on after the pull request began, and then again after the event. */
function pullRequest({ repository }: Hosted, size = 3) {
  const main = history(
    repository,
    'refs/heads/main',
    null,
    Array.from({ length: size }, (_, index) => ({ 'app.yaml': `replicas: ${index}\n`, 'notes.md': `${index}` })),
  );
  const fork = main.at(-3) ?? '';
  const base = main.at(-2) ?? '';
  const tip = main.at(-1) ?? '';
  const [head = ''] = history(repository, 'refs/pull/7/head', fork, [{ 'app.yaml': 'replicas: 9\n' }]);
  merged(repository, 'refs/pull/7/merge', [base, head], { 'app.yaml': 'replicas: 9\n' });
  const comparison: Comparison = { base, baseBranch: 'main', head, mergeBase: null };
  return { fork, base, tip, head, comparison };
}

function placesAt(here: Hosted, workspace: string, given: Partial<CommitPlaces> = {}): CommitPlaces {
  const { token, url, octokit } = here;
  const answers = gitHubAnswers(() => Promise.resolve(octokit(token)), { owner: 'shop', repo: 'deploy' });
  return {
    ...{ directory: workspace, workspace, temporary: temporaryFolder(), mergeBaseOf: answers.mergeBaseOf },
    ...{ server: { address: `${url}/shop/deploy`, token, waits: [] }, ...given },
  };
}

/** What was fetched into a repository meanwhile. */
async function fetchedBy(repository: string, action: () => Promise<unknown>): Promise<string[]> {
  const before = commitsIn(repository);
  await action();
  return commitsIn(repository).filter((one) => !before.includes(one));
}

describe('in a clone of depth 1 of a private repository', () => {
  it('with 50,000 commits, three are fetched: merge base, head and the tip of the default branch', async () => {
    const here = await hosted('private');
    const { fork, tip, head, comparison } = pullRequest(here, 50_000);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/pull/7/merge', 1);

    const fetched = await fetchedBy(workspace, async () => {
      expect(await readyCommits(comparison, 'main', placesAt(here, workspace))).toEqual({
        ...{ directory: workspace, base: tip, head, mergeBase: fork, trustRoot: tip, problems: [] },
      });
    });

    expect(fetched).toEqual([fork, tip, head].sort());
  }, 60_000);

  it('the tip of another base branch is a fourth', async () => {
    const here = await hosted('private');
    const { fork, base, tip, head, comparison } = pullRequest(here);
    git(here.repository, 'update-ref', 'refs/heads/release', base);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/pull/7/merge', 1);

    const fetched = await fetchedBy(workspace, async () => {
      const ready = await readyCommits({ ...comparison, baseBranch: 'release' }, 'main', placesAt(here, workspace));
      expect(ready).toMatchObject({ base, mergeBase: fork, trustRoot: tip });
    });

    expect(fetched).toEqual([fork, base, tip, head].sort());
  });

  it.each(['up', 'down'] as const)('work tree, index, HEAD, refs and configuration stay, the API %s', async (api) => {
    const here = await hosted('private');
    here.api = api;
    const { fork, comparison } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/heads/main', 1);
    const before = bytesOf(workspace);

    const { mergeBase } = await readyCommits(comparison, 'main', placesAt(here, workspace));

    expect(mergeBase).toBe(fork);
    expect(bytesOf(workspace)).toEqual(before);
  });

  it('the token is shown to the server, once in each request, and is in no file', async () => {
    const here = await hosted('private');
    const { comparison } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/heads/main', 1);
    const stale = Buffer.from('x-access-token:of another time').toString('base64');
    git(workspace, 'config', `http.${here.url}/.extraheader`, `AUTHORIZATION: basic ${stale}`);
    const places = placesAt(here, workspace);

    await readyCommits(comparison, 'main', places);

    const shown = here.requests.map(({ authorization }) => authorization.length);
    expect(new Set(shown)).toEqual(new Set([1]));
    expect(here.requests.length).toBeGreaterThan(2);
    const secrets = [here.token, Buffer.from(`x-access-token:${here.token}`).toString('base64')];
    expect([workspace, places.temporary].flatMap((folder) => filesWith(folder, secrets))).toEqual([]);
    expect(filesWith(workspace, [stale])).toEqual([join(workspace, '.git', 'config')]);
  });

  it.each([null, 'a token that is refused'])(
    'credentials that the checkout keeps are used where the input token is %s',
    async (token) => {
      const here = await hosted('private');
      const { fork, comparison } = pullRequest(here);
      const workspace = join(temporaryFolder(), 'workspace');
      checkout(here, workspace, 'refs/heads/main', 1);
      const kept = Buffer.from(`x-access-token:${here.token}`).toString('base64');
      git(workspace, 'config', `http.${here.url}/.extraheader`, `AUTHORIZATION: basic ${kept}`);

      const places = placesAt(here, workspace, { server: { address: `${here.url}/shop/deploy`, token, waits: [] } });
      expect(await readyCommits(comparison, 'main', places)).toMatchObject({ mergeBase: fork });
    },
  );

  it('credentials that the checkout keeps outside of the clone are used, too', async () => {
    const here = await hosted('private');
    const { fork, comparison } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/heads/main', 1);
    const kept = Buffer.from(`x-access-token:${here.token}`).toString('base64');
    // As actions/checkout does since its version 6.
    const file = join(temporaryFolder(), 'credentials.config');
    git(workspace, 'config', '--file', file, `http.${here.url}/.extraheader`, `AUTHORIZATION: basic ${kept}`);
    git(workspace, 'config', `includeIf.gitdir:${workspace}/.git.path`, file);

    const places = placesAt(here, workspace, {
      server: { address: `${here.url}/shop/deploy`, token: null, waits: [] },
    });
    expect(await readyCommits(comparison, 'main', places)).toMatchObject({ mergeBase: fork });
  });

  it('the token is in no argument of a process', async () => {
    const here = await hosted('private');
    const { comparison } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/heads/main', 1);
    const folder = temporaryFolder();
    const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
    const log = join(folder, 'arguments');
    writeFileSync(join(folder, 'git'), `#!/bin/sh\necho "$@" >> ${log}\nexec ${real} "$@"\n`, { mode: 0o755 });
    vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });

    await readyCommits(comparison, 'main', placesAt(here, workspace));

    const given = readFileSync(log, 'utf8');
    expect(given).toContain('fetch --quiet');
    expect(given).not.toContain(here.token);
    expect(given).not.toContain(Buffer.from(`x-access-token:${here.token}`).toString('base64'));
  });

  it('without any credentials it is an error that says what the token needs', async () => {
    const here = await hosted('private');
    const { comparison } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/heads/main', 1);

    const places = placesAt(here, workspace, {
      server: { address: `${here.url}/shop/deploy`, token: null, waits: [] },
    });
    await expect(readyCommits(comparison, 'main', places)).rejects.toThrow(
      /The default branch main, which has the configuration, can't be asked for at .*contents: read/,
    );
  });
});

describe('the merge base', () => {
  it('of a complete clone is that of git, and GitHub is not asked', async () => {
    const here = await hosted('public');
    const { fork, comparison } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/pull/7/merge', 0);

    const fetched = await fetchedBy(workspace, async () => {
      expect(await readyCommits(comparison, 'main', placesAt(here, workspace))).toMatchObject({ mergeBase: fork });
    });

    expect(fetched).toEqual([]);
    expect(here.requests.filter(({ line }) => line.includes('/api/'))).toEqual([]);
  });

  it('of a complete clone that lacks head is that of GitHub, and the history of its branches stays', async () => {
    const here = await hosted('public');
    const main = history(here.repository, 'refs/heads/main', null, [{ a: '1' }, { a: '2' }, { a: '3' }]);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/heads/main', 0);
    const [fork = '', base = ''] = [main[1], main[2]];
    const [, head = ''] = history(here.repository, 'refs/pull/7/head', fork, [{ b: '1' }, { b: '2' }]);
    const comparison = { base, baseBranch: 'main', head, mergeBase: null };

    const fetched = await fetchedBy(workspace, async () => {
      expect(await readyCommits(comparison, 'main', placesAt(here, workspace))).toMatchObject({ mergeBase: fork });
    });

    expect(fetched).toEqual([head]);
    expect(git(workspace, 'rev-list', '--count', 'refs/remotes/origin/main')).toBe('3');
  });

  it.each(['up', 'down'] as const)('that a shallow clone finds too old is not used, the API %s', async (api) => {
    const here = await hosted('public');
    here.api = api;
    const { repository } = here;
    const [old = '', , right = ''] = history(repository, 'refs/heads/main', null, [
      { 'a.yaml': '1' },
      { 'b.yaml': '2' },
      { 'c.yaml': '3' },
    ]);
    // Head descends from `old` by a short way, and from `right` by a longer one, which a clone of depth 3 cuts.
    const [, long = ''] = history(repository, 'refs/heads/long', right, [{ 'd.yaml': '4' }, { 'd.yaml': '5' }]);
    const [short = ''] = history(repository, 'refs/heads/short', old, [{ 'e.yaml': '6' }]);
    const head = merged(repository, 'refs/pull/7/head', [short, long], { 'd.yaml': '5' });
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/pull/7/head', 3);
    git(workspace, 'fetch', '--quiet', '--depth=3', `file://${repository}`, right);
    expect(git(workspace, 'merge-base', right, head)).toBe(old);

    const comparison = { base: right, baseBranch: 'main', head, mergeBase: null };
    const ready = await readyCommits(comparison, 'main', placesAt(here, workspace));

    expect(ready.mergeBase).toBe(right);
  });
});

describe('the merge base that GitHub does not tell', () => {
  /** A pull request that began many commits ago, in a clone that has what is compared, and no history. */
  async function longAgo(commits: number) {
    const here = await hosted('private');
    const main = history(
      here.repository,
      'refs/heads/main',
      null,
      Array.from({ length: commits + 2 }, (_, index) => ({ 'notes.md': `${index}` })),
    );
    const [, fork = ''] = main;
    const base = main.at(-1) ?? '';
    const [head = ''] = history(here.repository, 'refs/pull/7/head', fork, [{ 'app.yaml': 'replicas: 9\n' }]);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/heads/main', 1);
    git(workspace, 'fetch', '--quiet', '--depth=1', `file://${here.repository}`, head, base);
    const comparison: Comparison = { base, baseBranch: 'main', head, mergeBase: null };
    return { here, fork, base, head, workspace, comparison };
  }

  it.each([10, 70, 1500])('is found in the histories, without files, %i commits back', async (commits) => {
    const { here, fork, workspace, comparison } = await longAgo(commits);
    here.api = 'down';
    const places = placesAt(here, workspace);

    const fetched = await fetchedBy(workspace, async () => {
      expect(await readyCommits(comparison, 'main', places)).toMatchObject({ mergeBase: fork, problems: [] });
    });

    expect(fetched).toEqual([fork]);
    expect(readdirSync(places.temporary)).toEqual([]);
  });

  it('and that git does not find either is a problem, and no merge base is made up', async () => {
    const { here, base, head, workspace, comparison } = await longAgo(3);
    const mergeBaseOf = (): Promise<null> => {
      here.failures = Number.POSITIVE_INFINITY;
      return Promise.resolve(null);
    };

    const ready = await readyCommits(comparison, 'main', placesAt(here, workspace, { mergeBaseOf }));

    expect(ready).toMatchObject({ base, head, mergeBase: null });
    expect(ready.problems).toMatchObject([{ stage: 'snapshot', code: 'base-missing', subject: base }]);
  });

  it('is none where the histories share nothing, which is no problem', async () => {
    const { here, workspace, comparison } = await longAgo(3);
    const [head = ''] = history(here.repository, 'refs/pull/8/head', null, [{ 'app.yaml': 'replicas: 9\n' }]);

    const ready = await readyCommits({ ...comparison, head }, 'main', placesAt(here, workspace));

    expect(ready).toMatchObject({ mergeBase: null, problems: [] });
  });
});

describe('without a checkout', () => {
  it.each(['public', 'private'] as const)(
    'a %s repository is read from a store without a work tree',
    async (access) => {
      const here = await hosted(access);
      const { fork, tip, head, comparison } = pullRequest(here);
      const workspace = temporaryFolder();
      const places = placesAt(here, workspace);

      const ready = await readyCommits(comparison, 'main', places);

      expect(ready).toMatchObject({ base: tip, head, mergeBase: fork, trustRoot: tip });
      expect(commitsIn(ready.directory)).toEqual([fork, tip, head].sort());
      expect(readdirSync(workspace)).toEqual([]);
      expect(ready.directory.startsWith(places.temporary)).toBe(true);
      expect(git(ready.directory, '--git-dir=.', 'rev-parse', '--is-bare-repository')).toBe('true');
      expect(git(ready.directory, '--git-dir=.', 'rev-parse', 'refs/remotes/origin/HEAD')).toBe(tip);
      expect(filesWith(places.temporary, [here.token])).toEqual([]);
    },
  );

  it('or with one that lacks files of its commits, too', async () => {
    const here = await hosted('public');
    const { comparison } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    git(temporaryFolder(), 'clone', '--quiet', '--filter=blob:none', `file://${here.repository}`, workspace);
    const places = placesAt(here, workspace);

    const { directory } = await readyCommits(comparison, 'main', places);

    expect(directory.startsWith(places.temporary)).toBe(true);
  });

  it('a repository above the workspace is not taken for one', async () => {
    const here = await hosted('public');
    const { comparison } = pullRequest(here);
    const above = temporaryFolder();
    git(above, 'init', '--quiet');
    const workspace = join(above, 'workspace');
    mkdirSync(workspace);

    const { directory } = await readyCommits(comparison, 'main', placesAt(here, workspace));

    expect(directory.startsWith(above)).toBe(false);
  });
});

describe('the default branch', () => {
  it('is that of the server, not what a kept clone knows of it', async () => {
    const here = await hosted('public');
    const { fork, tip } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/heads/main', 0);
    git(workspace, 'update-ref', 'refs/remotes/origin/main', fork);

    expect(await readyTrustRoot(workspace, 'main', placesAt(here, workspace))).toBe(tip);
  });

  it.each([null, 'gone'])('has the name that the server says where the event says %s', async (named) => {
    const here = await hosted('public');
    const { tip, comparison } = pullRequest(here);
    git(here.repository, 'branch', '--move', 'main', 'trunk');
    git(here.repository, 'symbolic-ref', 'HEAD', 'refs/heads/trunk');
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/heads/trunk', 1);

    const ready = await readyCommits({ ...comparison, baseBranch: 'trunk' }, named, placesAt(here, workspace));

    expect(ready).toMatchObject({ base: tip, trustRoot: tip });
  });

  it('is taken from a complete clone where the server does not answer', async () => {
    const here = await hosted('public');
    const { tip, comparison } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/pull/7/merge', 0);
    const server = { address: 'http://127.0.0.1:1/shop/deploy', token: here.token, waits: [] };

    expect(await readyCommits(comparison, 'main', placesAt(here, workspace, { server }))).toMatchObject({
      trustRoot: tip,
    });
  });

  it('that is not to be had is an error, never another branch', async () => {
    const here = await hosted('public');
    const { comparison } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/pull/7/merge', 1);
    const server = { address: 'http://127.0.0.1:1/shop/deploy', token: here.token, waits: [] };

    await expect(readyCommits(comparison, 'main', placesAt(here, workspace, { server }))).rejects.toThrow(
      'The default branch main, which has the configuration',
    );
  });
});

describe('only the server of the environment is asked', () => {
  it('whatever the remote of the clone is', async () => {
    const here = await hosted('private');
    const other = await hosted('public');
    const { fork, comparison } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/heads/main', 1);
    git(workspace, 'remote', 'set-url', 'origin', `${other.url}/shop/deploy`);

    expect(await readyCommits(comparison, 'main', placesAt(here, workspace))).toMatchObject({ mergeBase: fork });
    expect(other.requests).toEqual([]);
  });

  it('also where it redirects', async () => {
    const here = await hosted('private');
    const other = await hosted('public');
    const { comparison } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/heads/main', 1);
    here.redirect = other.url;

    await expect(readyCommits(comparison, 'main', placesAt(here, workspace))).rejects.toThrow('default branch');
    expect(other.requests).toEqual([]);
  });
});

describe('a server that fails', () => {
  it.each([1, 2])('%i times is asked again', async (failures) => {
    const here = await hosted('private');
    const { fork, comparison } = pullRequest(here);
    const workspace = join(temporaryFolder(), 'workspace');
    checkout(here, workspace, 'refs/heads/main', 1);
    here.failures = failures;

    const server = { address: `${here.url}/shop/deploy`, token: here.token, waits: [0, 0] };
    expect(await readyCommits(comparison, 'main', placesAt(here, workspace, { server }))).toMatchObject({
      mergeBase: fork,
    });
  });

  it('for ever is asked three times, and one that refuses only once', async () => {
    const here = await hosted('private');
    const { comparison } = pullRequest(here);
    const workspace = temporaryFolder();
    const address = `${here.url}/shop/deploy`;
    here.failures = Number.POSITIVE_INFINITY;
    const failing = placesAt(here, workspace, { server: { address, token: here.token, waits: [0, 0] } });
    await expect(readyCommits(comparison, 'main', failing)).rejects.toThrow('returned error: 503');
    const askedWhileFailing = here.requests.length;

    here.failures = 0;
    const refusing = placesAt(here, workspace, { server: { address, token: null, waits: [0, 0] } });
    await expect(readyCommits(comparison, 'main', refusing)).rejects.toThrow('contents: read');

    expect([askedWhileFailing, here.requests.length - askedWhileFailing]).toEqual([3, 1]);
  });
});

it('a commit that the server does not have is named, and the others are fetched', async () => {
  const here = await hosted('public');
  const { head, comparison } = pullRequest(here);
  const workspace = join(temporaryFolder(), 'workspace');
  checkout(here, workspace, 'refs/heads/main', 1);
  const gone = '4'.repeat(40);

  await expect(
    readyCommits({ ...comparison, base: gone, baseBranch: 'release' }, 'main', placesAt(here, workspace)),
  ).rejects.toThrow(
    `The commit ${gone} (base) is not in this clone, and can't be fetched from ${here.url}/shop/deploy.`,
  );

  expect(commitsIn(workspace)).toContain(head);
});

/** All files of a folder, without the objects of git and the list of where history is cut. */
function bytesOf(folder: string): Record<string, string> {
  const files = filesBelow(folder).filter((file) => !/\.git\/(?:objects\/|shallow$)/.test(file));
  return Object.fromEntries(files.map((file) => [file, readFileSync(file, 'base64')]));
}

function filesWith(folder: string, texts: readonly string[]): string[] {
  return filesBelow(folder).filter((file) => {
    const bytes = readFileSync(file);
    return texts.some((text) => bytes.includes(text));
  });
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}
