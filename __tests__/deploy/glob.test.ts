import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GlobDialect, globMatcher } from '../../src/foundation/text/glob.ts';

const fits = (pattern: string, path: string, dialect: GlobDialect): boolean => globMatcher(pattern, dialect)(path);

describe('a pattern', () => {
  test.each<[string, string, Record<Exclude<GlobDialect, 'gitattributes'>, boolean>]>([
    ['a/*.yaml', 'a/b.yaml', { path: true, doublestar: true, gobwas: true, git: true }],
    ['a/*.yaml', 'a/b/c.yaml', { path: false, doublestar: false, gobwas: true, git: true }],
    ['a/**/*.yaml', 'a/c.yaml', { path: false, doublestar: true, gobwas: false, git: false }],
    ['a/**/*.yaml', 'a/b/d/c.yaml', { path: false, doublestar: true, gobwas: true, git: true }],
    ['**/b', 'ab', { path: false, doublestar: false, gobwas: false, git: false }],
    ['**/b', 'x/y/b', { path: false, doublestar: true, gobwas: true, git: true }],
    ['a/**', 'a/b/c', { path: false, doublestar: true, gobwas: true, git: true }],
    ['{a,b/c}.yaml', 'b/c.yaml', { path: false, doublestar: true, gobwas: true, git: false }],
    ['a?c', 'abc', { path: true, doublestar: true, gobwas: true, git: true }],
    ['a?c', 'a/c', { path: false, doublestar: false, gobwas: true, git: true }],
    ['[a-c]x', 'bx', { path: true, doublestar: true, gobwas: true, git: true }],
    ['[!a-c]x', 'bx', { path: false, doublestar: false, gobwas: false, git: false }],
    ['[^a]x', 'bx', { path: true, doublestar: true, gobwas: true, git: true }],
    ['a\\*', 'a*', { path: true, doublestar: true, gobwas: true, git: true }],
    ['a\\*', 'ab', { path: false, doublestar: false, gobwas: false, git: false }],
    ['[a', '[a', { path: true, doublestar: true, gobwas: true, git: true }],
  ])('%s on %s', (pattern, path, expected) => {
    const dialects = Object.keys(expected) as GlobDialect[];

    expect(Object.fromEntries(dialects.map((dialect) => [dialect, fits(pattern, path, dialect)]))).toEqual(expected);
  });

  test('without special characters fits itself alone', () => {
    const plain = fc.stringMatching(/^[a-z/.-]{1,20}$/);

    fc.assert(
      fc.property(
        plain,
        plain,
        fc.constantFrom<GlobDialect>('path', 'doublestar', 'gobwas', 'git'),
        (a, b, dialect) => {
          expect(fits(a, a, dialect)).toBe(true);
          expect(fits(a, b, dialect)).toBe(a === b);
        },
      ),
    );
  });

  test('that would keep a regular expression busy for years is quick', () => {
    const start = performance.now();

    expect(fits(`${'*a'.repeat(200)}b`, 'a'.repeat(4000), 'gobwas')).toBe(false);
    expect(fits(`${'**/'.repeat(500)}b`, 'a/'.repeat(2000), 'doublestar')).toBe(false);
    expect(fits('{a,b}'.repeat(600), 'a', 'gobwas')).toBe(false);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
