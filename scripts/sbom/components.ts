/** What is in the package: npm packages of the bundles, and Go modules of the engines. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { z } from 'zod';
import { packageFolders } from '../build/licenses.ts';

/** Software by others that the package contains. */
export interface Part {
  readonly ecosystem: 'npm' | 'golang';
  /** As its ecosystem names it: `@octokit/core`, `helm.sh/helm/v4`. */
  readonly name: string;
  readonly version: string;
  /** SPDX expression; null where only the licence's text is known, which dist/licenses.txt has. */
  readonly license: string | null;
  /** Of the archive that npm installs, in hexadecimal; null for a Go module, whose checksum is of another kind. */
  readonly sha512: string | null;
}

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), integrity: z.string().optional(), license: z.string().optional() }),
  ),
});

/** @throws {Error} if a package of the bundles is not in the lock file. */
export async function npmParts(root: string, metafiles: readonly Metafile[]): Promise<readonly Part[]> {
  const { packages } = Lock.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  const parts = packageFolders(metafiles).map((folder): Part => {
    const locked = packages[folder];
    if (locked?.version === undefined) throw new Error(`${folder} is in a bundle, but not in package-lock.json`);
    return {
      ecosystem: 'npm',
      name: folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: locked.version,
      license: locked.license ?? null,
      sha512: sha512Of(locked.integrity ?? ''),
    };
  });
  return eachOnce(parts);
}

function sha512Of(integrity: string): string | null {
  const digest = /(?:^| )sha512-([\w+/=]+)/.exec(integrity)?.[1];
  return digest === undefined ? null : Buffer.from(digest, 'base64').toString('hex');
}

/** The modules whose licences the engines' build collected, and Go's own library. */
export async function goParts(root: string): Promise<readonly Part[]> {
  const text = await readFile(join(root, 'engine/licenses.txt'), 'utf8');
  const titles = [...text.matchAll(/^={80}\n(.+)\n={80}$/gm)].map(([, title = '']) => title);
  const parts = titles.map((title): Part => {
    const [, module, version] = /^(\S+) (v\S+)$/.exec(title) ?? [];
    const library = /^Go's standard library and runtime, go(\S+)$/.exec(title)?.[1];
    const known = library === undefined ? { name: module, version } : { name: 'stdlib', version: library };
    if (known.name === undefined || known.version === undefined) throw new Error(`engine/licenses.txt: ${title}`);
    return { ecosystem: 'golang', name: known.name, version: known.version, license: null, sha512: null };
  });
  return eachOnce(parts);
}

/** The same version may be installed in two folders. */
function eachOnce(parts: readonly Part[]): readonly Part[] {
  return [...new Map(parts.map((part) => [`${part.name}@${part.version}`, part])).values()];
}
