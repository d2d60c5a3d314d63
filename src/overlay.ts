import { type Tree } from './model.ts';

/** The tree with some files' text replaced; everything else as it was. */
export function overlay(tree: Tree, texts: ReadonlyMap<string, string>): Tree {
  const encoder = new TextEncoder();
  const files = new Map(tree.files);
  for (const [path, text] of texts)
    files.set(path, { path, digest: `edited:${path}`, size: encoder.encode(text).length });
  return {
    ...tree,
    files,
    read: (path) => {
      const text = texts.get(path);
      return text === undefined ? tree.read(path) : Promise.resolve(encoder.encode(text));
    },
  };
}
