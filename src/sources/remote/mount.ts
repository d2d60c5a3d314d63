/** Adds fetched charts to a tree. */
import { type Tree, type TreeFile } from '../../model/tree.ts';
import { type FetchedChart } from './charts.ts';

/**
 * The tree with these charts added. Digests of their files include the archive's digest, so caches by digest notice
 * another archive.
 */
export function mount(tree: Tree, charts: readonly FetchedChart[]): Tree {
  if (charts.length === 0) return tree;
  const contents = new Map<string, Uint8Array>();
  const added: TreeFile[] = [];
  for (const { folder, digest, files } of new Set(charts)) {
    for (const [name, bytes] of files) {
      const path = `${folder}${name}`;
      contents.set(path, bytes);
      added.push({ path, digest: `${digest} ${name}`, size: bytes.length });
    }
  }
  const known = [...tree.files.values()].filter(({ path }) => !contents.has(path));
  const all = [...known, ...added].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    ...tree,
    files: new Map(all.map((file) => [file.path, file])),
    read: (path) => {
      const bytes = contents.get(path);
      return bytes === undefined ? tree.read(path) : Promise.resolve(bytes);
    },
  };
}
