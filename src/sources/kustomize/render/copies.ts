import { copyOf } from '../fetched-names.ts';

/** Folders of a build, and copies of them. */
export interface BuildFolders {
  /** By their names in the engine. */
  readonly files: Map<string, Uint8Array>;
  /** The files before anything was prepared. */
  readonly original: ReadonlyMap<string, Uint8Array>;
  readonly folders: Set<string>;
  /** The namespace that a folder was prepared for, where it hands that to charts. */
  readonly preparedFor: Map<string, string>;
}

/**
 * The folder to build for somebody who gives it a namespace: itself, or a copy where its charts were rendered for another
 * one already. A copy lies beside it, so that the same ways lead out of it.
 */
export function folderFor(
  folder: string,
  namespace: string,
  { files, original, folders, preparedFor }: BuildFolders,
): string {
  const before = preparedFor.get(folder);
  if (before === undefined || before === namespace) return folder;
  const copy = copyOf(folder, namespace);
  if (folders.has(copy)) return copy;
  for (const [name, bytes] of original) if (name.startsWith(`${folder}/`)) files.set(moved(name, folder, copy), bytes);
  for (const each of [...folders]) {
    if (each === folder || each.startsWith(`${folder}/`)) folders.add(moved(each, folder, copy));
  }
  return copy;
}

function moved(path: string, from: string, to: string): string {
  return `${to}${path.slice(from.length)}`;
}
