/** Reports files that a git checkout changes. */
import { type Problem } from '../../model/problem.ts';
import { type Source } from '../../model/source.ts';
import { type Tree, type TreeFile } from '../../model/tree.ts';
import { isTooLarge } from '../../snapshot/sizes.ts';

/** The files that a git checkout writes differently from what is stored and reviewed here. */
export async function rewrittenAmong(paths: readonly string[], tree: Tree): Promise<string[]> {
  const marked = paths.filter((path) => tree.files.get(path)?.rewritten !== undefined);
  const each = await Promise.all(marked.map(async (path) => ((await isChanged(path, tree)) ? [path] : [])));
  return each.flat();
}

/** `ident` only changes text between its marks, which does not matter in a comment. */
async function isChanged(path: string, tree: Tree): Promise<boolean> {
  if (tree.files.get(path)?.rewritten?.attribute !== 'ident' || isTooLarge(tree, path)) return true;
  const lines = new TextDecoder().decode(await tree.read(path)).split(/[\n\r\x85\u2028\u2029]/);
  return lines.some((line) => /\$Id[:$]/.test(line) && !/^\s*#/.test(line));
}

export function rewrittenProblem({ path, rewritten }: TreeFile): Problem {
  const message = `${path}: the checked-out file differs from the stored one: ${attributeOf(rewritten)}. The stored content was reviewed.`;
  return {
    stage: 'snapshot',
    code: 'rewritten-on-checkout',
    subject: path,
    message,
    place: { kind: 'file', file: path, why: message },
  };
}

function attributeOf(rewritten: TreeFile['rewritten']): string {
  return rewritten === undefined ? '' : `${rewritten.file}:${rewritten.line} sets ${rewritten.attribute} for it`;
}

/** The files that a source reads, and the file that declares its deployment. */
export function declaredAndRead(source: Source): readonly string[] {
  return source.deployment === null ? source.reads : [...source.reads, source.deployment.place.file];
}
