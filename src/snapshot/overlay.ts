/** Replaces the text of some files in a tree. */
import { type Tree } from '../model/tree.ts';

/** The tree with the text of some files replaced. */
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

/** The texts under every path of the edited files, including links to them. */
export function throughLinks({ files }: Tree, edits: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const all = new Map(edits);
  for (const { path, holder } of files.values()) {
    const text = holder === undefined || holder === path ? undefined : edits.get(holder);
    if (text !== undefined) all.set(path, text);
  }
  return all;
}
