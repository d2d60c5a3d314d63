/** The files of a commit or folder, as a snapshot lists and reads them. */
import { type Problem } from './problem.ts';

/**
 * One file of a tree, with links followed. `digest` changes whenever the content does (git's blob id, or a SHA-1 of the
 * same form).
 */
export interface TreeFile {
  readonly path: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** The path of the file that a link leads to; absent if it is no link. */
  readonly holder?: string;
  /** Present if git's checkout writes other content than this; never for a folder, which is already checked out. */
  readonly rewritten?: Rewriting;
}

/** The git attribute that makes a checkout write other content, and where it is set. */
export interface Rewriting {
  /** `working-tree-encoding=UTF-16`, `filter=name`, `ident`. */
  readonly attribute: string;
  readonly file: string;
  readonly line: number;
}

/** The files of a commit or a folder. Nothing outside of it can be read. */
export interface Tree {
  /** A commit id, or a folder's path. For display only, never part of a fingerprint. */
  readonly name: string;
  /** By path, sorted by path. */
  readonly files: ReadonlyMap<string, TreeFile>;
  /** Files that could not be listed, and links that could not be followed. */
  readonly problems: readonly Problem[];
  /** @throws {MissingFileError} for a path that is not in `files`. */
  read(path: string): Promise<Uint8Array>;
}
