/** Reads the Rego files of a folder of policies. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { toSlash } from '../../foundation/text/to-slash.ts';

/** All Rego files by their path below `policies`, sorted: the compiled module depends on the order. */
export async function readModules(policies: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(policies, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.rego'))
    .map((entry) => toSlash(relative(policies, join(entry.parentPath, entry.name))))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(join(policies, file), 'utf8')));
  return new Map(files.map((file, index) => [file, texts[index] ?? '']));
}
