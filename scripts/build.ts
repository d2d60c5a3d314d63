/**
 * `npm run build`: builds everything in `dist/` except the engines, for which `npm run build:engine` is, which needs
 * Go.
 *
 *     npm run build [-- --out FOLDER]
 */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeBundles } from './build/bundles.ts';
import { runNode, typescript } from './command.ts';
import { licenseText } from './build/licenses.ts';

async function main(): Promise<void> {
  const root = resolve(import.meta.dirname, '..');
  const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } });
  const directory = resolve(root, values.out);
  const metafiles = await writeBundles(root, directory);
  await writeFile(join(directory, 'licenses.txt'), await licenseText(root, metafiles));
  const { code, stdout, stderr } = await runNode(root, typescript('scripts/policies/build.ts', '--out', directory));
  process.stderr.write(stdout + stderr);
  process.exitCode = code ?? 1;
}

await main();
