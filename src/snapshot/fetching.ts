/** How commits are fetched, and what git says where it fails. */
import { messageOf } from '../foundation/errors.ts';

const quiet = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--no-auto-maintenance'];

/** Arguments of git that fetch commits by their ids, each with its files and without its history. */
export function fetchWithoutHistoryArgs(address: string, commits: readonly string[]): string[] {
  return ['fetch', ...quiet, '--depth=1', '--', address, ...commits];
}

/** Arguments of git that fetch commits with a part of their histories, without any file: `depth` commits from each. */
export function fetchHistoriesArgs(address: string, depth: number, commits: readonly string[]): string[] {
  return ['fetch', ...quiet, '--filter=tree:0', `--depth=${depth}`, '--', address, ...commits];
}

/** What git wrote to standard error last: `fatal: …`. */
export function whyGitFailed(thrown: unknown): string {
  const lines = saidByGit(thrown).split('\n');
  return lines.findLast((line) => line.trim() !== '') ?? messageOf(thrown);
}

/** All that git wrote to standard error; empty if it was not git that failed. */
export function saidByGit(thrown: unknown): string {
  const { stderr } = thrown as { readonly stderr?: unknown };
  return typeof stderr === 'string' ? stderr : '';
}
