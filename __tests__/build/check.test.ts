import { expect, test } from 'vitest';
import { faultsOf } from '../../scripts/check/committed-text.ts';
import { differences } from '../../scripts/check/dist-fresh.ts';
import { exportedNamesStep, repeatedExports } from '../../scripts/check/exported-names.ts';
import { engineFaults, lockFaults } from '../../scripts/check/lock-file.ts';

const manifest = { dependencies: { zod: '4.0.0' }, devDependencies: {}, engines: {} };
const locked = { dependencies: {}, devDependencies: {}, engines: {} };

test('a lock file that pins and agrees has no faults', () => {
  const lock = { packages: { '': manifest, 'node_modules/zod': { ...locked, integrity: 'sha512-x' } } };

  expect(lockFaults(manifest, lock)).toEqual([]);
});

test('a lock file that moves, disagrees, names an address or has no digest is faulted for each', () => {
  const lock = {
    packages: {
      '': { ...locked, dependencies: { zod: '4.0.0' } },
      'node_modules/zod': { ...locked, resolved: 'https://example.com/zod.tgz', integrity: 'sha512-x' },
      'node_modules/yaml': locked,
    },
  };

  const faults = lockFaults({ ...manifest, dependencies: { zod: '^4.0.0' } }, lock);

  expect(faults).toEqual([
    'package.json: zod is "^4.0.0"; pin an exact version (npm i -E)',
    'package-lock.json: zod differs from package.json; run npm install',
    'package-lock.json: node_modules/zod names an address; keep .npmrc and run npm install',
    'package-lock.json: node_modules/yaml has no digest; run npm install',
  ]);
});

test('a package that does not allow the oldest Node that we allow is faulted', () => {
  const wants = (node: string) => ({ ...locked, engines: { node } });
  const lock = {
    packages: {
      '': wants('>=20.19'),
      'node_modules/old': wants('^18 || ^20.9'),
      'node_modules/any': locked,
      'node_modules/new': wants('>=22'),
      'node_modules/later': wants('^20.20 || >=22'),
    },
  };

  expect(engineFaults({ ...manifest, engines: { node: '>=20.19' } }, lock)).toEqual([
    'package-lock.json: node_modules/new wants Node >=22; choose a version that allows 20.19.0',
    'package-lock.json: node_modules/later wants Node ^20.20 || >=22; choose a version that allows 20.19.0',
  ]);
});

test('text that names a folder of this machine or a registry is faulted with its line', () => {
  const host = ['registry', 'npmjs', 'org'].join('.');

  const faults = faultsOf('docs/a.md', `one\nsee /checkout/src\nfrom https://${host}/zod`, ['/checkout/']);

  expect(faults).toEqual([
    'docs/a.md:2: names a folder of this machine, /checkout/',
    `docs/a.md:3: names the package registry ${host}`,
  ]);
});

test('a dist that misses, adds or changes a file is faulted for each, and engines are left to their own check', () => {
  const committed = new Map([
    ['cli.js', Buffer.from('old')],
    ['extra.js', Buffer.from('')],
    ['helm.wasm.br', Buffer.from('any')],
    ['kustomize.wasm.br', Buffer.from('any')],
  ]);
  const built = new Map([
    ['cli.js', Buffer.from('new')],
    ['index.js', Buffer.from('new')],
  ]);

  expect(differences(committed, built)).toEqual([
    'dist/cli.js is not what its sources give',
    'dist/extra.js is made by nothing',
    'dist/index.js is missing',
    'dist/rego.wasm.br is missing',
  ]);
});

test('a name that two files export is faulted, whatever it declares; re-exports and names of a file alone are not', () => {
  const texts = new Map([
    ['src/a.ts', 'export interface Plan {}\nexport const { one, two } = both;\nfunction keyOf() {}'],
    [
      'src/b.ts',
      'export type Plan = string;\nexport function two(): void;\nexport function two(): void {}\nfunction keyOf() {}',
    ],
    ['src/c.ts', "export { one } from './a.ts';\nexport const Plans = [];\nexport type Plans = string;"],
  ]);

  expect(repeatedExports(texts)).toEqual([
    'Plan is exported by src/a.ts and src/b.ts; rename all but one, or make them one',
    'two is exported by src/a.ts and src/b.ts; rename all but one, or make them one',
  ]);
});

test('no two files of src/ export the same name', async () => {
  expect(await exportedNamesStep('.').run()).toEqual([]);
});
