import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { followLinks, type RawEntry } from '../../src/snapshot/links.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { commitTree } from '../../src/snapshot/git.ts';
import { type Tree } from '../../src/model/tree.ts';
import { contents } from './arbitrary-tree.ts';
import { commit, temporaryRepository, write } from './temporary.ts';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const file = (digest: string): RawEntry => ({ kind: 'file', digest, size: 1 });
const link = (to: string): RawEntry => ({ kind: 'link', to });

function followed(entries: Readonly<Record<string, RawEntry>>): { files: Record<string, string>; lost: string[] } {
  const { files, problems } = followLinks(new Map(Object.entries(entries)));
  return {
    files: Object.fromEntries([...files.values()].map(({ path, holder }) => [path, holder])),
    lost: problems.map(({ code, message }) => `${code}: ${message}`),
  };
}

describe('links', () => {
  test('to a file inside the tree stand for that file', () => {
    expect(followed({ 'a/x.yaml': file('1'), 'b/y.yaml': link('../a/x.yaml') })).toEqual({
      files: { 'a/x.yaml': 'a/x.yaml', 'b/y.yaml': 'a/x.yaml' },
      lost: [],
    });
  });

  test('to a folder bring all that is in it, links in it too', () => {
    expect(
      followed({ 'a/x.yaml': file('1'), 'a/c/y.yaml': file('2'), 'a/z.yaml': link('c/y.yaml'), b: link('a') }).files,
    ).toEqual({
      'a/x.yaml': 'a/x.yaml',
      'a/c/y.yaml': 'a/c/y.yaml',
      'a/z.yaml': 'a/c/y.yaml',
      'b/x.yaml': 'a/x.yaml',
      'b/c/y.yaml': 'a/c/y.yaml',
      'b/z.yaml': 'a/c/y.yaml',
    });
  });

  test.each([
    ['leaves the tree', 'a/l', '../../x', 'points outside the repository'],
    ['is absolute', 'l', '/etc/passwd', 'points to /etc/passwd, outside the repository'],
    ['dangles', 'a/l', 'gone.yaml', 'points to a/gone.yaml, which does not exist'],
    ['points to itself', 'l', 'l', 'forms a circle'],
    ['points to its own folder', 'a/l', '.', 'forms a circle'],
    ['points to a folder above', 'a/b/l', '../..', 'forms a circle'],
  ])('one that %s is lost, and everything else stays', (_, path, to, why) => {
    expect(followed({ 'x.yaml': file('1'), 'a/b/y.yaml': file('2'), [path]: link(to) })).toEqual({
      files: { 'x.yaml': 'x.yaml', 'a/b/y.yaml': 'a/b/y.yaml' },
      lost: [`link-outside: The symbolic link ${path} ${why}; it was not followed.`],
    });
  });

  test('that point at each other are both lost', () => {
    expect(followed({ a: link('b'), b: link('a') })).toMatchObject({ files: {}, lost: { length: 2 } });
  });

  test('through more than 40 others are lost', () => {
    const chain = (length: number): Record<string, RawEntry> =>
      Object.fromEntries([
        ['l0', file('1')],
        ...Array.from({ length }, (_, at) => [`l${at + 1}`, link(`l${at}`)] as const),
      ]);

    expect(followed(chain(40)).lost).toEqual([]);
    expect(followed(chain(41)).lost).toMatchObject([expect.stringContaining('The symbolic link l41 ')]);
  });

  test('to folders that bring more than 100,000 files together are lost where it is too much', () => {
    const files = Array.from({ length: 1_000 }, (_, at) => [`d/${at}`, file('1')] as const);
    const links = Array.from({ length: 101 }, (_, at) => [`l${String(at).padStart(3, '0')}`, link('d')] as const);
    const { files: all, lost } = followed(Object.fromEntries([...files, ...links]));

    expect(Object.keys(all)).toHaveLength(1_000 + 100_000);
    expect(lost).toMatchObject([
      expect.stringContaining('adds more than 100000 files to the tree; it was not followed.'),
    ]);
  });

  test('the order in which entries are listed changes nothing', () => {
    const entries = { 'a/x': file('1'), 'a/l': link('x'), b: link('a'), 'c/m': link('../b/l'), d: link('nowhere') };
    const expected = followed(entries);
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.entries(entries), { minLength: 5 }), (shuffled) => {
        const got = followed(Object.fromEntries(shuffled));
        expect({ files: got.files, lost: got.lost.sort() }).toEqual({ ...expected, lost: expected.lost.sort() });
      }),
    );
  });
});

describe('law: git and folder give the same tree', () => {
  test('for any files and links', async () => {
    const repository = temporaryRepository();
    await fc.assert(
      fc.asyncProperty(contents, async (all) => {
        for (const name of readdirSync(repository)) {
          if (name !== '.git') rmSync(join(repository, name), { recursive: true });
        }
        write(repository, {});
        const id = commit(repository, all);
        const fromGit = await commitTree(repository, id);
        const fromFolder = await folderTree(repository, { tracked: true, digests: 'blob' });
        const untracked = await folderTree(repository, { tracked: false, digests: 'blob' });

        expect(await whole(fromFolder)).toEqual(await whole(fromGit));
        expect(await whole(untracked)).toEqual(await whole(fromGit));
        fromGit.close();
      }),
      { numRuns: 20 },
    );
  });
});

async function whole(tree: Tree): Promise<unknown> {
  const files = await Promise.all(
    [...tree.files.values()].map(async ({ path, digest, size }) => [
      path,
      digest,
      size,
      new TextDecoder().decode(await tree.read(path)),
    ]),
  );
  return { files, problems: [...tree.problems].sort((a, b) => (a.subject < b.subject ? -1 : 1)) };
}
