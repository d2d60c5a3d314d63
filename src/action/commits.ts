import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Fetches what a shallow checkout left out: the commits themselves, and the history in which their merge base lies.
 * What can't be fetched is left to the review, which names it. Needs the credentials that actions/checkout keeps.
 */
export async function fetchCommits(directory: string, commits: readonly string[]): Promise<void> {
  const git = (...args: string[]) => execute('git', ['-C', directory, ...args]);
  const succeeds = (...args: string[]) =>
    git(...args).then(
      () => true,
      () => false,
    );
  const shallow = (await git('rev-parse', '--is-shallow-repository').catch(() => null))?.stdout.trim() === 'true';
  const fetch = ['fetch', '--no-tags', '--quiet', ...(shallow ? ['--unshallow'] : []), 'origin'];
  const present = await Promise.all(commits.map((commit) => succeeds('cat-file', '-e', `${commit}^{commit}`)));
  if (shallow || present.includes(false)) await succeeds(...fetch, ...commits);
}
