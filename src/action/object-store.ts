/** The repository that the commits are read from: the checkout, or one without a work tree in the runner's folder. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { BranchTip, GitServer } from './git-server.ts';
import { leadsInto } from '../foundation/replace-file.ts';
import { git, workTreeAt } from '../snapshot/run-git.ts';

/**
 * The work tree of the checkout that contains a folder. Null where there is none in the workspace, and for a partial
 * clone: it lacks files of its commits, and would fetch them one by one.
 */
export async function checkoutAt(directory: string, workspace: string): Promise<string | null> {
  const workTree = workTreeAt(directory);
  if (workTree === null || !leadsInto(workspace, workTree)) return null;
  return (await isPartial(workTree)) ? null : workTree;
}

async function isPartial(repository: string): Promise<boolean> {
  const keys = String.raw`^(extensions\.partialclone|remote\..*\.promisor)$`;
  return git(repository, ['config', '--get-regexp', keys]).then(
    () => true,
    () => false,
  );
}

/** An empty repository without a work tree: nothing that is fetched into it is ever a file of its own. */
export async function bareStore(temporary: string): Promise<string> {
  const folder = await mkdtemp(join(temporary, 'plimsoll-objects-'));
  await git(folder, ['init', '--quiet', '--bare', '--template=']);
  return folder;
}

/** Says in a store of ours what a clone knows of its origin: its address, and the default branch. */
export async function nameOrigin(store: string, { address }: GitServer, { branch, commit }: BranchTip): Promise<void> {
  await git(store, ['config', 'remote.origin.url', address]);
  await git(store, ['update-ref', `refs/remotes/origin/${branch}`, commit]);
  await git(store, ['symbolic-ref', 'refs/remotes/origin/HEAD', `refs/remotes/origin/${branch}`]);
}
