import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Address, addressOf, type Loading } from '../../src/sources/kustomize/addresses.ts';
import { fileInEngine, nameInEngine, pathInTree, repositoryFolder } from '../../src/sources/kustomize/fetched-names.ts';

const git = (origin: string, repository: string, folder: string, ref: string): Address => ({
  kind: 'git',
  origin,
  repository,
  folder,
  ref,
});
const file = (url: string): Address => ({ kind: 'file', url });

describe('an entry of a kustomization', () => {
  // The forms of kustomize's own tests of `NewRepoSpecFromURL`, and what it takes for a file before that.
  const known: readonly [string, Address | null][] = [
    ['../base', null],
    ['base.git', null],
    ['foo.bar/baz', null],
    ['https://github.com/org/repo//a/b?ref=v1', git('https://github.com', 'org/repo', 'a/b', 'v1')],
    ['https://github.com/org/repo/a/b?ref=v1', git('https://github.com', 'org/repo', 'a/b', 'v1')],
    ['https://github.com/org/repo', git('https://github.com', 'org/repo', '.', 'HEAD')],
    ['github.com/org/repo?version=v2', git('https://github.com', 'org/repo', '.', 'v2')],
    ['github.com:org/repo.git//x', git('https://github.com', 'org/repo', 'x', 'HEAD')],
    ['git@github.com:org/repo.git/x?ref=a/b', git('https://github.com', 'org/repo', 'x', 'a/b')],
    ['ssh://git@git.example.test:7999/org/repo.git?ref=m', git('https://git.example.test:7999', 'org/repo', '.', 'm')],
    ['https://u:pa55@git.example.test/org/repo?ref=m', git('https://git.example.test', 'org/repo', '.', 'm')],
    ['git::https://u:p@ss!@github.com/org/repo//x', git('https://github.com', 'org/repo', 'x', 'HEAD')],
    ['ssh://u:pa55@git.example.test/org/repo.git', git('https://git.example.test', 'org/repo', '.', 'HEAD')],
    ['https://github.com:x@evil.example/org/repo?ref=v1', git('https://evil.example', 'org/repo', '.', 'v1')],
    ['git::https://gitlab.com/group/sub/repo.git//x', git('https://gitlab.com', 'group/sub/repo', 'x', 'HEAD')],
    [
      'https://dev.azure.com/org/project/_git/repo/x/y?ref=v1',
      git('https://dev.azure.com', 'org/project/_git/repo', 'x/y', 'v1'),
    ],
    ['https://git.example.test/org/repo//x/', git('https://git.example.test', 'org/repo', 'x', 'HEAD')],
    ['http://127.0.0.1:3000/org/repo//x', git('http://127.0.0.1:3000', 'org/repo', 'x', 'HEAD')],
    ['https://example.test/install.yaml', file('https://example.test/install.yaml')],
    ['https://example.test/manifests', file('https://example.test/manifests')],
    [
      'https://github.com/org/repo/releases/download/v1/install.yaml',
      file('https://github.com/org/repo/releases/download/v1/install.yaml'),
    ],
    ['file:///tmp/repo', { kind: 'unsupported', why: 'it is a path on one machine' }],
    ['https://github.com/org', { kind: 'unsupported', why: 'it is not the address of a repository' }],
    ['https://github.com/org/repo//../../x', { kind: 'unsupported', why: 'it is not the address of a repository' }],
  ];
  it.each(known)('%s', (entry, address) => {
    expect(addressOf(entry, 'either')).toEqual(address);
  });

  it('that is always a file is never a repository', () => {
    expect(addressOf('https://github.com/org/repo?ref=v1', 'file')).toEqual(file('https://github.com/org/repo?ref=v1'));
    expect(addressOf('github.com/org/repo', 'file')).toBeNull();
    expect(addressOf('https://example.test/manifests', 'folder')).toMatchObject({ kind: 'unsupported' });
  });

  it('is understood or not, whatever it is', () => {
    const parts = fc.constantFrom(
      'https://',
      'ssh://',
      'git@',
      'github.com',
      '/',
      '//',
      '..',
      '.git',
      '?ref=',
      ':',
      'a',
    );
    const loadings = fc.constantFrom<Loading>('file', 'folder', 'either');
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string()), { maxLength: 12 }), loadings, (texts, loading) => {
        const address = addressOf(texts.join(''), loading);
        if (address?.kind === 'git') {
          expect([address.folder, address.repository].join('/').split('/')).not.toContain('..');
        }
      }),
    );
  });
});

describe('a file that was fetched', () => {
  const addresses = fc
    .tuple(fc.constantFrom('http', 'https', 'oci'), fc.domain(), fc.stringMatching(/^\w+(\/[\w-]+){0,3}$/))
    .map(([scheme, host, path]) => `${scheme}://${host}/${path}`);

  it('has one name in the tree, wherever the engine has it', () => {
    fc.assert(
      fc.property(addresses, fc.constantFrom('.', 'app', 'a/b'), (path, folder) => {
        expect(pathInTree(nameInEngine(path))).toBe(path);
        expect(pathInTree(fileInEngine(folder, path))).toBe(path);
      }),
    );
  });

  it('of another revision has another name', () => {
    const folders = ['v1', 'v1/x', 'v1%2Fx'].map((ref) =>
      repositoryFolder({ kind: 'git', origin: 'https://github.com', repository: 'org/repo', folder: '.', ref }),
    );
    expect(new Set(folders).size).toBe(3);
  });

  it('is not mistaken for a file of the repository', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\w+(\/[\w-]+){0,3}$/), (path) => {
        expect(pathInTree(path)).toBe(path);
      }),
    );
  });
});
