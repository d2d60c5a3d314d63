/** Opens the trees of a review (base, head, trust root, base branch) or of an audit. */
import { stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { ConfigurationError } from '../../foundation/errors.ts';
import { toSlash } from '../../foundation/text/to-slash.ts';
import { type Notice } from '../../model/problem.ts';
import { type Tree } from '../../model/tree.ts';
import { shortId } from '../../foundation/kubernetes/names.ts';
import { type AuditOptions, type ReviewOptions } from '../options.ts';
import { folderTree, type FolderOptions } from '../../snapshot/folder.ts';
import {
  commitId,
  commitTree,
  defaultBranch,
  mergeBase,
  parentsOf,
  repositoryOf,
  requireCommit,
} from '../../snapshot/git.ts';
import { baseHere } from '../../snapshot/nearest-revision.ts';
import { workTreeAt } from '../../snapshot/run-git.ts';

export interface ReviewedTrees {
  readonly base: Tree;
  readonly head: Tree;
  /** The tip of the default branch, from which the configuration is read. Never the merge base, never head. */
  readonly trustRoot: Tree;
  readonly trustRootCommit: string;
  /** The tip of the base branch if that is another commit: its configuration may only tighten. */
  readonly branch: Tree | null;
  /** The merge base's commit id. */
  readonly baseCommit: string;
  /** Null for the work tree. */
  readonly headCommit: string | null;
  /** Notices about the commits. */
  readonly notices: readonly Notice[];
  readonly close: () => void;
}

/** @throws {ConfigurationError} if there is no repository, or base or head are not in this clone. */
export async function reviewedTrees(options: ReviewOptions): Promise<ReviewedTrees> {
  const { directory, base, head } = options;
  const repository = await repositoryOf(directory);
  if (repository === null)
    throw new ConfigurationError(
      'review',
      `${directory} is not in a git repository; review compares two commits of a repository. To check a folder as it is, use \`plimsoll audit\`.`,
    );
  await requireCommits(repository, head);
  const tip = await baseTip(repository, base);
  const isWorkTree = head === 'WORKTREE';
  const headCommit = await requireCommit(repository, isWorkTree ? 'HEAD' : head, '--head');
  // Without a common ancestor (in a shallow clone), head is compared with the tip, into which it would be merged.
  const ancestor = options.mergeBase === undefined ? await mergeBase(repository, tip, headCommit) : options.mergeBase;
  const baseCommit = ancestor ?? tip;
  const baseTree = await commitTree(repository, baseCommit);
  const root = await trustRootCommit(repository, options.trustRoot ?? null, tip);
  const tipTree = tip === baseCommit ? baseTree : await commitTree(repository, tip);
  const rootTree = root === tip ? tipTree : await commitTree(repository, root);
  const headTree = isWorkTree ? null : await commitTree(repository, headCommit);
  return {
    base: baseTree,
    trustRoot: rootTree,
    trustRootCommit: root,
    branch: root === tip ? null : tipTree,
    head: headTree ?? (await folderTree(repository, { tracked: true, digests: 'blob' })),
    baseCommit,
    headCommit: isWorkTree ? null : headCommit,
    notices: ancestor === null ? await tipsCompared(repository, tip, headCommit) : [],
    close: () => {
      for (const tree of [baseTree, tipTree, rootTree, headTree]) tree?.close();
    },
  };
}

/**
 * The commit whose configuration decides: the given one, else the tip of the default branch as this clone knows it, else
 * that of the base branch.
 */
async function trustRootCommit(repository: string, given: string | null, tip: string): Promise<string> {
  if (given !== null) return requireCommit(repository, given, 'The default branch');
  const named = await defaultBranch(repository);
  return (named === null ? null : await commitId(repository, named)) ?? tip;
}

/** @throws {ConfigurationError} if head is the checked-out branch, and it has no commit. */
async function requireCommits(repository: string, head: string): Promise<void> {
  if ((head !== 'HEAD' && head !== 'WORKTREE') || (await commitId(repository, 'HEAD')) !== null) return;
  const message = `The branch that is checked out in ${repository} has no commits yet, so there is nothing to compare. Commit first, or name another --head; \`plimsoll audit\` checks the files as they are.`;
  throw new ConfigurationError('--head', message, 'usage');
}

/**
 * A notice that the tips are compared. Empty for a test merge by GitHub, which is compared with its parent, the tip, in
 * any case.
 */
async function tipsCompared(repository: string, tip: string, head: string): Promise<Notice[]> {
  if ((await parentsOf(repository, head)).includes(tip)) return [];
  const compared = `The tips ${shortId(tip)} (base) and ${shortId(head)} (head) are compared: this clone has no common ancestor of them.`;
  const message = `${compared} What others merged meanwhile can look as if it was reverted. Fetch the history (actions/checkout with fetch-depth: 0, or git fetch --unshallow).`;
  return [{ code: 'tips-compared', subject: tip, message }];
}

async function baseTip(repository: string, base: string | null): Promise<string> {
  if (base !== null) return requireCommit(repository, base, '--base');
  const named = await defaultBranch(repository);
  for (const candidate of [named, 'origin/main', 'origin/master']) {
    const id = candidate === null ? null : await commitId(repository, candidate);
    if (id !== null) return id;
  }
  const here = await baseHere(repository);
  const how =
    here === null
      ? '`plimsoll audit` checks everything'
      : here === 'HEAD~1'
        ? 'Name the branch that you merge into with --base; `plimsoll review --base HEAD~1` compares with the previous commit'
        : `Name it: \`plimsoll review --base ${here}\``;
  const message = `The base is not known: origin/HEAD names no branch here. ${how}.`;
  throw new ConfigurationError('--base', message, 'base-missing');
}

export interface AuditedTree {
  readonly tree: Tree;
  /** The folder that paths are relative to; null: the working directory. */
  readonly repository: string | null;
  /** The checked-out commit, or null. */
  readonly commit: string | null;
  /** The requested paths, as paths of the tree; `''` for its root. */
  readonly asked: readonly string[];
  /** Whether a path of the tree is requested. */
  readonly wanted: (path: string) => boolean;
}

/**
 * In a repository: its whole work tree, with paths from its root. Elsewhere: the folder, with paths from the working
 * directory, or from the folder itself if it is not below that.
 *
 * @throws {ConfigurationError} for a path that does not exist.
 */
export async function auditedTree(
  { directory, paths }: Pick<AuditOptions, 'directory' | 'paths'>,
  digests: FolderOptions['digests'] = 'stat',
): Promise<AuditedTree> {
  const asked = paths.length === 0 ? [resolve(directory)] : paths.map((path) => resolve(directory, path));
  const folders = await Promise.all(asked.map(folderOf));
  const [first = resolve(directory)] = folders;
  const repository = workTreeAt(first);
  const inOne = repository !== null && asked.every((path) => isBelow(repository, path));
  const tracked = inOne ? await folderTree(repository, { tracked: true, digests }) : null;
  if (repository !== null && tracked !== null) {
    const names = asked.map((path) => toSlash(relative(repository, path)));
    const wanted = within(names);
    if ([...tracked.files.keys()].some(wanted))
      return { tree: tracked, repository, commit: await commitId(repository, 'HEAD'), asked: names, wanted };
  }
  const isHere = asked.every((path) => isBelow(directory, path));
  const root = isHere ? resolve(directory) : holding(folders);
  const tree = await folderTree(root, { tracked: false, digests, names: root });
  const names = asked.map((path) => toSlash(relative(root, path)));
  return { tree, repository: isHere ? null : root, commit: null, asked: names, wanted: within(names) };
}

/** The tree from which an audit reads the configuration, and its commit: null for the files that are checked. */
export async function auditedRoot(
  { trustRoot = null }: Pick<AuditOptions, 'trustRoot'>,
  { tree, repository }: AuditedTree,
): Promise<{ readonly trustRoot: Tree; readonly trustRootCommit: string | null; readonly close: () => void }> {
  if (trustRoot === null || repository === null)
    return { trustRoot: tree, trustRootCommit: null, close: () => undefined };
  const commit = await requireCommit(repository, trustRoot, 'The default branch');
  const root = await commitTree(repository, commit);
  return {
    trustRoot: root,
    trustRootCommit: commit,
    close: () => {
      root.close();
    },
  };
}

async function folderOf(path: string): Promise<string> {
  try {
    return (await stat(path)).isDirectory() ? path : dirname(path);
  } catch {
    throw new ConfigurationError('PATH', `${path} does not exist.`, 'usage');
  }
}

/** Whether a path of the tree is one of these, or below one. `''` is the root. */
function within(asked: readonly string[]): (path: string) => boolean {
  return (path) => asked.some((one) => one === '' || path === one || path.startsWith(`${one}/`));
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(resolve(folder), path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
}

/**
 * The folder that contains all others.
 *
 * @throws {ConfigurationError} if there is none.
 */
function holding(folders: readonly string[]): string {
  const root = folders.find((one) => folders.every((folder) => isBelow(one, folder)));
  if (root !== undefined) return root;
  const message = `${folders.join(' and ')} are not in the same repository, in each other, or below the working directory; check them one by one.`;
  throw new ConfigurationError('PATH', message, 'usage');
}
