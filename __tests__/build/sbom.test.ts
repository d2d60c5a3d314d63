import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Metafile } from 'esbuild';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { cycloneDx } from '../../scripts/sbom/bom.ts';
import { goParts, npmParts } from '../../scripts/sbom/components.ts';

const root = join(import.meta.dirname, '../..');
const whole = { name: 'plimsoll', version: '0.1.0', license: 'Apache-2.0' };

function metafile(...inputs: readonly string[]): Metafile {
  const nothing = { bytes: 0, imports: [] };
  return { inputs: Object.fromEntries(inputs.map((input) => [input, nothing])), outputs: {} };
}

/** CycloneDX's own schema, which its library ships. */
function schemaFaults(text: string): unknown {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json')),
    'res/schema',
  );
  const schema = (name: string): object => JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'iri-reference': true, 'idn-email': true } });
  addFormats(ajv);
  const others = readdirSync(folder).filter((name) => /^(?:spdx|jsf|cryptography)\S*\.schema\.json$/.test(name));
  for (const name of others) ajv.addSchema({ ...schema(name), $id: `http://cyclonedx.org/schema/${name}` });
  const validate = ajv.compile(schema('bom-1.6.SNAPSHOT.schema.json'));
  return validate(JSON.parse(text)) ? null : validate.errors;
}

test('lists a package of the bundles by its address, version, licence and checksum', async () => {
  const [part] = await npmParts(root, [metafile('node_modules/@octokit/rest/dist-src/index.js')]);
  const { integrity } = z
    .object({ packages: z.record(z.string(), z.object({ integrity: z.string().optional() })) })
    .parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))).packages['node_modules/@octokit/rest']!;

  expect(`sha512-${Buffer.from(part?.sha512 ?? '', 'hex').toString('base64')}`).toBe(integrity);
  expect(part).toMatchObject({ ecosystem: 'npm', name: '@octokit/rest', version: '22.0.1', license: 'MIT' });
  expect(cycloneDx(whole, [part!])).toContain('"purl": "pkg:npm/%40octokit/rest@22.0.1"');
});

test('lists every Go module of the engines, and the library of Go', async () => {
  const parts = await goParts(root);
  const licences = readFileSync(join(root, 'dist/licenses.txt'), 'utf8');

  expect(parts.length).toBeGreaterThan(50);
  expect(parts.filter(({ version }) => !licences.includes(version))).toEqual([]);
  expect(parts.map(({ name }) => name)).toEqual(expect.arrayContaining(['stdlib', 'helm.sh/helm/v4']));
});

test("is valid by CycloneDX's schema, which refuses a document without its form", async () => {
  const parts = [
    ...(await npmParts(root, [metafile('node_modules/zod/index.js', 'node_modules/@octokit/core/index.js')])),
    ...(await goParts(root)),
  ];
  const text = cycloneDx(whole, parts);

  expect(schemaFaults(text)).toBeNull();
  expect(schemaFaults(text.replace('"library"', '"liberty"'))).not.toBeNull();
});

test('is the same for the same parts, in any order', async () => {
  const parts = await goParts(root);

  expect(cycloneDx(whole, parts)).toBe(cycloneDx(whole, [...parts].reverse()));
});

test('refuses a bundled package that the lock file does not know', async () => {
  await expect(npmParts(root, [metafile('node_modules/no-such-thing/index.js')])).rejects.toThrow('package-lock.json');
});
