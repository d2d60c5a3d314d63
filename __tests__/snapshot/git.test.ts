import { describe, expect, onTestFinished, test } from 'vitest';
import { ConfigurationError, MissingFileError } from '../../src/foundation/errors.ts';
import { type Tree } from '../../src/model/tree.ts';
import { commitTree, mergeBase, repositoryOf, requireCommit } from '../../src/snapshot/git.ts';
import { commit, git, temporaryFolder, temporaryRepository } from './temporary.ts';

async function opened(repository: string, revision: string): Promise<Tree> {
  const tree = await commitTree(repository, revision);
  onTestFinished(() => {
    tree.close();
  });
  return tree;
}

async function textAt(tree: Tree, path: string): Promise<string> {
  return new TextDecoder().decode(await tree.read(path));
}

describe('a commit as a tree', () => {
  test('has every file with its blob id and size, sorted by path', async () => {
    const repository = temporaryRepository({ 'b.yaml': 'two\n', 'a/ü "x".yaml': 'one\n' });

    const tree = await opened(repository, 'HEAD');

    expect([...tree.files.values()].map(({ path, digest, size }) => ({ path, digest, size }))).toEqual([
      { path: 'a/ü "x".yaml', digest: git(repository, 'hash-object', 'a/ü "x".yaml'), size: 4 },
      { path: 'b.yaml', digest: git(repository, 'hash-object', 'b.yaml'), size: 4 },
    ]);
    expect(tree.problems).toEqual([]);
  });

  test('reads many files at once, each with its own bytes', async () => {
    const contents = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`f${i}.yaml`, `${i}`.repeat((i * 997) % 70_000)]),
    );
    const tree = await opened(temporaryRepository(contents), 'HEAD');

    const read = await Promise.all([...tree.files.keys()].map(async (path) => [path, await textAt(tree, path)]));

    expect(Object.fromEntries(read)).toEqual(contents);
  });

  test('keeps bytes that are no UTF-8', async () => {
    const bytes = Uint8Array.of(0xff, 0xfe, 0, 10);
    const tree = await opened(temporaryRepository({ 'x.yaml': bytes }), 'HEAD');

    expect(Uint8Array.from(await tree.read('x.yaml'))).toEqual(bytes);
  });

  test('refuses a path that it does not list, also one that the folder has', async () => {
    const repository = temporaryRepository({ 'a.yaml': '' });
    const tree = await opened(repository, 'HEAD');

    await expect(tree.read('../a.yaml')).rejects.toThrow(MissingFileError);
    await expect(tree.read('.git/config')).rejects.toThrow(MissingFileError);
  });

  test('is what was committed, whatever the work tree says', async () => {
    const repository = temporaryRepository({ 'a.yaml': 'before' });
    const before = git(repository, 'rev-parse', 'HEAD');
    commit(repository, { 'a.yaml': 'after' });

    expect(await textAt(await opened(repository, before), 'a.yaml')).toBe('before');
  });

  test('works in a bare repository whose HEAD names no branch', async () => {
    const repository = temporaryRepository({ 'a.yaml': 'text' });
    const bare = temporaryFolder();
    git(bare, 'clone', '--quiet', '--bare', repository, '.');
    git(bare, 'symbolic-ref', 'HEAD', 'refs/heads/unborn');

    expect(await repositoryOf(bare)).toBe(bare);
    expect(await textAt(await opened(bare, 'main'), 'a.yaml')).toBe('text');
  });

  test('works in a clone of depth 1, where a base that was not fetched is refused by name', async () => {
    const repository = temporaryRepository({ 'a.yaml': 'before' });
    const base = git(repository, 'rev-parse', 'HEAD');
    commit(repository, { 'a.yaml': 'after' });
    const clone = temporaryFolder();
    git(clone, 'clone', '--quiet', '--depth=1', `file://${repository}`, '.');

    expect(await textAt(await opened(clone, 'HEAD'), 'a.yaml')).toBe('after');
    await expect(requireCommit(clone, base, '--base')).rejects.toEqual(
      new ConfigurationError(
        '--base',
        `--base ${base} is not a commit in this clone; fetch it first (git fetch origin ${base}), or name another.`,
        'base-missing',
      ),
    );
  });

  test('a revision that looks like an option is only a name', async () => {
    const repository = temporaryRepository({});

    await expect(requireCommit(repository, '--all', '--head')).rejects.toThrow(ConfigurationError);
  });

  test('histories that share nothing have no merge base', async () => {
    const repository = temporaryRepository({});
    git(repository, 'checkout', '--quiet', '--orphan', 'other');
    commit(repository, { 'a.yaml': 'x' });

    expect(await mergeBase(repository, 'main', 'other')).toBeNull();
  });

  test('a submodule is a problem', async () => {
    const repository = temporaryRepository({ 'a.yaml': '' });
    const id = git(repository, 'rev-parse', 'HEAD');
    git(repository, 'update-index', '--add', '--cacheinfo', `160000,${id},vendor/lib`);
    git(repository, 'commit', '--quiet', '--message', 'a submodule');

    const tree = await opened(repository, 'HEAD');

    expect([...tree.files.keys()]).toEqual(['a.yaml']);
    expect(tree.problems).toEqual([
      {
        stage: 'snapshot',
        code: 'submodule',
        subject: 'vendor/lib',
        message: 'vendor/lib is a submodule: its files are in another repository and were not reviewed.',
      },
    ]);
  });
});

test('a folder outside of any repository belongs to none', async () => {
  expect(await repositoryOf(temporaryFolder())).toBeNull();
});
