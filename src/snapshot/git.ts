/** Reads commits and their trees from a git repository. */
import { type ChildProcessWithoutNullStreams } from 'node:child_process';
import { posix } from 'node:path';
import { ConfigurationError, MissingFileError } from '../foundation/errors.ts';
import { type Tree } from '../model/tree.ts';
import { fileNameOf, quoting, unquoted, untaken } from './file-names.ts';
import { type AttributesFile, mayRewrite, rewrittenBy } from './attributes.ts';
import { followLinks, type LinkedFile, longestLink, type RawEntry } from './links.ts';
import { mostBytes, requireSize } from './sizes.ts';
import { howToGet } from './nearest-revision.ts';
import { git, repositoryAt, startGit } from './run-git.ts';

/** The top folder of the work tree that contains `path` (the repository itself where it is bare), or null. */
export function repositoryOf(path: string): Promise<string | null> {
  return Promise.resolve(repositoryAt(path));
}

/** The commit's id, or null where this clone does not have it. */
export async function commitId(repository: string, revision: string): Promise<string | null> {
  try {
    return (
      await git(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
    ).trim();
  } catch {
    return null;
  }
}

/** The branch of origin/HEAD, like `origin/main`; null without an origin, or in a clone that does not know its HEAD. */
export async function defaultBranch(repository: string): Promise<string | null> {
  try {
    return (await git(repository, ['symbolic-ref', '--short', 'refs/remotes/origin/HEAD'])).trim();
  } catch {
    return null;
  }
}

/** The best common ancestor, or null where there is none here (for example in a shallow clone). */
export async function mergeBase(repository: string, a: string, b: string): Promise<string | null> {
  try {
    return (await git(repository, ['merge-base', a, b])).trim();
  } catch {
    return null;
  }
}

/** The parents of a commit, whether this clone has them or not. */
export async function parentsOf(repository: string, commit: string): Promise<string[]> {
  const printed = await git(repository, ['cat-file', '-p', commit]);
  const [header = ''] = printed.split('\n\n');
  return header.split('\n').flatMap((line) => /^parent ([0-9a-f]+)$/.exec(line)?.[1] ?? []);
}

/** The tree of a commit, read from objects only: works in bare and shallow clones and without a valid HEAD. */
export async function commitTree(repository: string, commit: string): Promise<GitTree> {
  const objects = new ObjectReader(repository);
  const raw = new Map<string, RawEntry>();
  const links: { path: string; id: string; size: number }[] = [];
  const taken = new Set<string>();
  for (const line of (await git(repository, [...quoting, 'ls-tree', '-r', '-l', '--full-tree', commit])).split('\n')) {
    const match = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/.exec(line);
    if (match === null) continue;
    const [, mode = '', , id = '', size = '', printed = ''] = match;
    const path = untaken(fileNameOf(unquoted(printed)), (name) => taken.has(name));
    taken.add(path);
    if (mode === '160000') raw.set(path, { kind: 'submodule' });
    else if (mode === '120000') links.push({ path, id, size: Number(size) });
    else raw.set(path, { kind: 'file', digest: id, size: Number(size) });
  }
  for (const { path, id, size } of links)
    raw.set(path, { kind: 'link', to: size > longestLink ? null : fileNameOf(await objects.read(id)) });
  const { files: followed, problems } = followLinks(raw);
  const files = withRewritings(followed, await attributesIn(raw, objects));
  return {
    name: commit,
    files,
    problems,
    async read(path) {
      const file = files.get(path);
      if (file === undefined) throw new MissingFileError(path, commit);
      requireSize(path, file.size);
      return objects.read(file.digest);
    },
    close: () => {
      objects.close();
    },
  };
}

/** Attributes files that may change the content at a checkout. As in git, links to such files do not count. */
async function attributesIn(raw: ReadonlyMap<string, RawEntry>, objects: ObjectReader): Promise<AttributesFile[]> {
  const found: AttributesFile[] = [];
  for (const [path, entry] of raw) {
    if (entry.kind !== 'file' || posix.basename(path) !== '.gitattributes' || entry.size > mostBytes) continue;
    found.push({ path, text: (await objects.read(entry.digest)).toString('utf8') });
  }
  return found.some(({ text }) => mayRewrite(text)) ? found : [];
}

function withRewritings(
  files: ReadonlyMap<string, LinkedFile>,
  attributes: readonly AttributesFile[],
): ReadonlyMap<string, LinkedFile> {
  if (attributes.length === 0) return files;
  const rewritten = rewrittenBy(attributes, [...new Set([...files.values()].map(({ holder }) => holder))]);
  const marked = [...files].map(([path, file]): [string, LinkedFile] => {
    const rewriting = rewritten.get(file.holder);
    return [path, rewriting === undefined ? file : { ...file, rewritten: rewriting }];
  });
  return new Map(marked);
}

export interface GitTree extends Tree {
  close(): void;
}

interface Waiting {
  readonly id: string;
  readonly take: (bytes: Buffer) => void;
  readonly fail: (error: Error) => void;
}

/** A `git cat-file --batch` process, started on first use. It answers in the order of the requests. */
class ObjectReader {
  readonly #repository: string;
  #process: ChildProcessWithoutNullStreams | null = null;
  readonly #waiting: Waiting[] = [];
  #chunks: Buffer[] = [];
  #buffered = 0;

  constructor(repository: string) {
    this.#repository = repository;
  }

  read(id: string): Promise<Buffer> {
    return new Promise((take, fail) => {
      this.#waiting.push({ id, take, fail });
      this.#started().stdin.write(`${id}\n`);
    });
  }

  close(): void {
    this.#process?.kill();
    this.#process = null;
  }

  #started(): ChildProcessWithoutNullStreams {
    if (this.#process !== null) return this.#process;
    const child = startGit(this.#repository, ['cat-file', '--batch']);
    child.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#buffered += chunk.length;
      this.#deliver();
    });
    child.on('close', () => {
      for (const { id, fail } of this.#waiting.splice(0)) fail(new Error(`git exited before it returned object ${id}`));
    });
    this.#process = child;
    return child;
  }

  /** An answer is `<id> blob <size>\n<bytes>\n`, or `<id> missing\n`. */
  #deliver(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (next === undefined || this.#buffered === 0) return;
      const buffer = this.#joined();
      const eol = buffer.indexOf(10);
      if (eol === -1) return;
      const header = buffer.toString('latin1', 0, eol).split(' ');
      const size = Number(header[2]);
      if (header[1] === 'missing' || Number.isNaN(size)) {
        this.#consume(buffer, eol + 1);
        this.#waiting.shift();
        next.fail(new Error(`object ${next.id} is not in this clone`));
        continue;
      }
      if (buffer.length < eol + 1 + size + 1) return;
      this.#waiting.shift();
      next.take(Buffer.from(buffer.subarray(eol + 1, eol + 1 + size)));
      this.#consume(buffer, eol + 1 + size + 1);
    }
  }

  #joined(): Buffer {
    const [only] = this.#chunks;
    if (this.#chunks.length === 1 && only !== undefined) return only;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  #consume(buffer: Buffer, bytes: number): void {
    const rest = buffer.subarray(bytes);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#buffered = rest.length;
  }
}

/** Resolves a revision that a command line flag names. @throws {ConfigurationError} where it is not in this clone. */
export async function requireCommit(repository: string, revision: string, flag: string): Promise<string> {
  const id = await commitId(repository, revision);
  if (id !== null) return id;
  throw new ConfigurationError(
    flag,
    `${flag} ${revision} is not a commit in this clone; ${await howToGet(repository, revision, flag)}.`,
    flag === '--base' ? 'base-missing' : 'usage',
  );
}
