/** Copies a folder of a build that must be prepared for two namespaces. */
import { copyOf } from '../fetched-names.ts';

/** The folders of a build, and copies of them. */
export interface BuildFolders {
  /** By their names in the engine. */
  readonly files: Map<string, Uint8Array>;
  /** The files before any preparation. */
  readonly original: ReadonlyMap<string, Uint8Array>;
  readonly folders: Set<string>;
  /** The namespace for which a folder was prepared, if it passes the namespace to charts. */
  readonly preparedFor: Map<string, string>;
}

/**
 * The folder to build with a namespace: itself, or a copy if its charts are already rendered for another namespace. The
 * copy is beside the original, so that relative paths out of it stay valid.
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
