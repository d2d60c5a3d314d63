import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { auditedTree, reviewedTrees, type ReviewedTrees } from '../../src/run/open/trees.ts';
import { commit, git, temporaryFolder, temporaryRepository, write } from './temporary.ts';

const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };

async function reviewed(directory: string, base: string | null, head: string): Promise<ReviewedTrees> {
  const trees = await reviewedTrees({ ...common, directory, base, head });
  onTestFinished(trees.close);
  return trees;
}

async function text(tree: ReviewedTrees['head'], path: string): Promise<string> {
  return new TextDecoder().decode(await tree.read(path));
}

describe('the trees of a review', () => {
  test('start at the merge base, trust the tip of the base branch, and end at head', async () => {
    const repository = temporaryRepository({ 'a.yaml': 'fork point' });
    const forked = git(repository, 'rev-parse', 'HEAD');
    git(repository, 'checkout', '--quiet', '-b', 'topic');
    const head = commit(repository, { 'a.yaml': 'topic' });
    git(repository, 'checkout', '--quiet', 'main');
    commit(repository, { 'a.yaml': 'tip' });

    const trees = await reviewed(repository, 'main', 'topic');

    expect({ base: trees.baseCommit, head: trees.headCommit }).toEqual({ base: forked, head });
    expect(await Promise.all([trees.base, trees.head, trees.trustRoot].map((tree) => text(tree, 'a.yaml')))).toEqual([
      'fork point',
      'topic',
      'tip',
    ]);
  });

  test('WORKTREE is the folder as it stands, new files too', async () => {
    const repository = temporaryRepository({ 'a.yaml': 'committed' });
    write(repository, { 'a.yaml': 'edited', 'b.yaml': 'new' });

    const trees = await reviewed(repository, 'main', 'WORKTREE');

    expect(trees.headCommit).toBeNull();
    expect([await text(trees.head, 'a.yaml'), await text(trees.head, 'b.yaml')]).toEqual(['edited', 'new']);
  });

  test('an unchanged file has the same digest in the work tree as in the commit', async () => {
    const repository = temporaryRepository({ 'a.yaml': 'same' });

    const { base, head } = await reviewed(repository, 'main', 'WORKTREE');

    expect(head.files).toEqual(base.files);
  });

  test("without --base it is origin's default branch", async () => {
    const repository = temporaryRepository({ 'a.yaml': 'x' });
    git(repository, 'branch', '--quiet', '--move', 'trunk');
    const clone = temporaryFolder();
    git(clone, 'clone', '--quiet', `file://${repository}`, '.');
    const tip = git(clone, 'rev-parse', 'HEAD');
    commit(clone, { 'a.yaml': 'y' });

    expect((await reviewed(clone, null, 'HEAD')).baseCommit).toBe(tip);
  });

  test.each([
    [
      'a base that is nowhere known',
      { base: null, head: 'HEAD' },
      /The base is not known: origin\/HEAD names no branch/,
    ],
    ['a base that is not here', { base: 'nothing', head: 'HEAD' }, /--base nothing is not a commit in this clone/],
    ['a branch of origin that is not here', { base: 'origin/next', head: 'HEAD' }, /is not a commit in this clone/],
    ['a head that is not here', { base: 'main', head: 'nothing' }, /--head nothing is not a commit in this clone/],
  ])('%s is a configuration error', async (_, { base, head }, message) => {
    const repository = temporaryRepository({ 'a.yaml': '' });

    const failure = reviewed(repository, base, head);

    await expect(failure).rejects.toThrow(ConfigurationError);
    await expect(failure).rejects.toThrow(message);
  });

  test('a folder that is in no repository is a configuration error', async () => {
    await expect(reviewed(temporaryFolder(), 'main', 'HEAD')).rejects.toThrow(/is not in a git repository/);
  });
});

describe('the tree of an audit', () => {
  test('is the whole work tree, whatever part was asked for', async () => {
    const repository = temporaryRepository({ 'a/x.yaml': '', 'b/y.yaml': '' });

    const { tree, commit: id, wanted } = await auditedTree({ directory: repository, paths: ['a'] });

    expect([...tree.files.keys()].map((path) => [path, wanted(path)])).toEqual([
      ['a/x.yaml', true],
      ['b/y.yaml', false],
    ]);
    expect(id).toBe(git(repository, 'rev-parse', 'HEAD'));
  });

  test('takes a folder whose name begins like another one for itself only', async () => {
    const { wanted } = await auditedTree({
      directory: temporaryFolder({ 'a/x.yaml': '', 'ab/y.yaml': '' }),
      paths: ['a'],
    });

    expect([wanted('a/x.yaml'), wanted('ab/y.yaml')]).toEqual([true, false]);
  });

  test('of what git ignores is that folder', async () => {
    const repository = temporaryRepository({ '.gitignore': 'out/\n', 'out/x.yaml': '' });

    const { tree, commit: id, wanted } = await auditedTree({ directory: repository, paths: ['out'] });

    expect({ files: [...tree.files.keys()].filter(wanted), id }).toEqual({ files: ['out/x.yaml'], id: null });
  });

  test('outside of the working directory is named from itself: no path in it leads out of it', async () => {
    const folder = temporaryFolder({ 'other/x.yaml': '', 'here/y.yaml': '' });

    const { tree, wanted, repository } = await auditedTree({ directory: join(folder, 'here'), paths: ['../other'] });

    expect([...tree.files.keys()].map((path) => [path, wanted(path)])).toEqual([['x.yaml', true]]);
    expect(repository).toBe(join(folder, 'other'));
  });

  test('of folders that nothing but the whole disk has in common is a configuration error', async () => {
    const [one, other] = [temporaryFolder({ 'x.yaml': '' }), temporaryFolder({ 'y.yaml': '' })];

    await expect(auditedTree({ directory: one, paths: ['x.yaml', other] })).rejects.toThrow(
      `${one} and ${other} are not in the same repository, in each other, or below the working directory; check them one by one.`,
    );
  });

  test('of a path that is not there is a configuration error', async () => {
    const folder = temporaryFolder();

    await expect(auditedTree({ directory: folder, paths: ['gone'] })).rejects.toEqual(
      new ConfigurationError('PATH', `${join(folder, 'gone')} does not exist.`, 'usage'),
    );
  });
});
