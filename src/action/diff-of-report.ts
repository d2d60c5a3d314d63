/** The diff of the commits that a report compares. */
import { type Report } from '../model/report.ts';
import { type Diff, diffOf } from '../publish/diff.ts';
import { diffOfCommits, nameInPatch } from '../snapshot/git-diff.ts';
import { repositoryAt } from '../snapshot/run-git.ts';

/**
 * What the pull request shows, from the merge base to head. It is read from git: GitHub's API leaves out large patches, and all files
 * behind the 3,000th. Empty if the report has no commits.
 */
export async function diffOfReport(directory: string, { base, head }: Pick<Report, 'base' | 'head'>): Promise<Diff> {
  const repository = repositoryAt(directory);
  if (repository === null || base === null || head === null) return new Map();
  const { files, patch } = await diffOfCommits(repository, base, head);
  return diffOf(files, patch, nameInPatch);
}
