/** Caches recently read files of a tree. */
import { type Tree } from '../model/tree.ts';

/** Maximum size of the cache. Bytes. */
const most = 16 * 1024 * 1024;

/** The tree with a cache of recently read files: a chart's files are read for each of its renders. */
export function withRecent(tree: Tree, limit = most): Tree {
  const kept = new Map<string, Promise<Uint8Array>>();
  let size = 0;
  const sizeOf = (path: string): number => tree.files.get(path)?.size ?? 0;
  const drop = (path: string): void => {
    if (kept.delete(path)) size -= sizeOf(path);
  };
  const keep = (path: string): Promise<Uint8Array> => {
    const reading = tree.read(path);
    if (sizeOf(path) > limit / 8) return reading;
    kept.set(path, reading);
    size += sizeOf(path);
    reading.catch(() => {
      drop(path);
    });
    for (const oldest of kept.keys()) {
      if (size <= limit) break;
      drop(oldest);
    }
    return reading;
  };
  return { ...tree, read: (path) => kept.get(path) ?? keep(path) };
}
