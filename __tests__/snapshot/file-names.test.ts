import { writeFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Tree } from '../../src/model/tree.ts';
import { fileNameOf, unquoted } from '../../src/snapshot/file-names.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { commitTree } from '../../src/snapshot/git.ts';
import { commit, temporaryFolder, temporaryRepository } from './temporary.ts';

const slash = Buffer.from('/');
const bytesOf = (...parts: readonly (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))));

/** Names in bytes, and what is written there. */
const contents: readonly (readonly [Buffer, string])[] = [
  [bytesOf('a', 0xff, '.yaml'), 'ff'],
  [bytesOf('a', 0xfe, '.yaml'), 'fe'],
  [bytesOf('a\\xff.yaml'), 'letters'],
  [bytesOf('a\ufffd.yaml'), 'replaced'],
  [bytesOf('é "quoted"\n.yaml'), 'quoted'],
];

async function textsOf(tree: Tree): Promise<Record<string, string>> {
  const read = [...tree.files.keys()].map(async (path): Promise<[string, string]> => [
    path,
    new TextDecoder().decode(await tree.read(path)),
  ]);
  return Object.fromEntries(await Promise.all(read));
}

describe('names that are no UTF-8 are files of their own, shown with escapes', () => {
  const expected = {
    'a\\x5cxff.yaml': 'ff',
    'a\\xfe.yaml': 'fe',
    'a\\xff.yaml': 'letters',
    'a\ufffd.yaml': 'replaced',
    'é "quoted"\n.yaml': 'quoted',
    'link.yaml': 'fe',
  };
  const fill = (folder: string): void => {
    for (const [name, text] of contents) writeFileSync(Buffer.concat([Buffer.from(folder), slash, name]), text);
    symlinkSync(bytesOf('a', 0xfe, '.yaml'), join(folder, 'link.yaml'));
  };

  test('in a commit, and in its work tree', async () => {
    const repository = temporaryRepository();
    fill(repository);
    const tree = await commitTree(repository, commit(repository, {}));

    expect(await textsOf(tree)).toEqual(expected);
    expect(await textsOf(await folderTree(repository, { tracked: true, digests: 'blob' }))).toEqual(expected);
    tree.close();
  });

  test('in a folder', async () => {
    const folder = temporaryFolder();
    fill(folder);

    expect(await textsOf(await folderTree(folder, { tracked: false, digests: 'stat' }))).toEqual(expected);
  });
});

test('two names of bytes are one text only where they are one', () => {
  const name = fc.uint8Array({ minLength: 1, maxLength: 6 });
  const invalid = (bytes: Uint8Array): boolean =>
    !fileNameOf(bytes).includes('\ufffd') && Buffer.from(fileNameOf(bytes)).compare(bytes) !== 0;
  fc.assert(
    fc.property(name.filter(invalid), name.filter(invalid), (a, b) => {
      expect(fileNameOf(a) === fileNameOf(b)).toBe(Buffer.compare(a, b) === 0);
    }),
    { numRuns: 2000 },
  );
});

test('names are read as git quotes them', () => {
  expect(Buffer.from(unquoted('"a\\377\\t\\\\\\"é.yaml"')).equals(bytesOf('a', 0xff, '\t\\"é.yaml'))).toBe(true);
  expect(Buffer.from(unquoted('plain.yaml')).toString()).toBe('plain.yaml');
});
