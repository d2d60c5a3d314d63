/** Chooses the revision that an error message suggests, so that the suggested command works in this clone. */
import { distance } from '../foundation/text/distance.ts';
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

/** Names that the default branch of a repository mostly has. */
const usual = ['main', 'master', 'trunk', 'develop'].flatMap((name) => [`origin/${name}`, name]);

/**
 * A revision of this clone to compare with: the branch that looks like the default one, else the only other branch; on the
 * default branch itself, and if several others are possible, the previous commit. Null where there is none.
 */
export async function baseHere(repository: string): Promise<string | null> {
  const [current = ''] = await lines(repository, 'symbolic-ref', '--quiet', '--short', 'HEAD');
  const all = await lines(repository, 'for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/remotes');
  const branches = all.filter((name) => name !== current && isPlainWord(name));
  const parents = await lines(repository, 'rev-parse', '--verify', '--quiet', 'HEAD~1^{commit}');
  const previous = parents.length > 0 ? 'HEAD~1' : null;
  const [first = null, ...others] = branches;
  if (usual.includes(current)) return branches.find((name) => name === `origin/${current}`) ?? previous ?? first;
  return usual.find((name) => branches.includes(name)) ?? (others.length === 0 ? first : null) ?? previous ?? first;
}

/** How to get a revision that is not in this clone, as the end of a sentence. */
export async function howToGet(repository: string, revision: string, flag: string): Promise<string> {
  if (flag === '--head' && /^worktree$/i.test(revision))
    return 'to include changes that are not committed, write --head WORKTREE';
  if (revision.includes('..')) return 'it is a range: name one commit, the other is given by --base or --head';
  const remotes = await lines(repository, 'remote');
  const branch = ownName(revision);
  const names = (
    await lines(repository, 'for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/remotes', 'refs/tags')
  ).filter((name) => isPlainWord(name) && name !== 'origin' && !name.endsWith('/HEAD'));
  const near = nearestOf(branch, names);
  if (near !== null) return `the nearest name here is ${near}: ${flag} ${near}`;
  if (!remotes.includes('origin') || !isPlainWord(branch)) {
    const some = usual.filter((name) => names.includes(name));
    const shown = (some.length > 0 ? some : names).slice(0, mostNamed);
    const left = names.length - shown.length;
    return shown.length === 0
      ? 'name another'
      : `name one that exists here: ${shown.join(', ')}${left > 0 ? ` (and ${left} more: git branch --all)` : ''}`;
  }
  if (/^[0-9a-f]{40}$/.test(branch)) return `fetch it first (git fetch origin ${branch}), or name another`;
  return `fetch it first (git fetch origin ${branch}:refs/remotes/origin/${branch}), then name it: ${flag} origin/${branch}`;
}

/** Maximum number of names in a message. */
const mostNamed = 3;

/** A branch without the remote that has it. */
function ownName(name: string): string {
  return name.replace(/^refs\/(?:remotes|heads|tags)\//, '').replace(/^origin\//, '');
}

/** The name that a typing error may have made of `wanted`: at most one character of four differs. Null for none. */
function nearestOf(wanted: string, names: readonly string[]): string | null {
  const letters = (text: string): string => Array.from(text.toLowerCase()).sort().join('');
  // Letters in another order are one error.
  const apart = (name: string): number =>
    letters(name) === letters(wanted) ? 0.5 : distance(name.toLowerCase(), wanted.toLowerCase());
  const known = names.map((name) => ({ name, far: ownName(name) === wanted ? 0 : apart(ownName(name)) }));
  const [nearest] = known.filter(({ far }) => far <= wanted.length / 4).sort((a, b) => a.far - b.far);
  return nearest?.name ?? null;
}
