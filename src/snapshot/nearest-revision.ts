/** Chooses the revision that an error message suggests, so that the suggested command works in this clone. */
import { git } from './run-git.ts';

async function lines(repository: string, ...args: readonly string[]): Promise<string[]> {
  try {
    return (await git(repository, args)).split('\n').filter((line) => line !== '');
  } catch {
    return [];
  }
}

/** A word that needs no quoting in a shell. */
const isPlainWord = (word: string): boolean => /^[A-Za-z0-9_./][\w./-]*$/.test(word);

const usual = ['main', 'master', 'origin/main', 'origin/master'];

/**
 * A revision of this clone to compare with: a branch that is not checked out, else the previous commit; null where
 * there is none.
 */
export async function baseHere(repository: string): Promise<string | null> {
  const [current = ''] = await lines(repository, 'symbolic-ref', '--quiet', '--short', 'HEAD');
  const all = await lines(repository, 'for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/remotes');
  const branches = all.filter((name) => name !== current && isPlainWord(name));
  const parents = await lines(repository, 'rev-parse', '--verify', '--quiet', 'HEAD~1^{commit}');
  return usual.find((name) => branches.includes(name)) ?? branches[0] ?? (parents.length > 0 ? 'HEAD~1' : null);
}

/** How to get a revision that is not in this clone, as the end of a sentence. */
export async function howToGet(repository: string, revision: string, flag: string): Promise<string> {
  if (flag === '--head' && /^worktree$/i.test(revision))
    return 'to include changes that are not committed, write --head WORKTREE';
  if (revision.includes('..')) return 'it is a range: name one commit, the other is given by --base or --head';
  const remotes = await lines(repository, 'remote');
  const branch = revision.replace(/^(?:refs\/remotes\/)?origin\//, '').replace(/^refs\/heads\//, '');
  if (!remotes.includes('origin') || !isPlainWord(branch)) {
    const here = await baseHere(repository);
    return here === null ? 'name another' : `name one that exists here, for example ${flag} ${here}`;
  }
  if (/^[0-9a-f]{40}$/.test(branch)) return `fetch it first (git fetch origin ${branch}), or name another`;
  return `fetch it first (git fetch origin ${branch}:refs/remotes/origin/${branch}), then name it: ${flag} origin/${branch}`;
}
