/** Writes the result of a command: to standard output, or to the file of `--output`. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { cwd } from 'node:process';
import { ConfigurationError, messageOf } from '../foundation/errors.ts';
import { assertPlainWay, writeAsked } from '../foundation/replace-file.ts';
import { workTreeAt } from '../snapshot/run-git.ts';
import { complain, print } from './streams.ts';

/** @throws {ConfigurationError} if the file can't be written. */
export async function write(file: string | undefined, text: string, colored = false): Promise<void> {
  if (file === undefined) {
    print(text, colored);
    return;
  }
  const folder = dirname(resolve(file));
  const isThere = isFolder(folder) !== null;
  try {
    await writeAsked(checkout(), resolve(file), text);
    if (!isThere) complain(`the folder ${dirname(file)} was made for --output ${file}.`);
  } catch (thrown) {
    refuse(file, messageOf(thrown));
  }
}

/**
 * Checks `--output` before the work begins, so that no finished report is lost.
 *
 * @throws {ConfigurationError} if the file can't be written.
 */
export function requireOutput(file: string | undefined): void {
  if (file === undefined) return;
  if (file === '') refuse(file, 'expected the name of a file');
  const path = resolve(file);
  if (isFolder(path) === true) refuse(file, 'it is a folder; expected the name of a file');
  const above = nearest(dirname(path));
  if (isFolder(above) === false) refuse(file, `${above} is not a folder`);
  try {
    assertPlainWay(checkout(), path);
  } catch (thrown) {
    refuse(file, messageOf(thrown));
  }
}

function refuse(file: string, why: string): never {
  throw new ConfigurationError('--output', `--output ${file} can't be written: ${why}`, 'usage');
}

/** The work tree around the working directory, or else that directory. Others may have put links into it. */
export function checkout(): string {
  return workTreeAt(cwd()) ?? cwd();
}

function nearest(folder: string): string {
  return isFolder(folder) !== null || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

/** Null if the path does not exist. */
function isFolder(path: string): boolean | null {
  try {
    return statSync(path).isDirectory();
  } catch {
    return null;
  }
}
