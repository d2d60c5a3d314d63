/** Counts uncommitted changes in a work tree. */
import { inTurns } from '../foundation/concurrency/in-turns.ts';
import { type Tree } from '../model/tree.ts';
import { folderTree } from './folder.ts';
import { commitId, commitTree } from './git.ts';
import { isPointer } from './lfs.ts';
import { workTreeAt } from './run-git.ts';

/** Maximum total size for which uncommitted changes are counted. */
const mostHashed = 64 * 1024 * 1024;

/**
 * How many of the relevant files differ in the work tree from its commit, so that a review of the commit does not see
 * them. Null outside of a work tree.
 */
export async function uncommitted(directory: string, matters: (path: string) => boolean): Promise<number | null> {
  const top = workTreeAt(directory);
  const head = top === null ? null : await commitId(top, 'HEAD');
  if (top === null || head === null) return null;
  const committed = await commitTree(top, head);
  try {
    const bytes = [...committed.files.values()].reduce((sum, { path, size }) => sum + (matters(path) ? size : 0), 0);
    if (bytes > mostHashed) return null;
    const here = await folderTree(top, { tracked: true, digests: 'blob', only: matters });
    const paths = [...new Set([...committed.files.keys(), ...here.files.keys()])].filter(matters);
    const changed = await inTurns(paths, atOnce, (path) => isChanged(path, committed, here));
    return changed.filter(Boolean).length;
  } finally {
    committed.close();
  }
}

const atOnce = 8;

/** Ignores changes that git itself makes at a checkout: line ends, and contents in Git LFS. */
async function isChanged(path: string, committed: Tree, here: Tree): Promise<boolean> {
  const [before, now] = [committed.files.get(path), here.files.get(path)];
  if (before === undefined || now === undefined) return true;
  if (before.digest === now.digest) return false;
  const [old, text] = (await Promise.all([committed.read(path), here.read(path)])).map(plain);
  return old !== text && !isPointer(old ?? '');
}

function plain(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n');
}
