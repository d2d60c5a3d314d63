/** Indexes the folders of a tree, and lists files below them. */
import { posix } from 'node:path';
import { type Tree } from '../model/tree.ts';

/** Every folder of a tree by its path (`.` for the root), with the names in it; names of folders end with `/`. */
export type Folders = ReadonlyMap<string, readonly string[]>;

export function foldersOf(tree: Tree): Folders {
  const found = new Map<string, string[]>([['.', []]]);
  for (const path of tree.files.keys()) add(found, posix.dirname(path), posix.basename(path));
  return found;
}

function add(found: Map<string, string[]>, folder: string, name: string): void {
  const names = found.get(folder);
  if (names !== undefined) {
    names.push(name);
    return;
  }
  found.set(folder, [name]);
  add(found, posix.dirname(folder), `${posix.basename(folder)}/`);
}

/** The folders that contain a path, the innermost first and `.` last. */
export function foldersAround(path: string): string[] {
  const found: string[] = [];
  for (let at = posix.dirname(path); at !== '.' && at !== '/'; at = posix.dirname(at)) found.push(at);
  return [...found, '.'];
}

/** The files in a folder, sorted; with `deep` also those in its subfolders. */
export function filesBelow(folders: Folders, folder: string, deep: boolean): string[] {
  const files: string[] = [];
  const waiting = [folder];
  for (const at of waiting) {
    for (const name of folders.get(at) ?? []) {
      if (!name.endsWith('/')) files.push(posix.join(at, name));
      else if (deep) waiting.push(posix.join(at, name.slice(0, -1))); // the loop continues with items that are added to the array
    }
  }
  return files.sort();
}
