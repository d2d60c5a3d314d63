/** Reads the files that an engine is given, within size limits. */
import { type EngineFile } from '../../engine/frame.ts';
import { failed, type Answer } from '../../engine/outcome.ts';
import { type Tree } from '../../model/tree.ts';
import { isTooLarge, mostBytesOfSource, sizeOf } from '../../snapshot/sizes.ts';

/**
 * Files for an engine by their names there. Too large files are left out; not ok where all files together are too
 * large.
 */
export async function givenFiles(
  named: Iterable<readonly [string, string]>,
  tree: Tree,
): Promise<Answer<EngineFile[]>> {
  const small = [...named].filter(([, path]) => !isTooLarge(tree, path));
  const size = small.reduce((sum, [, path]) => sum + sizeOf(tree, path), 0);
  if (size > mostBytesOfSource)
    return failed('too-large', `its files have ${size} bytes in total; at most ${mostBytesOfSource} are read.`);
  const files = small.map(async ([name, path]): Promise<EngineFile> => ({ name, bytes: await tree.read(path) }));
  return { ok: true, value: await Promise.all(files) };
}
