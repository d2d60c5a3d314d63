/** Reads the value files of the command line as files of the tree. */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { ConfigurationError } from '../../foundation/errors.ts';
import { toSlash } from '../../foundation/text/to-slash.ts';
import { type Tree } from '../../model/tree.ts';
import { type ChartFlags } from '../../sources/discover/options.ts';

/**
 * The flags with value files as paths of the tree. They are given relative to the working directory, or absolute.
 *
 * @param root the folder that paths of the tree are relative to.
 * @throws {ConfigurationError} for a value file that does not exist or is not in the tree, and for `--set` without `=`.
 */
export function flagsInTree(
  flags: ChartFlags | null,
  tree: Tree,
  { root, directory }: { readonly root: string | null; readonly directory: string },
): ChartFlags | null {
  if (flags === null) return null;
  const [incomplete] = flags.set.filter((each) => !each.includes('='));
  if (incomplete !== undefined)
    throw new ConfigurationError('--set', `--set ${incomplete}: expected NAME=VALUE.`, 'usage');
  const top = resolve(root ?? directory);
  return { ...flags, values: flags.values.map((file) => pathIn(tree, top, resolve(directory, file))) };
}

function pathIn(tree: Tree, top: string, file: string): string {
  const path = toSlash(relative(top, file));
  if (tree.files.has(path)) return path;
  const message = existsSync(file)
    ? `--values ${file} is not a file of ${top} that is checked: it is outside of it, or git ignores it.`
    : `--values ${file} does not exist.`;
  throw new ConfigurationError('--values', message, 'usage');
}
