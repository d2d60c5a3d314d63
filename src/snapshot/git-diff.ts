/** Reads from git what a pull request changes, as GitHub shows it. */
import { fileNameOf, quoting, unquoted } from './file-names.ts';
import { git } from './run-git.ts';

/** The changes from one commit to another: the files that exist after it, and git's patch of all of them. */
export interface CommitDiff {
  readonly files: readonly string[];
  /** In the format of `git diff`, with three lines of context. */
  readonly patch: string;
}

/**
 * Attributes of the repository do not hide a file, and no program runs to convert one. Renames are found at 50 %, as GitHub
 * finds them.
 */
const asOnGitHub = ['--no-color', '--no-ext-diff', '--no-textconv', '--text', '--find-renames=50%'];

/** @throws the error of git if it has not both commits. */
export async function diffOfCommits(repository: string, base: string, head: string): Promise<CommitDiff> {
  const commits = ['--end-of-options', base, head, '--'];
  const [names, patch] = await Promise.all([
    git(repository, [...quoting, 'diff', ...asOnGitHub, '--name-status', ...commits]),
    git(repository, [...quoting, 'diff', ...asOnGitHub, '--unified=3', ...commits]),
  ]);
  return { files: names.split('\n').flatMap(nameAfter), patch };
}

/** The name after the change, from a line such as `M<tab>name` or `R090<tab>old<tab>new`; empty for a deleted file. */
function nameAfter(line: string): string[] {
  const [status = '', ...names] = line.split('\t');
  const name = names.at(-1);
  return name === undefined || status === 'D' ? [] : [fileNameOf(unquoted(name))];
}

/** The name in a line such as `+++ b/name` of a patch, or null for `/dev/null`. */
export function nameInPatch(printed: string): string | null {
  // git ends a name that contains spaces with a tab.
  const name = fileNameOf(unquoted(printed.replace(/\t$/, '')));
  return name === '/dev/null' ? null : name.replace(/^[ab]\//, '');
}
