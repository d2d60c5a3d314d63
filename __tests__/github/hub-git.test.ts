import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { git, showing, temporaryFolder } from './asking.ts';
import { hub, shop, pull, BOT, tip } from './shop.ts';

describe('git over HTTP', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  async function cloned(): Promise<string> {
    const folder = temporaryFolder();
    folders.push(folder);
    await git(folder, 'init', '--quiet', '--initial-branch=main', 'clone');
    return join(folder, 'clone');
  }

  it('fetches any commit by its id, and the refs of pull requests, and says what was asked for', async () => {
    const before = pull.head.sha;
    hub.people.push(shop, 'change', { 'a.txt': 'new\n' }, { from: tip('main') });
    const clone = await cloned();
    await git(clone, 'fetch', '--quiet', '--depth=1', `${hub.url}/shop/deploy`, before);
    await git(
      clone,
      'fetch',
      '--quiet',
      '--depth=1',
      `${hub.url}/shop/deploy.git`,
      'refs/pull/7/head',
      'refs/pull/7/merge',
    );

    expect(await git(clone, 'cat-file', '-t', before)).toBe('commit');
    expect(await git(clone, 'show', `${pull.head.sha}:a.txt`)).toBe('new');
    expect(hub.fetched).toMatchObject([
      { repository: 'shop/deploy', by: null, wants: [before], depth: 1 },
      { wants: expect.arrayContaining([pull.head.sha]) as string[], depth: 1 },
    ]);
  });

  it('a private repository is for tokens that may read it', async () => {
    const secret = hub.addRepository('shop/private', { isPrivate: true });
    hub.people.push(secret, 'main', { 'a.txt': 'a\n' });
    hub.addToken('insider', { contents: 'read' }, { repositories: [secret] });
    hub.addToken('blind', { pull_requests: 'write' }, { repositories: [secret] });
    const clone = await cloned();
    const fetchAs = (name: string | null) =>
      git(
        clone,
        ...(name === null ? [] : showing(name)),
        'fetch',
        '--quiet',
        '--depth=1',
        `${hub.url}/shop/private`,
        'main',
      );

    await expect(fetchAs(null)).rejects.toThrow('could not read Username');
    await expect(fetchAs('wrong')).rejects.toThrow('could not read Username');
    await expect(fetchAs(BOT)).rejects.toThrow('not found');
    await expect(fetchAs('blind')).rejects.toThrow('403');
    await fetchAs('insider');
    expect(hub.fetched).toMatchObject([{ repository: 'shop/private', by: 'github-actions[bot]' }]);
  });

  it('the commits of a fork are in the repository it was made of, once there is a pull request', async () => {
    const fork = hub.addRepository('bob/deploy', { fork: shop });
    const head = hub.people.push(fork, 'theirs', { 'b.txt': 'b\n' }, { from: tip('main') });
    hub.people.openPull(shop, { head: 'theirs', from: fork });
    const clone = await cloned();
    await git(clone, 'fetch', '--quiet', `${hub.url}/shop/deploy`, head);

    expect(await git(clone, 'show', `${head}:b.txt`)).toBe('b');
  });
});
