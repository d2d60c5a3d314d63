import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { expect, test } from 'vitest';
import { licenseText, packageFolders } from '../../scripts/build/licenses.ts';

const root = join(import.meta.dirname, '../..');

/** As esbuild writes it, with the inputs alone. */
function metafile(...inputs: readonly string[]): Metafile {
  const nothing = { bytes: 0, imports: [] };
  return { inputs: Object.fromEntries(inputs.map((input) => [input, nothing])), outputs: {} };
}

test('names each package of the bundles once, scoped and nested ones too', () => {
  const folders = packageFolders([
    metafile('src/cli.ts', 'node_modules/zod/index.js', 'node_modules/zod/v4/core/api.js'),
    metafile('node_modules/zod/index.js', 'node_modules/@a/b/node_modules/@c/d/e.js', 'node_modules/@a/b/f.js'),
  ]);

  expect(folders).toEqual(['node_modules/@a/b', 'node_modules/@a/b/node_modules/@c/d', 'node_modules/zod']);
});

test('gives the licence of a package in its own words', async () => {
  const text = await licenseText(root, [metafile('node_modules/picocolors/picocolors.js')]);

  expect(text).toContain('picocolors 1.1.1 (npm, ISC)');
  expect(text).toContain('Permission to use, copy, modify, and/or distribute this software');
});

test('refuses a package that ships no licence', async () => {
  const licences = licenseText(root, [metafile('node_modules/.bin/anything.js')]);

  await expect(licences).rejects.toThrow();
});
