/** Makes a tree of files in memory. */
import { MissingFileError } from '../../foundation/errors.ts';
import { type Tree } from '../../model/tree.ts';

/** Files in memory as a tree. */
export function treeOf(name: string, files: ReadonlyMap<string, Uint8Array>): Tree {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    name,
    files: new Map(sorted.map(([path, { length }]) => [path, { path, digest: path, size: length }])),
    problems: [],
    read: (path) => {
      const bytes = files.get(path);
      return bytes === undefined ? Promise.reject(new MissingFileError(path, name)) : Promise.resolve(bytes);
    },
  };
}
