/** Reads a folder of the file system as a tree. */
import { createHash } from 'node:crypto';
import { closeSync, type Dirent, lstatSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { MissingFileError, messageOf } from '../foundation/errors.ts';
import { toSlash } from '../foundation/text/to-slash.ts';
import { type Problem } from '../model/problem.ts';
import { type Tree } from '../model/tree.ts';
import { fileNameOf, quoting, unquoted, untaken } from './file-names.ts';
import { decodeUtf8 } from '../yaml/utf8.ts';
import { followLinks, type RawEntry } from './links.ts';
import { git } from './run-git.ts';
import { mostBytes, requireSize } from './sizes.ts';

export interface FolderOptions {
  readonly tracked: boolean;
  readonly digests: 'blob' | 'stat';
  readonly names?: string;
  /** Selects the files to list, in a git work tree; all if not given. */
  readonly only?: (path: string) => boolean;
}

/** Folders that never have a repository's own content. */
const skipped = new Set(['.git', 'node_modules']);

/**
 * A folder as a tree. In a git work tree: the files that git tracks or would track (none that are ignored). Elsewhere:
 * all files below it. File names are relative to `names`, by default the folder itself. `digests`: `'blob'` computes
 * git's blob id of each file, to be compared with a commit's; `'stat'` reads no content and uses path, size and
 * modification time.
 */
export async function folderTree(root: string, options: FolderOptions): Promise<Tree> {
  const top = resolve(root);
  const prefix = toSlash(relative(resolve(options.names ?? top), top));
  const listed = options.tracked ? await trackedFiles(top) : await allFiles(top);
  const raw = new Map<string, RawEntry>();
  const unreadable: Problem[] = [];
  for (const [path, bytes] of listed) {
    if (options.only?.(path) === false) continue;
    try {
      const entry = rawEntry(locationOf(top, bytes), join(top, path), options.digests);
      if (entry !== null) raw.set(path, entry);
    } catch (thrown) {
      if (isMissing(thrown)) continue; // tracked, but deleted in the work tree
      unreadable.push({
        stage: 'snapshot',
        code: 'unreadable',
        subject: path,
        message: `${path} cannot be read: ${messageOf(thrown)}`,
      });
    }
  }
  const { files, problems } = followLinks(raw);
  const named = new Map(
    [...files.values()].map((file) => [
      under(prefix, file.path),
      { ...file, path: under(prefix, file.path), holder: under(prefix, file.holder) },
    ]),
  );
  const holders = new Map([...files.values()].map(({ path, holder }) => [under(prefix, path), holder]));
  return {
    name: top,
    files: named,
    problems: [...unreadable, ...problems].map((problem) => ({ ...problem, subject: under(prefix, problem.subject) })),
    read(path) {
      const holder = holders.get(path);
      return new Promise((settle) => {
        if (holder === undefined) throw new MissingFileError(path, top);
        requireSize(path, files.get(holder)?.size ?? 0);
        settle(readFileSync(locationOf(top, listed.get(holder) ?? Buffer.from(holder))));
      });
    },
  };
}

function under(prefix: string, path: string): string {
  return prefix === '' ? path : `${prefix}/${path}`;
}

/** By file name as text; the file system identifies a file by bytes, which need not be text. */
type Listed = ReadonlyMap<string, Uint8Array>;

async function trackedFiles(top: string): Promise<Listed> {
  const printed = await git(top, [...quoting, 'ls-files', '--cached', '--others', '--exclude-standard']);
  const names = new Set(printed.split('\n').filter((name) => name !== ''));
  return named([...names].map(unquoted));
}

async function allFiles(top: string): Promise<Listed> {
  const found: Uint8Array[] = [];
  const folders: Uint8Array[] = [Buffer.of()];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await entriesOf(locationOf(top, folder), folder.length === 0)) {
      const path = folder.length === 0 ? entry.name : Buffer.concat([folder, slash, entry.name]);
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name.toString('utf8'))) folders.push(path);
      } else {
        found.push(path);
      }
    }
  }
  return named(found);
}

/** A folder below the top that was deleted since it was listed has no entries. */
async function entriesOf(folder: string | Buffer, isTop: boolean): Promise<Dirent<Buffer>[]> {
  try {
    return await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch (thrown) {
    if (!isTop && isMissing(thrown)) return [];
    throw thrown;
  }
}

const slash = Buffer.from('/');

function named(all: readonly Uint8Array[]): Listed {
  const names = new Map<string, Uint8Array>();
  for (const bytes of all.toSorted((a, b) => Buffer.compare(a, b)))
    names.set(
      untaken(fileNameOf(bytes), (name) => names.has(name)),
      bytes,
    );
  return new Map([...names].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The location of a listed file: a plain path where its name is valid text. */
function locationOf(top: string, name: Uint8Array): string | Buffer {
  const text = decodeUtf8(name);
  return text === null ? Buffer.concat([Buffer.from(top), slash, name]) : join(top, text);
}

/** Synchronous, like reading: for thousands of small files this takes a third of the time, and nothing else waits. */
function rawEntry(at: string | Buffer, path: string, digests: FolderOptions['digests']): RawEntry | null {
  const status = lstatSync(at);
  if (status.isSymbolicLink())
    return { kind: 'link', to: toSlash(fileNameOf(readlinkSync(at, { encoding: 'buffer' }))) };
  if (status.isDirectory()) return { kind: 'submodule' }; // git lists a folder only where another repository begins
  if (!status.isFile()) return null; // sockets, devices, pipes
  const digest = digests === 'blob' ? blobId(at, status.size) : statDigest(path, status);
  return { kind: 'file', digest, size: status.size };
}

/** As `git hash-object` does, without its filters. */
function blobId(at: string | Buffer, size: number): string {
  const hash = createHash('sha1').update(`blob ${size}\0`);
  if (size <= mostBytes) return hash.update(readFileSync(at)).digest('hex');
  const opened = openSync(at, 'r');
  const part = Buffer.alloc(partBytes);
  try {
    for (let read = readSync(opened, part); read > 0; read = readSync(opened, part))
      hash.update(part.subarray(0, read));
  } finally {
    closeSync(opened);
  }
  return hash.digest('hex');
}

/** Bytes that are read at a time, so that a file of any size can be hashed without loading it as a whole. */
const partBytes = 1 << 20;

function statDigest(path: string, status: { readonly size: number; readonly mtimeMs: number }): string {
  return createHash('sha1').update(`${path}\0${status.size}\0${status.mtimeMs}`).digest('hex');
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR');
}
