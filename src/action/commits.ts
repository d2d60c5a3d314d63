/** Fetches the commits and the history that a shallow checkout lacks. */
import { git, gitFetch, workTreeAt } from '../snapshot/run-git.ts';

/**
 * Fetches what a shallow checkout lacks: the commits themselves, and the history up to their merge base. Errors are
 * ignored here: the review reports a missing commit. Needs the credentials that actions/checkout stores.
 */
export async function fetchCommits(directory: string, commits: readonly string[]): Promise<void> {
  const repository = workTreeAt(directory);
  if (repository === null) return;
  const ask = (...args: string[]) => git(repository, args).then(trimmed, () => null);
  const shallow = (await ask('rev-parse', '--is-shallow-repository')) === 'true';
  const present = await Promise.all(commits.map((commit) => ask('cat-file', '-e', `${commit}^{commit}`)));
  const address = await ask('config', '--get', 'remote.origin.url');
  if (address === null || !(shallow || present.includes(null))) return;
  await gitFetch(repository, address, [...(shallow ? ['--unshallow'] : []), ...commits]).catch(() => undefined);
}

function trimmed(printed: string): string {
  return printed.trim();
}
