/** Writes files atomically, and never through a link of the checkout. */
import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/**
 * Creates a folder and its parents. With `recursive`, Node retries for ever if the system refuses a folder (in /proc).
 */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  try {
    await mkdir(folder);
  } catch (thrown) {
    // Another run may have created it in the meantime.
    if (!existsSync(folder)) throw thrown;
  }
}

/** Writes a file atomically: a reader sees the old or the new content, never a part. */
export async function replaceFile(file: string, content: Uint8Array | string): Promise<void> {
  await makeFolder(dirname(file));
  const beside = join(dirname(file), `.${randomUUID()}`);
  try {
    await writeFile(beside, content, { flag: 'wx' });
    await rename(beside, file);
  } catch (thrown) {
    await rm(beside, { force: true });
    throw thrown;
  }
}

/**
 * Writes a file that the user asked for. Below `checkout` a pull request may have put links: none is followed, a link
 * in place of the file is replaced, and nothing is written into `.git`. Elsewhere the path is used as it is, also for a
 * device or a pipe.
 *
 * @throws {Error} that says which folder is a link, or why else the file can't be written.
 */
export async function writeAsked(checkout: string, file: string, content: string): Promise<void> {
  const path = resolve(checkout, file);
  const below = wayBelow(checkout, path);
  if (below === null) {
    await makeFolder(dirname(path));
    await writeFile(path, content);
    return;
  }
  assertPlain(below);
  const before = lstatSync(path, { throwIfNoEntry: false });
  await replaceFile(path, content);
  if (before?.isFile() === true) await chmod(path, before.mode);
}

/**
 * Checks that a path below the checkout does not lead through a link or into `.git`.
 *
 * @throws {Error} that names the folder.
 */
export function assertPlainWay(checkout: string, file: string): void {
  const below = wayBelow(checkout, resolve(checkout, file));
  if (below !== null) assertPlain(below);
}

/** Whether a path lies in a folder after links are followed. It need not exist. */
export function leadsInto(folder: string, path: string): boolean {
  const way = relative(realOf(resolve(folder)), realOf(resolve(path)));
  return way !== '..' && !way.startsWith(`..${sep}`);
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realOf(above), basename(path));
  }
}

interface Way {
  readonly root: string;
  /** The names on the path from the root down to the file. */
  readonly parts: readonly string[];
}

/** The path below the checkout, under any name of the checkout; null for a path elsewhere. */
function wayBelow(checkout: string, path: string): Way | null {
  const real = realOf(resolve(checkout));
  const ancestors = [path];
  for (let at = path; dirname(at) !== at; at = dirname(at)) ancestors.unshift(dirname(at));
  const root = ancestors.find((folder) => realOf(folder) === real);
  return root === undefined ? null : { root, parts: relative(root, path).split(sep) };
}

/** File systems accept other spellings of `.git`: `.GIT`, `.git.`, `git~1`. */
const REPOSITORY = /^(?:\.git[ .]*|git~\d+)$/i;

function assertPlain({ root, parts }: Way): void {
  const own = parts.find((part) => REPOSITORY.test(part));
  if (own !== undefined) throw new Error(`nothing is written into ${own}, a repository's own folder`);
  for (let depth = 1; depth < parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join('/');
    if (lstatSync(join(root, folder), { throwIfNoEntry: false })?.isSymbolicLink() === true)
      throw new Error(`${folder} is a link, and links of the checkout are not followed; name the folder it leads to`);
  }
}
