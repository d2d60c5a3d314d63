/** The base that an error message proposes. */
import { expect, test } from 'vitest';
import { baseHere } from '../../src/snapshot/nearest-revision.ts';
import { commit, git, temporaryRepository } from './temporary.ts';

test.each([
  ['the default branch before any other', ['aaa', 'feature'], 'feature', 'main'],
  ['the previous commit on the default branch itself', ['aaa'], 'main', 'HEAD~1'],
])('%s is proposed', async (_, branches, checkedOut, proposed) => {
  const repository = temporaryRepository({ 'a.yaml': 'x' });
  commit(repository, { 'a.yaml': 'y' });
  for (const branch of branches) git(repository, 'branch', branch);
  git(repository, 'checkout', '--quiet', checkedOut);

  expect(await baseHere(repository)).toBe(proposed);
});

test('of several branches of which none looks like the default one, none is proposed', async () => {
  const repository = temporaryRepository({ 'a.yaml': 'x' });
  commit(repository, { 'a.yaml': 'y' });
  git(repository, 'branch', '--quiet', '--move', 'feature');
  for (const branch of ['aaa', 'bbb']) git(repository, 'branch', branch);

  expect(await baseHere(repository)).toBe('HEAD~1');
});
