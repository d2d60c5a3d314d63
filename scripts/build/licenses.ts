/** Writes dist/licenses.txt from the packages in the bundles and the engines' licences. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { z } from 'zod';

const PackageJson = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** A package whose code is in a bundle. */
export interface Licence {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly license: string;
  /** The licence text, as shipped by the package. */
  readonly text: string;
}

const rule = '-'.repeat(80);

/** Folders of the npm packages in the bundles: `node_modules/a/node_modules/@b/c`. Sorted, without duplicates. */
export function packageFolders(metafiles: readonly Metafile[]): readonly string[] {
  const folders = metafiles
    .flatMap((metafile) => Object.keys(metafile.inputs))
    .map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort();
}

/** @throws {Error} if the package ships no licence text: then its code may not be distributed. */
async function readLicence(root: string, folder: string): Promise<Licence> {
  const directory = join(root, folder);
  const about = PackageJson.parse(JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')));
  const names = (await readdir(directory)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  if (texts.length === 0) throw new Error(`${folder} ships no licence text`);
  return { ...about, text: texts.map((text) => text.trim()).join('\n\n') };
}

function format({ name, version, license, text }: Licence): string {
  return `${rule}\n${name} ${version} (npm, ${license})\n${rule}\n\n${text.replaceAll('\r\n', '\n')}\n`;
}

/**
 * `dist/licenses.txt`: the licences of everything in `dist/`: npm packages first, then the Go modules in the engines,
 * as written by the engines' build.
 */
export async function licenseText(root: string, metafiles: readonly Metafile[]): Promise<string> {
  const licences = await Promise.all(packageFolders(metafiles).map((folder) => readLicence(root, folder)));
  // The same version may be installed in two folders; it is listed once.
  const texts = [...new Set(licences.map(format))];
  const engines = await readFile(join(root, 'engine/licenses.txt'), 'utf8');
  return `Plimsoll contains code of the packages and modules below.\n\n${[...texts, engines].join('\n')}`;
}
