/** Follows the symbolic links of a tree. */
import { posix } from 'node:path';
import { type Problem } from '../model/problem.ts';
import { type TreeFile } from '../model/tree.ts';

/**
 * An entry as git or the file system lists it, before links are followed. `to` is null for a link that has no valid
 * path.
 */
export type RawEntry =
  | { readonly kind: 'file'; readonly digest: string; readonly size: number }
  | { readonly kind: 'link'; readonly to: string | null }
  | { readonly kind: 'submodule' };

/** A file of the tree, and the path of the entry that has its bytes. */
export interface LinkedFile extends TreeFile {
  readonly holder: string;
}

/** As Linux's PATH_MAX, the longest path that a file system accepts. Bytes. */
export const longestLink = 4096;
/** As Linux's MAXSYMLINKS: more hops are a circle or an attack. */
const mostHops = 40;
/** Maximum number of linked files, since links between folders multiply. The rest is left out and reported. */
const mostLinkedFiles = 100_000;

type Target =
  { readonly kind: 'file' | 'folder'; readonly path: string } | { readonly kind: 'lost'; readonly why: string };

/**
 * The files of a tree with all links inside it followed, in the same way for git and for folders. A link that leaves
 * the tree, whose target does not exist or that forms a circle is a problem, and its path is left out.
 */
export function followLinks(raw: ReadonlyMap<string, RawEntry>): {
  files: Map<string, LinkedFile>;
  problems: Problem[];
} {
  const files = new Map<string, LinkedFile>();
  const problems: Problem[] = [];
  const folders = foldersOf(raw);
  const pending: { readonly path: string; readonly via: string }[] = [];

  for (const [path, entry] of raw) {
    if (entry.kind === 'file') files.set(path, { path, digest: entry.digest, size: entry.size, holder: path });
    else if (entry.kind === 'link') pending.push({ path, via: path });
    else
      problems.push({
        stage: 'snapshot',
        code: 'submodule',
        subject: path,
        message: `${path} is a submodule: its files are in another repository and were not reviewed.`,
      });
  }

  let linked = 0;
  const within = entriesWithin(raw);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const target = resolve(raw, folders, next.via, next.path);
    if (target.kind === 'lost') {
      problems.push(lost(next.path, target.why));
    } else if (target.kind === 'file') {
      const held = raw.get(target.path);
      if (held?.kind === 'file')
        files.set(next.path, { path: next.path, digest: held.digest, size: held.size, holder: target.path });
    } else {
      for (const [inner, entry] of within(target.path)) {
        const path = `${next.path}/${inner}`;
        if (++linked > mostLinkedFiles) {
          problems.push(lost(next.path, `adds more than ${mostLinkedFiles} files to the tree`));
          break;
        }
        const at = posix.join(target.path, inner);
        if (entry.kind === 'file') files.set(path, { path, digest: entry.digest, size: entry.size, holder: at });
        else if (entry.kind === 'link') pending.push({ path, via: at });
      }
    }
  }
  return { files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))), problems };
}

/** Follows the link at `via`; `shown` is its path in the tree, by which a circle is detected. */
function resolve(raw: ReadonlyMap<string, RawEntry>, folders: ReadonlySet<string>, via: string, shown: string): Target {
  let path = via;
  for (let hops = 0; hops <= mostHops; hops++) {
    const link = firstLink(raw, path);
    if (link === null) {
      if (raw.get(path)?.kind === 'file') return { kind: 'file', path };
      if (!folders.has(path)) return { kind: 'lost', why: `points to ${path}, which does not exist` };
      if (path === '.' || `${via}/`.startsWith(`${path}/`) || shown.split('/').length > mostHops)
        return { kind: 'lost', why: 'forms a circle' };
      return { kind: 'folder', path };
    }
    if (link.to === null) return { kind: 'lost', why: `has more than ${longestLink} bytes, which is not a valid path` };
    if (link.to.startsWith('/')) return { kind: 'lost', why: `points to ${link.to}, outside the repository` };
    path = posix.normalize(posix.join(posix.dirname(link.at), link.to, link.rest)).replace(/\/$/, '');
    if (path === '..' || path.startsWith('../')) return { kind: 'lost', why: 'points outside the repository' };
  }
  return { kind: 'lost', why: 'forms a circle' };
}

/** The first part of the path that is a link, and the rest of the path. */
function firstLink(
  raw: ReadonlyMap<string, RawEntry>,
  path: string,
): { at: string; to: string | null; rest: string } | null {
  const parts = path.split('/');
  for (let i = 1; i <= parts.length; i++) {
    const at = parts.slice(0, i).join('/');
    const entry = raw.get(at);
    if (entry?.kind === 'link') return { at, to: entry.to, rest: parts.slice(i).join('/') };
  }
  return null;
}

function foldersOf(raw: ReadonlyMap<string, RawEntry>): Set<string> {
  const folders = new Set<string>(['.']);
  for (const path of raw.keys()) {
    for (let at = posix.dirname(path); !folders.has(at); at = posix.dirname(at)) folders.add(at);
  }
  return folders;
}

/** Returns the entries in a folder by relative path. Sorted once, as thousands of links may lead to folders. */
function entriesWithin(raw: ReadonlyMap<string, RawEntry>): (folder: string) => Generator<[string, RawEntry]> {
  const sorted = [...raw].sort(([a], [b]) => (a < b ? -1 : 1));
  return function* (folder) {
    const prefix = folder === '.' ? '' : `${folder}/`;
    for (let at = firstFrom(sorted, prefix); ; at++) {
      const [path, entry] = sorted[at] ?? [];
      if (path === undefined || entry === undefined || !path.startsWith(prefix)) return;
      yield [path.slice(prefix.length), entry];
    }
  };
}

function firstFrom(sorted: readonly (readonly [string, RawEntry])[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.[0] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lost(path: string, why: string): Problem {
  return {
    stage: 'snapshot',
    code: 'link-outside',
    subject: path,
    message: `The symbolic link ${path} ${why}; it was not followed.`,
  };
}
