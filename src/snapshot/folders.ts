import { posix } from 'node:path';
import { type Tree } from '../model/tree.ts';

/** Every folder of a tree by its path, `.` for the root, each with the names in it: `/` behind those of folders. */
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

/** The folders that a path lies in, the innermost first and `.` last. */
export function foldersAround(path: string): string[] {
  const found: string[] = [];
  for (let at = posix.dirname(path); at !== '.' && at !== '/'; at = posix.dirname(at)) found.push(at);
  return [...found, '.'];
}

/** The files below a folder, sorted; with `deep` those of folders in it too. */
export function filesBelow(folders: Folders, folder: string, deep: boolean): string[] {
  const files: string[] = [];
  const waiting = [folder];
  for (const at of waiting) {
    for (const name of folders.get(at) ?? []) {
      if (!name.endsWith('/')) files.push(posix.join(at, name));
      else if (deep) waiting.push(posix.join(at, name.slice(0, -1))); // an array's iteration goes on to what is added
    }
  }
  return files.sort();
}
