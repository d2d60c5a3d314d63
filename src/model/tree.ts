/** What a snapshot gives: the files of a commit or a folder. */
import { type Problem } from './problem.ts';

/** One file of a tree, links already followed. `digest` changes whenever the content does (git's blob id, or SHA-1 of the same shape). */
export interface TreeFile {
  readonly path: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** The path of the file that a link leads to; absent where the file is its own. */
  readonly holder?: string;
  /** Present where a checkout by git writes another content than this one; never for a folder, which is checked out. */
  readonly rewritten?: Rewriting;
}

/** The attribute of git that has a checkout write another content, and where it is given. */
export interface Rewriting {
  /** `working-tree-encoding=UTF-16`, `filter=name`, `ident`. */
  readonly attribute: string;
  readonly file: string;
  readonly line: number;
}

/** The files of a commit or a folder. Nothing outside of it can be read through it. */
export interface Tree {
  /** A commit id, or a folder's path. For people; never part of a fingerprint. */
  readonly name: string;
  /** By path, sorted by path. */
  readonly files: ReadonlyMap<string, TreeFile>;
  /** What could not be listed or followed. */
  readonly problems: readonly Problem[];
  /** @throws {MissingFileError} for a path that is not in `files`. */
  read(path: string): Promise<Uint8Array>;
}
