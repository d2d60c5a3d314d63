/** What `npm pack` makes: installed by npm without a network, it runs as `plimsoll`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../snapshot/temporary.ts';

const root = join(import.meta.dirname, '../..');
const slow = { timeout: 120_000 };

const Packed = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })).length(1);

/** npm, with a cache of its own and no registry that answers. */
function npm(folder: string, program: 'npm' | 'npx', ...args: readonly string[]): string {
  const env = {
    ...process.env,
    npm_config_cache: join(folder, 'cache'),
    npm_config_registry: 'http://127.0.0.1:9',
    npm_config_update_notifier: 'false',
    NODE_OPTIONS: '',
  };
  return execFileSync(program, args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' });
}

function pack(folder: string): { readonly tarball: string; readonly files: readonly string[] } {
  const [packed] = Packed.parse(JSON.parse(npm(folder, 'npm', 'pack', root, '--json')));
  return {
    tarball: packed?.filename ?? '',
    files: (packed?.files ?? []).map(({ path }) => path).sort(),
  };
}

test('the package holds what runs, and nothing else', slow, () => {
  const { files } = pack(temporaryFolder());

  expect(files).toEqual([
    'LICENSE',
    'README.md',
    'dist/cli.js',
    'dist/engine-worker.js',
    'dist/helm.wasm.br',
    'dist/kustomize.wasm.br',
    'dist/library.json',
    'dist/licenses.txt',
    'dist/package.json',
    'dist/plimsoll.js',
    'dist/policies.wasm',
    'dist/rego.wasm.br',
    'dist/rules.json',
    'package.json',
  ]);
});

test('the package depends on no other: what it needs is in its bundles', () => {
  const { dependencies, optionalDependencies, peerDependencies } = z
    .looseObject({})
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

  expect({ dependencies, optionalDependencies, peerDependencies }).toEqual({});
});

describe('without a network', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {hostNetwork: true, containers: []}\n';
  const chart = {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/templates/pod.yaml': pod,
    'build/kustomization.yaml': 'resources: [pod.yaml]\n',
    'build/pod.yaml': pod,
  };

  test('npm install -g makes the command plimsoll, and it does its work', slow, () => {
    const folder = temporaryFolder(chart);
    const { tarball } = pack(folder);
    mkdirSync(join(folder, 'prefix'));
    npm(folder, 'npm', 'install', '--global', '--offline', '--prefix', 'prefix', `./${tarball}`);
    const plimsoll = (...args: readonly string[]) =>
      spawnSync(join(folder, 'prefix/bin/plimsoll'), args, { cwd: folder, encoding: 'utf8' });

    const audited = plimsoll('audit', 'web', 'build', '--format', 'json');
    const ownRules = plimsoll('rules', '--policies', join(root, 'policies'));
    const tested = plimsoll('test');

    expect(plimsoll('--version')).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' });
    expect(audited).toMatchObject({ status: 1, stderr: '' });
    expect(JSON.parse(audited.stdout)).toMatchObject({
      verdict: 'fail',
      problems: [],
      sources: [{ id: 'build' }, { id: 'web' }],
    });
    expect(ownRules).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is the name of a built-in rule') as string,
    });
    expect(tested).toMatchObject({ status: 2, stdout: '' });
    expect(tested.stderr).toBe(
      "plimsoll: the cases of the built-in rules are not in the package, only in Plimsoll's repository. To test your own rules: plimsoll test --policies DIR\n",
    );
  });

  test('npx runs it from the tarball', slow, () => {
    const folder = temporaryFolder();
    const { tarball } = pack(folder);

    const printed = npm(folder, 'npx', '--yes', '--offline', '--package', `./${tarball}`, 'plimsoll', '--version');

    expect(printed).toBe('0.1.0\n');
  });
});
