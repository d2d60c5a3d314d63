import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MissingFileError } from '../../src/foundation/errors.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { temporaryFolder, temporaryRepository, write } from './temporary.ts';

describe('a folder as a tree', () => {
  test('in a repository has what git tracks and would track, and nothing ignored or deleted', async () => {
    const repository = temporaryRepository({ 'a.yaml': '1', 'gone.yaml': '2', '.gitignore': 'secret.yaml\n' });
    rmSync(join(repository, 'gone.yaml'));
    write(repository, { 'new.yaml': '3', 'secret.yaml': '4' });

    const tree = await folderTree(repository, { tracked: true, digests: 'blob' });

    expect([...tree.files.keys()]).toEqual(['.gitignore', 'a.yaml', 'new.yaml']);
    expect(tree.problems).toEqual([]);
  });

  test('elsewhere has all below it but .git and node_modules', async () => {
    const folder = temporaryFolder({
      'a/b.yaml': '',
      'node_modules/x.yaml': '',
      '.git/config': '',
      '.hidden.yaml': '',
    });

    const tree = await folderTree(folder, { tracked: false, digests: 'stat' });

    expect([...tree.files.keys()]).toEqual(['.hidden.yaml', 'a/b.yaml']);
  });

  test('has what is left where folders are deleted while it is listed', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `folder-${index}`);
    const folder = temporaryFolder(Object.fromEntries(names.map((name) => [`${name}/a.yaml`, ''])));
    write(folder, { 'kept.yaml': '' });

    const listing = folderTree(folder, { tracked: false, digests: 'stat' });
    setTimeout(() => {
      for (const name of names) rmSync(join(folder, name), { recursive: true });
    }, 2);

    expect([...(await listing).files.keys()]).toContain('kept.yaml');
  });

  test('names its files and problems from the folder that it is told', async () => {
    const folder = temporaryFolder({ 'deploy/a.yaml': 'text', 'deploy/l.yaml': { link: '../../x' } });

    const tree = await folderTree(join(folder, 'deploy'), { tracked: false, digests: 'stat', names: folder });

    expect([...tree.files.keys()]).toEqual(['deploy/a.yaml']);
    expect(tree.problems.map(({ subject }) => subject)).toEqual(['deploy/l.yaml']);
    expect(new TextDecoder().decode(await tree.read('deploy/a.yaml'))).toBe('text');
    await expect(tree.read('a.yaml')).rejects.toThrow(MissingFileError);
  });
});

describe('a text that can not be read is a problem', () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';

  test.each([
    ['not UTF-8', Uint8Array.of(0xff, 0xfe), 'not-utf8', 'x.yaml is not UTF-8 text.'],
    [
      'an LFS pointer',
      pointer,
      'lfs-pointer',
      'x.yaml is stored in Git LFS and only its pointer is here; check out with LFS.',
    ],
    ['too large', new Uint8Array(20_000_001), 'too-large', 'x.yaml has 20000001 bytes; at most 20000000 are read.'],
  ])('%s', async (_, content, code, message) => {
    const tree = await folderTree(temporaryFolder({ 'x.yaml': content }), { tracked: false, digests: 'stat' });

    expect(await textsOf(tree).of('x.yaml')).toEqual({
      ok: false,
      problem: {
        stage: 'snapshot',
        code,
        subject: 'x.yaml',
        message,
        place: { kind: 'file', file: 'x.yaml', why: message },
      },
    });
  });
});
