/**
 * Writes the SBOM of the package: the npm packages that are bundled in dist/, and the Go modules in the engines. `npm sbom` would
 * list nothing, because the package has no dependencies, or all tools of development.
 *
 *     npx tsx scripts/sbom.ts --output FILE [--dist FOLDER]
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { writeBundles } from './build/bundles.ts';
import { cycloneDx } from './sbom/bom.ts';
import { goParts, npmParts } from './sbom/components.ts';

const About = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** The bundles that the package contains. */
const packed = ['plimsoll.js', 'engine-worker.js'];

/**
 * The SBOM of the package.
 *
 * @param dist the folder that is packed.
 * @throws {Error} if a bundle in it is not what the sources give: the document would be about something else.
 */
async function sbom(root: string, dist: string, scratch: string): Promise<string> {
  const metafiles = await writeBundles(root, scratch);
  for (const file of packed) {
    const [built, committed] = await Promise.all([scratch, dist].map((folder) => readFile(join(folder, file))));
    if (built?.equals(committed ?? Buffer.of()) !== true)
      throw new Error(`${file} is stale in ${dist}; run: npm run build`);
  }
  const ofPackage = metafiles.filter(({ outputs }) =>
    Object.keys(outputs).some((output) => packed.some((file) => output.endsWith(`/${file}`))),
  );
  const about = About.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  return cycloneDx(about, [...(await npmParts(root, ofPackage)), ...(await goParts(root))]);
}

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    output: { type: 'string', default: 'sbom.cdx.json' },
    dist: { type: 'string', default: join(root, 'dist') },
  },
});
const scratch = await mkdtemp(join(tmpdir(), 'plimsoll-sbom-'));
try {
  await writeFile(resolve(values.output), await sbom(root, resolve(values.dist), scratch));
} finally {
  await rm(scratch, { recursive: true, force: true });
}
